"""Whether a process was asked to end.

The handler of a signal runs between two steps of what the main thread does just then, so it may take no lock
that this thread may hold: ``threading.Event`` does, and a supervisor that was told to end in that moment
waited for itself for ever. A flag needs none.
"""

from __future__ import annotations

import signal
import time

__all__ = ["Stop", "stop_on_signals"]

# A handler does not end a sleep, so a process that waits sees the signal within this time.
_LOOK_SECONDS = 0.1


class Stop:
    """A flag that is set once and for all; who waits for it looks ten times a second."""

    def __init__(self) -> None:
        self._is_set = False

    def set(self) -> None:
        """Ask the process to end."""
        self._is_set = True

    def is_set(self) -> bool:
        """Tell whether it was asked to."""
        return self._is_set

    def wait(self, seconds: float) -> bool:
        """Return after so many seconds, or soon after the flag is set; tells whether it is."""
        until = time.monotonic() + seconds
        while not self._is_set and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _LOOK_SECONDS))
        return self._is_set


def stop_on_signals() -> Stop:
    """Give the flag that SIGINT and SIGTERM set from now on, instead of ending the process."""
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    return stop
