"""A second probe that begins while the first one still waits, so that a fault costs one wait and not two."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

__all__ = ["AFTER_SHARE", "with_second_look"]

# Whoever has not answered in this share of the time seldom does; the rest is time enough for the second look.
AFTER_SHARE = 0.5

First = TypeVar("First")
Second = TypeVar("Second")


async def with_second_look(
    first: Coroutine[Any, Any, First],
    second: Callable[[], Awaitable[Second]],
    *,
    seconds: float,
    is_needed: Callable[[First], bool],
) -> tuple[First, Second | None]:
    """Give what the first probe gave, and the second where it is needed.

    The second begins when the first has waited for a share of its ``seconds``, or has ended as needed.
    Neither goes on once this ends, not even where it is cancelled: whoever looks next finds its sockets free.
    """
    probing = asyncio.ensure_future(first)
    looks: list[asyncio.Future[Any]] = [probing]
    try:
        await asyncio.wait({probing}, timeout=seconds * AFTER_SHARE)
        if probing.done() and not is_needed(probing.result()):
            return probing.result(), None
        looking = asyncio.ensure_future(second())
        looks.append(looking)
        answer = await probing
        return answer, await looking if is_needed(answer) else None
    finally:
        for each in looks:
            each.cancel()
        await asyncio.gather(*looks, return_exceptions=True)
