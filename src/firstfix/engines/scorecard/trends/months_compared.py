"""The last two whole months of a log side by side: what changed, and how much of it is another mix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from firstfix.engines.scorecard.measure import SPREAD, Measure, Unit
from firstfix.engines.scorecard.months import days_in, month_of, whole_periods
from firstfix.engines.scorecard.scoring import MONTH, Cases
from firstfix.engines.scorecard.trends.comparison import (
    Comparison,
    compare_counts,
    compare_shares,
    compare_spreads,
)
from firstfix.engines.scorecard.trends.mix import Shift, mix_and_change

# The mix is looked at by the first of these that the log carries with more than one word.
MIXED_BY: Final = ("job_type", "priority", "category", "group")


@dataclass(frozen=True, slots=True)
class Change:
    """Two months by their openings; ``shift`` splits the difference of shares or *means* by ``segment``."""

    earlier: str
    later: str
    comparison: Comparison
    segment: str
    shift: Shift | None


def last_change(measure: Measure, cases: Cases) -> Change | None:
    """Give the change from the last whole month but one to the last; ``None`` with fewer than two.

    Shares and times compare the cases opened in each month, counts how many there were a day.
    """
    moments = [history.opened_at for history in cases.histories]
    months = whole_periods(MONTH, min(moments), max(moments)) if moments else []
    if len(months) < 2:
        return None
    earlier, later = months[-2:]
    figures = cases.figures_by(measure, MONTH)
    compared = _compared(measure, (earlier, figures.get(earlier, ())), (later, figures.get(later, ())))
    segment = _mixed_by(cases)
    if not segment or measure.unit is Unit.CASES:
        return Change(earlier, later, compared, "", None)
    totals = _totals(measure, cases, segment, (earlier, later))
    return Change(earlier, later, compared, segment, mix_and_change(totals[earlier], totals[later]))


def _compared(
    measure: Measure, earlier: tuple[str, Sequence[float]], later: tuple[str, Sequence[float]]
) -> Comparison:
    (month, figures), (later_month, later_figures) = earlier, later
    if measure.unit is Unit.CASES:
        days, later_days = days_in(MONTH, month), days_in(MONTH, later_month)
        return compare_counts((len(figures), days), (len(later_figures), later_days))
    if measure.unit in SPREAD:
        return compare_spreads(figures, later_figures)
    return compare_shares(_hits(figures), _hits(later_figures))


def _hits(figures: Sequence[float]) -> tuple[int, int]:
    return int(sum(figures)), len(figures)


def _mixed_by(cases: Cases) -> str:
    for name in MIXED_BY:
        if cases.can_segment_by(name) and len(cases.segments(name)[1]) > 1:
            return name
    return ""


def _totals(
    measure: Measure, cases: Cases, segment: str, months: Sequence[str]
) -> Mapping[str, Mapping[str, tuple[float, int]]]:
    """Give for each month the sum of figures and the number of cases of each segment."""
    names, _ = cases.segments(segment)
    totals: dict[str, dict[str, tuple[float, int]]] = {month: {} for month in months}
    observed = cases.observations(measure).observed
    for name, history, figure in zip(names, cases.histories, observed, strict=True):
        if isinstance(figure, float) and (month := month_of(history.opened_at)) in totals:
            total, count = totals[month].get(name, (0.0, 0))
            totals[month][name] = total + figure, count + 1
    return totals
