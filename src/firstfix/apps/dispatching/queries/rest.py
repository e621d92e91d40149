"""Whether somebody rests long enough between two stretches of work: arithmetic on times, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from firstfix.apps.dispatching.queries.free_time import DAILY_REST

__all__ = ["ShortRest", "short_rests"]

# Eleven hours in each period of twenty-four leave thirteen in which all work and all ways have to lie.
_LONGEST_SPAN = timedelta(hours=24) - DAILY_REST


class ShortRest(NamedTuple):
    """A rest that is too short: the longest one within a stretch of work that went on for too long."""

    start_at: datetime
    end_at: datetime

    @property
    def minutes(self) -> int:
        """Give how long the rest is."""
        return int((self.end_at - self.start_at).total_seconds() // 60)


def short_rests(stretches: Iterable[tuple[datetime, datetime]]) -> tuple[ShortRest, ...]:
    """Give the rests that break the daily eleven hours (Directive 2003/88/EC, article 3; S0-P17).

    ``stretches`` are times of work in any order, the ways included. Work without a rest of eleven hours
    that spans more than thirteen leaves no such rest in its twenty-four; the longest rest in it is given.
    Where there is none at all, the rest of no minutes at its end is.
    """
    return tuple(_longest_rest(run) for run in _runs(stretches) if _span(run) > _LONGEST_SPAN)


def _runs(stretches: Iterable[tuple[datetime, datetime]]) -> list[list[tuple[datetime, datetime]]]:
    runs: list[list[tuple[datetime, datetime]]] = []
    over_at: datetime | None = None
    for start, end in sorted(stretches):
        if over_at is None or start - over_at >= DAILY_REST:
            runs.append([])
        runs[-1].append((start, end))
        over_at = max(end, over_at or end)
    return runs


def _span(run: Sequence[tuple[datetime, datetime]]) -> timedelta:
    return max(end for _, end in run) - run[0][0]


def _longest_rest(run: Sequence[tuple[datetime, datetime]]) -> ShortRest:
    over_at, found = run[0][1], ShortRest(run[-1][1], run[-1][1])
    for (_, end), (start, _) in pairwise(run):
        over_at = max(over_at, end)
        if start - over_at > found.end_at - found.start_at:
            found = ShortRest(over_at, start)
    return found
