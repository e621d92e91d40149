"""Sums of what a measure observed, that can be added to, taken from, put together and read exactly.

Counts are summed; times and shares of time are kept one by one, as whole numbers in ascending order, so
that a median over many months is exact: :class:`Merged` looks it up without putting the months together.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, overload

from firstfix.apps.scorecards.queries.definitions import MEASURES
from firstfix.engines.scorecard.measure import SPREAD, Unit

__all__ = ["Merged", "Tallies", "Tally", "scale_of", "whole"]

# Seconds of an hour, and millionths of a whole: both fit four bytes (68 years; 2,147 times the whole).
_SCALES: Final = {Unit.HOURS: 3600, Unit.TIME_SHARE: 1_000_000}
_SPREAD_NAMES: Final = tuple(sorted(name for name, one in MEASURES.items() if one.unit in SPREAD))
_TYPE: Final = "i"


def scale_of(unit: Unit) -> int:
    """Give how many whole numbers make one of the unit, where its values are kept one by one."""
    return _SCALES[unit]


def whole(unit: Unit, figure: float) -> int:
    """Give a figure as it is kept; what four bytes cannot hold is the largest that they can."""
    return max(-(2**31), min(2**31 - 1, round(figure * _SCALES[unit])))


@dataclass(slots=True)
class Tally:
    """What one measure observed in some cases: how many, what they come to, and why others gave none.

    ``total`` is how many of them were 1, or the sum of ``run``: the values of a measure that is told by its
    median, in ascending order.
    """

    n: int = 0
    total: int = 0
    excluded: Counter[str] = field(default_factory=Counter)
    run: array[int] = field(default_factory=lambda: array(_TYPE))

    def put(self, seen: float | str, unit: Unit, sign: int) -> None:
        """Add (``sign`` 1) or take away (-1) what was observed in one case."""
        if isinstance(seen, str):
            self.excluded[seen] += sign
            return
        self.n += sign
        value = whole(unit, seen) if unit in SPREAD else int(seen)
        self.total += sign * value
        if unit in SPREAD and sign > 0:
            insort(self.run, value)
        elif unit in SPREAD:
            del self.run[bisect_left(self.run, value)]


@dataclass(slots=True)
class Tallies:
    """The tallies of all measures over the cases of one cell."""

    by_measure: dict[str, Tally] = field(default_factory=dict)

    def put(self, observed: Mapping[str, float | str], sign: int) -> None:
        """Add (``sign`` 1) or take away (-1) what was observed in one case."""
        for name, seen in observed.items():
            if name in MEASURES:
                self.by_measure.setdefault(name, Tally()).put(seen, MEASURES[name].unit, sign)

    @property
    def is_empty(self) -> bool:
        """Tell whether no case is left."""
        return not any(one.n or +one.excluded for one in self.by_measure.values())

    def kept(self) -> tuple[dict[str, Any], bytes]:
        """Give the two columns of a cell: counts as JSON, and all runs one after the other."""
        counts = {
            name: [one.n, one.total, dict(sorted((+one.excluded).items()))]
            for name, one in sorted(self.by_measure.items())
            if one.n or +one.excluded
        }
        runs = (self.by_measure[name].run for name in _SPREAD_NAMES if name in counts)
        return counts, b"".join(map(_to_bytes, runs))

    @classmethod
    def read(
        cls, counts: Mapping[str, Any], runs: bytes | memoryview, *, only: Collection[str] = MEASURES
    ) -> Tallies:
        """Give the tallies of the two columns of a cell, or those of some measures ``only``."""
        made = {
            name: Tally(n, total, Counter(excluded))
            for name, (n, total, excluded) in counts.items()
            if name in only
        }
        held, place = memoryview(runs), 0
        for name in _SPREAD_NAMES:
            if name in counts:
                end = place + 4 * counts[name][0]
                if name in made:
                    made[name].run = _from_bytes(held[place:end])
                place = end
        return cls(made)


def _to_bytes(run: array[int]) -> bytes:
    if sys.byteorder == "big":
        run = array(_TYPE, run)
        run.byteswap()
    return run.tobytes()


def _from_bytes(held: memoryview) -> array[int]:
    run = array(_TYPE)
    run.frombytes(held)
    if sys.byteorder == "big":
        run.byteswap()
    return run


class Merged(Sequence[float]):
    """Several ascending runs read as one, in the unit's own size; only what is asked for is looked up."""

    def __init__(self, runs: Iterable[Sequence[int]], scale: int) -> None:
        self._runs = [run for run in runs if len(run)]
        self._scale = scale
        self._count = sum(map(len, self._runs))
        self._known: dict[int, int] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> float: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[float]: ...
    def __getitem__(self, place: int | slice) -> float | Sequence[float]:
        """Give the value of this rank, 0 for the least."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(self._count))]
        if not 0 <= place < self._count:
            raise IndexError(place)
        if place not in self._known:
            self._known[place] = self._of_rank(place)
        return self._known[place] / self._scale

    def _of_rank(self, place: int) -> int:
        """Halve the values between the least and the largest until so many lie below."""
        low, high = min(run[0] for run in self._runs), max(run[-1] for run in self._runs)
        while low < high:
            middle = (low + high) // 2
            if sum(bisect_right(run, middle) for run in self._runs) > place:
                high = middle
            else:
                low = middle + 1
        return low
