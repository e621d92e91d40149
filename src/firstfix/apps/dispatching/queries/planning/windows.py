"""When a visit may start: what the order, the access and the site's hours leave open together. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

__all__ = ["FACE_MINUTES", "NEVER_OPEN", "intersected", "minute_after", "start_windows"]

Stretch = tuple[datetime, datetime]

FACE_MINUTES = 5
"""People agree on times on the clock face: ways and starts are whole steps of this many minutes."""

NEVER_OPEN = ((-1, -1),)
"""The windows of a visit that cannot start at all: a minute before every horizon."""


def start_windows(
    open_at: Sequence[Stretch], minutes: int, start_at: datetime, end_at: datetime
) -> tuple[tuple[int, int], ...]:
    """Give the minutes of the horizon at which a visit of ``minutes`` may start within ``open_at``."""
    found = []
    for opens, closes in open_at:
        first = minute_after(max(opens, start_at), start_at)
        last = int((min(closes, end_at) - start_at).total_seconds() // 60) - minutes
        if first <= last:
            found.append((first, last))
    return tuple(found) or NEVER_OPEN


def intersected(one: Sequence[Stretch], other: Sequence[Stretch]) -> list[Stretch]:
    """Give the times that lie in a stretch of each of the two, in order."""
    both = ((max(a_start, b_start), min(a_end, b_end)) for a_start, a_end in one for b_start, b_end in other)
    return sorted((start, end) for start, end in both if start < end)


def minute_after(moment: datetime, start_at: datetime) -> int:
    """Give the first minute on the clock face that is not before ``moment``; 0 where that lies before."""
    step = timedelta(minutes=FACE_MINUTES)
    return max(0, -((start_at - moment) // step)) * FACE_MINUTES
