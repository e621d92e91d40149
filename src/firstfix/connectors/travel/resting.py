"""After a failure a service is left alone for a while, so that not every plan waits for it."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from threading import Lock
from time import monotonic

__all__ = ["Rest"]

# A restart takes less than a minute; after ten, whoever repaired it wants to see it work.
_FIRST_SECONDS, _LONGEST_SECONDS = 30.0, 600.0


class Rest:
    """How long a service is not asked: 30 seconds, after each further failure twice as long, to 10 minutes.

    It lives as long as the process; each process finds out for itself.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._lock = Lock()
        self._ends_at = 0.0
        self._next_seconds = _FIRST_SECONDS

    @property
    def seconds_left(self) -> int:
        """Give in how many seconds it may be asked again, 0 where at once."""
        return max(0, ceil(self._ends_at - self._now()))

    def begin(self) -> None:
        """Leave the service alone from now on."""
        with self._lock:
            self._ends_at = self._now() + self._next_seconds
            self._next_seconds = min(2 * self._next_seconds, _LONGEST_SECONDS)

    def end(self) -> None:
        """Note that it answered."""
        with self._lock:
            self._ends_at, self._next_seconds = 0.0, _FIRST_SECONDS
