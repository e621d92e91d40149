"""Control charts of single values (XmR): which points are more than the usual up and down.

Limits and the factors 2.66 and 3.267 are those of Shewhart's charts for individuals and moving ranges
(Wheeler, Understanding Variation, 2nd ed., 1993; ISO 7870-2:2023). The four rules are the Western Electric
rules (Statistical Quality Control Handbook, 1956), which the detection of runs is named after.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from firstfix.engines.verdict import mark

# 3 / d2 for ranges of two: three standard deviations from the mean moving range.
_LIMIT_FACTOR: Final = 2.66
_RANGE_FACTOR: Final = 3.267
# Fewer points give limits that the next points overturn (Wheeler advises at least six to begin with).
FEWEST_POINTS: Final = 6
_RUN: Final = 8
RULES: Final = {
    "beyond_limits": mark("One point outside the limits."),
    "two_of_three": mark("Two of three points in the outer third, on one side."),
    "four_of_five": mark("Four of five points beyond the inner third, on one side."),
    "run": mark("Eight points in a row on one side of the middle."),
}


@dataclass(frozen=True, slots=True)
class Signal:
    """One rule that holds at one point: ``place`` counts from 0; ``is_above`` tells the side."""

    place: int
    rule: str
    is_above: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The limits of a series and the points that break a rule; without limits there are too few points."""

    values: tuple[float, ...]
    middle: float | None
    low: float | None
    high: float | None
    range_limit: float | None
    signals: tuple[Signal, ...]

    @property
    def is_stable(self) -> bool | None:
        """Tell whether no rule is broken; ``None`` where there are too few points to say."""
        return None if self.middle is None else not self.signals


def control_chart(values: Sequence[float], *, baseline_count: int | None = None) -> Chart:
    """Give the chart of a series in time order.

    The limits come from the first ``baseline_count`` points (all by default), so that a change later on
    cannot widen the limits that should show it. ``FEWEST_POINTS`` is the least that gives limits.
    """
    baseline = values[:baseline_count]
    if len(baseline) < FEWEST_POINTS:
        return Chart(tuple(values), None, None, None, None, ())
    middle = sum(baseline) / len(baseline)
    ranges = [abs(one - other) for one, other in pairwise(baseline)]
    mean_range = sum(ranges) / len(ranges)
    half = _LIMIT_FACTOR * mean_range
    signals = tuple(_signals(values, middle, half / 3))
    return Chart(tuple(values), middle, middle - half, middle + half, _RANGE_FACTOR * mean_range, signals)


def _signals(values: Sequence[float], middle: float, sigma: float) -> Iterator[Signal]:
    for place in range(len(values)):
        for is_above in (True, False):
            # How far on this side, in standard deviations; a series without any has only its side.
            sided = [
                _distance(value, middle, sigma, is_above) for value in values[max(0, place - 7) : place + 1]
            ]
            rule = _first_rule(sided)
            if rule:
                yield Signal(place, rule, is_above)


def _distance(value: float, middle: float, sigma: float, is_above: bool) -> float:
    away = value - middle if is_above else middle - value
    if sigma == 0:
        return 0.0 if away == 0 else float("inf") if away > 0 else float("-inf")
    return away / sigma


def _first_rule(sided: Sequence[float]) -> str:
    """Give the strongest rule that the last point of up to eight completes, or "" where it breaks none."""
    if sided[-1] > 3:
        return "beyond_limits"
    if sided[-1] > 2 and len(sided) >= 3 and sum(one > 2 for one in sided[-3:]) >= 2:
        return "two_of_three"
    if sided[-1] > 1 and len(sided) >= 5 and sum(one > 1 for one in sided[-5:]) >= 4:
        return "four_of_five"
    return "run" if len(sided) >= _RUN and all(one > 0 for one in sided) else ""
