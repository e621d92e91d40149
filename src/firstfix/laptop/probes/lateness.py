"""How late this computer comes to its own work while it looks; what it missed itself is nobody's silence."""

from __future__ import annotations

import asyncio
import time
from typing import Final, Self

__all__ = ["Lateness"]

# Whoever is woken later than this after every step was not let run, and so were the answers not taken.
_STEP_SECONDS: Final = 0.05


class Lateness:
    """A clock that is looked at every 50 ms, and the moments at which that came too late.

    ``async with Lateness() as late`` looks until the block ends; moments are those of ``time.monotonic()``.
    """

    def __init__(self) -> None:
        self._late: list[tuple[float, float]] = []
        self._looking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._looking = asyncio.create_task(self._look())
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    def longest_between(self, began: float, ended: float) -> float:
        """Give the longest time in seconds for which this computer was late between two moments."""
        spans = (min(ended, until) - max(began, since) for since, until in self._late)
        return max([0.0, *spans])

    async def _look(self) -> None:
        while True:
            due = time.monotonic() + _STEP_SECONDS
            await asyncio.sleep(_STEP_SECONDS)
            now = time.monotonic()
            if now - due > _STEP_SECONDS:
                self._late.append((due, now))
