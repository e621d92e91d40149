"""Count what overlaps, by sorting and sweeping: the oracle of ``bench_contested.py``, none of our code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

__all__ = ["Held", "overlapping_pairs"]


@dataclass(frozen=True, slots=True)
class Held:
    """One engineer's time from ``start`` to ``end``, held from ``since`` on, and up to ``until`` if set.

    Without ``since`` it is simply held.
    """

    engineer: str
    start: Any
    end: Any
    since: Any = None
    until: Any = None


def overlapping_pairs(bookings: Iterable[Held], *, longer_than: timedelta = timedelta(0)) -> int:
    """Give how many pairs of one engineer's bookings overlapped while both were held for longer."""
    by_engineer: dict[str, list[Held]] = defaultdict(list)
    for booking in bookings:
        by_engineer[booking.engineer].append(booking)
    return sum(
        _swept(sorted(each, key=lambda held: held.start), longer_than) for each in by_engineer.values()
    )


def _swept(in_order: list[Held], longer_than: timedelta) -> int:
    pair_count = 0
    open_ones: list[Held] = []
    for booking in in_order:
        open_ones = [one for one in open_ones if one.end > booking.start]
        pair_count += sum(_were_held_together(one, booking, longer_than) for one in open_ones)
        open_ones.append(booking)
    return pair_count


def _were_held_together(one: Held, other: Held, longer_than: timedelta) -> bool:
    if one.since is None or other.since is None:
        return True
    ends = [held.until for held in (one, other) if held.until is not None]
    return not ends or min(ends) - max(one.since, other.since) > longer_than
