"""Whether this machine let its programs run while somebody looked: a starved server seems to be silent."""

from __future__ import annotations

import threading
import time
from typing import Self

__all__ = ["Pulse"]

_STEP_SECONDS = 0.02
# Checks have 1.5 s and their second look begins after half of it; a tenth of that misleads nobody.
_TOO_LATE_SECONDS = 0.15


class Pulse:
    """A thread that wakes every 20 ms while a block lasts, and the longest time by which it was late."""

    def __init__(self) -> None:
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)
        self._longest_seconds = 0.0

    @property
    def was_starved(self) -> bool:
        """Tell whether the machine kept a program waiting for so long that answers may have been late."""
        return self._longest_seconds > _TOO_LATE_SECONDS

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _beat(self) -> None:
        due = time.monotonic() + _STEP_SECONDS
        while not self._is_over.wait(_STEP_SECONDS):
            self._longest_seconds = max(self._longest_seconds, time.monotonic() - due)
            due = time.monotonic() + _STEP_SECONDS
