"""A figure period by period, with the limits of its usual up and down and the points that break them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from firstfix.engines.scorecard.intervals import Interval, quantile
from firstfix.engines.scorecard.measure import SPREAD, Measure, Unit
from firstfix.engines.scorecard.months import PERIODS, periods_between, whole_periods
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.scorecard.trends.control_chart import FEWEST_POINTS, Chart, control_chart

# A median or share of fewer cases jumps by itself (the rank sum of trends.comparison asks for as many).
FEWEST_CASES: Final = 10
# Where more of a period's cases are still open when the log ends, only its quick ones have a figure.
_RIPE_SHARE: Final = 0.90
# Above so many weeks months show more; with so few weeks days are all there is.
_MOST_WEEKS: Final = 60


@dataclass(frozen=True, slots=True)
class Point:
    """One period by its opening: the cases with a figure, and the figure; ``None`` without a case.

    ``is_told`` says that it belongs to the chart. ``why_not`` is else the code of the reason: ``few`` (too
    few cases), ``partial`` (the log has only a part of the period), ``unripe`` (too many of its cases were
    still open when the log ended).
    """

    name: str
    n: int
    figure: float | None
    why_not: str

    @property
    def is_told(self) -> bool:
        """Tell whether the point belongs to the chart."""
        return not self.why_not


@dataclass(frozen=True, slots=True)
class Series:
    """A measure over periods of one length, by the opening of its cases; ``chart`` is of the told points."""

    measure: Measure
    step: str
    points: tuple[Point, ...]
    chart: Chart

    @property
    def told(self) -> tuple[Point, ...]:
        """Give the points of the chart, in its order."""
        return tuple(point for point in self.points if point.is_told)

    @property
    def usual(self) -> Interval | None:
        """Give the limits of the usual up and down, without what no such figure can be."""
        if self.chart.low is None or self.chart.high is None:
            return None
        most = 1.0 if self.measure.unit in {Unit.SHARE, Unit.TIME_SHARE} else inf
        return max(0.0, self.chart.low), min(most, self.chart.high)


def fitting_step(cases: Cases) -> str:
    """Give the length of period that shows most: weeks, months for long logs, days for short ones."""
    first, last = _openings(cases)
    weeks = len(whole_periods("week", first, last))
    if weeks > _MOST_WEEKS:
        return "month"
    return "week" if weeks >= FEWEST_POINTS else "day"


def series_of(measure: Measure, cases: Cases, step: str) -> Series:
    """Give what ``measure`` came to in each period; cases belong to the period of their opening."""
    if not cases.histories:
        return Series(measure, step, (), control_chart(()))
    first, last = _openings(cases)
    whole, ripe = set(whole_periods(step, first, last)), _ripe(cases, step)
    figures = cases.figures_by(measure, step)
    points = tuple(
        _point(name, measure, figures.get(name, ()), is_whole=name in whole, is_ripe=name in ripe)
        for name in periods_between(step, first, last)
    )
    values = [point.figure for point in points if point.is_told and point.figure is not None]
    return Series(measure, step, points, control_chart(values))


def _point(name: str, measure: Measure, figures: Sequence[float], *, is_whole: bool, is_ripe: bool) -> Point:
    n = len(figures)
    is_count = measure.unit is Unit.CASES
    why_not = "partial" if not is_whole else ""
    if not is_count:
        why_not = why_not or ("few" if n < FEWEST_CASES else "") or ("" if is_ripe else "unripe")
    return Point(name, n, _figure(measure.unit, figures), why_not)


def _figure(unit: Unit, figures: Sequence[float]) -> float | None:
    if unit is Unit.CASES:
        return float(len(figures))
    if not figures:
        return None
    return quantile(figures, 0.5) if unit in SPREAD else sum(figures) / len(figures)


def _openings(cases: Cases) -> tuple[int, int]:
    moments = [history.opened_at for history in cases.histories]
    return (min(moments), max(moments)) if moments else (0, 0)


def _ripe(cases: Cases, step: str) -> set[str]:
    """Give the periods of which nearly all cases had ended."""
    name_of = PERIODS[step]
    opened: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    for history in cases.histories:
        name = name_of(history.opened_at)
        opened[name] += 1
        ended[name] += history.is_done
    return {name for name, count in opened.items() if ended[name] >= _RIPE_SHARE * count}
