"""Count what overlaps, by sorting and sweeping: the oracle of ``bench_contested.py``, none of our code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

__all__ = ["Held", "overlapping_pairs"]


@dataclass(frozen=True, slots=True)
class Held:
    """One engineer's time from ``start`` to ``end``, held from ``since`` on, and up to ``until`` if set."""

    engineer: str
    start: Any
    end: Any
    since: Any = None
    until: Any = None


def overlapping_pairs(bookings: Iterable[Held]) -> int:
    """Give how many pairs of one engineer's bookings overlapped while both were held."""
    by_engineer: dict[str, list[Held]] = defaultdict(list)
    for booking in bookings:
        by_engineer[booking.engineer].append(booking)
    return sum(_swept(sorted(each, key=lambda held: held.start)) for each in by_engineer.values())


def _swept(in_order: list[Held]) -> int:
    pair_count = 0
    open_ones: list[Held] = []
    for booking in in_order:
        open_ones = [one for one in open_ones if one.end > booking.start]
        pair_count += sum(_were_held_together(one, booking) for one in open_ones)
        open_ones.append(booking)
    return pair_count


def _were_held_together(one: Held, other: Held) -> bool:
    return (one.until is None or other.since is None or one.until > other.since) and (
        other.until is None or one.since is None or other.until > one.since
    )
