"""A process that is told to end at any moment ends: the handler of the signal waits for nothing."""

from __future__ import annotations

import sys
import threading
from types import FrameType
from typing import Any

from firstfix.server.stopping import Stop

# Only a failure takes that long.
SECONDS = 300


def test_it_can_be_set_between_any_two_steps_of_waiting() -> None:
    """As a signal's handler does, in the thread that waits; with the lock of an event this would hang."""
    step_count = steps_of_waiting(Stop(), set_at=None)
    assert step_count > 3
    for step in range(1, step_count + 1):
        stop = Stop()
        steps_of_waiting(stop, set_at=step)
        assert stop.is_set()


def steps_of_waiting(stop: Stop, *, set_at: int | None) -> int:
    """Give how many steps ``wait`` took; it is set before one of them."""
    count, before = 0, sys.gettrace()

    def step(_frame: FrameType, _event: str, _value: object) -> Any:
        nonlocal count
        count += 1
        if count == set_at:
            stop.set()
        return step

    sys.settrace(step)
    try:
        stop.wait(0)
    finally:
        sys.settrace(before)
    return count


def test_who_waits_returns_when_the_flag_is_set() -> None:
    stop = Stop()
    assert not stop.wait(0)
    threading.Timer(0.05, stop.set).start()
    assert stop.wait(SECONDS)
    assert stop.is_set()
