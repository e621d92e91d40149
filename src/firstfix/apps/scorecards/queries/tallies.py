"""Sums of what a measure observed, that can be added to, taken from, put together and read exactly.

Counts are summed; times and shares of time are kept one by one, as whole numbers in ascending order, so
that a median over many months is exact: :class:`Merged` looks it up without putting the months together.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, Final, overload

from firstfix.apps.scorecards.queries.definitions import MEASURES
from firstfix.engines.scorecard.measure import SPREAD, Unit

__all__ = ["Heap", "Merged", "Tallies", "Tally", "scale_of", "whole"]

# Seconds of an hour, and millionths of a whole: both fit four bytes (68 years; 2,147 times the whole).
_SCALES: Final = {Unit.HOURS: 3600, Unit.TIME_SHARE: 1_000_000}
_SPREAD_NAMES: Final = tuple(sorted(name for name, one in MEASURES.items() if one.unit in SPREAD))
_SPREAD: Final = frozenset(_SPREAD_NAMES)
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

    @property
    def is_told(self) -> bool:
        """Tell whether anything was observed, or left out."""
        return bool(self.n) or any(count > 0 for count in self.excluded.values())

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

    def add(self, other: Tally) -> None:
        """Add what was observed in other cases; the run is not put in order."""
        self.n += other.n
        self.total += other.total
        self.excluded.update(other.excluded)
        self.run.extend(other.run)


@dataclass(slots=True)
class Tallies:
    """The tallies of all measures over the cases of one cell."""

    by_measure: dict[str, Tally] = field(default_factory=dict)

    def put(self, observed: Mapping[str, float | str], sign: int) -> None:
        """Add (``sign`` 1) or take away (-1) what was observed in one case."""
        for name, seen in observed.items():
            if name in MEASURES:
                self._tally(name).put(seen, MEASURES[name].unit, sign)

    def _tally(self, name: str) -> Tally:
        # Cases come by the hundred thousand, measures by the dozen: an empty tally for each would cost most.
        known = self.by_measure.get(name)
        if known is None:
            known = self.by_measure[name] = Tally()
        return known

    def add(self, other: Tallies) -> None:
        """Add the cases of another cell; ``settle`` puts the runs in order afterwards."""
        for name, tally in other.by_measure.items():
            self._tally(name).add(tally)

    def settle(self) -> None:
        """Put the runs in order again."""
        for one in self.by_measure.values():
            one.run = array(_TYPE, sorted(one.run))

    @property
    def is_empty(self) -> bool:
        """Tell whether no case is left."""
        return not any(one.is_told for one in self.by_measure.values())

    def kept(self) -> tuple[dict[str, Any], bytes]:
        """Give the two columns of a cell: counts as JSON, and all runs one after the other."""
        counts = {
            name: [
                one.n,
                one.total,
                {code: count for code, count in sorted(one.excluded.items()) if count > 0},
            ]
            for name, one in sorted(self.by_measure.items())
            if one.is_told
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


class Heap:
    """Sums of many cases for as many cells as there are: what was observed in a case is reckoned once.

    Runs are put in order at the end: sorting a hundred thousand values once costs less than finding a place
    among them a hundred thousand times.
    """

    def __init__(self) -> None:
        self._cells: defaultdict[Hashable, dict[str, Tally]] = defaultdict(dict)

    def put(self, observed: Mapping[str, float | str], keys: Iterable[Hashable]) -> None:
        """Add what was observed in one case to the cells under these keys."""
        reckoned = [(name, seen, _value(name, seen)) for name, seen in observed.items() if name in MEASURES]
        for key in keys:
            by_measure = self._cells[key]
            for name, seen, value in reckoned:
                tally = by_measure.get(name)
                if tally is None:
                    tally = by_measure[name] = Tally()
                if value is None:
                    tally.excluded[str(seen)] += 1
                    continue
                tally.n += 1
                tally.total += value
                if name in _SPREAD:
                    tally.run.append(value)

    def cells(self) -> Mapping[Any, Tallies]:
        """Give all cells, with their runs in order."""
        cells = {key: Tallies(by_measure) for key, by_measure in self._cells.items()}
        for tallies in cells.values():
            tallies.settle()
        return cells


def _value(name: str, seen: float | str) -> int | None:
    """Give a figure as it is summed, None for the reason why there is none."""
    if isinstance(seen, str):
        return None
    return whole(MEASURES[name].unit, seen) if name in _SPREAD else int(seen)


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
        """Halve the values between two that are too small and large enough until so many lie below."""
        if len(self._runs) == 1:
            return self._runs[0][place]
        if place - 1 in self._known:
            return self._after(self._known[place - 1], place)
        low, high = self._around(place)
        while low < high:
            middle = (low + high) // 2
            if self._count_to(middle) > place:
                high = middle
            else:
                low = middle + 1
        return low

    def _count_to(self, value: int) -> int:
        return sum(map(bisect_right, self._runs, repeat(value)))

    def _after(self, value: int, place: int) -> int:
        """Give the value of this rank, where ``value`` is that of the rank before it."""
        places = list(map(bisect_right, self._runs, repeat(value)))
        if sum(places) > place:
            return value
        return min(run[one] for run, one in zip(self._runs, places, strict=True) if one < len(run))

    def _around(self, place: int) -> tuple[int, int]:
        """Give two values between which that of this rank lies.

        Where each run is cut at the same part of its length, so many values at most lie below the least of
        the cuts, and at least one more up to the largest.
        """
        count = self._count
        low = min(run[place * len(run) // count] for run in self._runs)
        high = max(run[-(-(place + 1) * len(run) // count) - 1] for run in self._runs)
        return low, high
