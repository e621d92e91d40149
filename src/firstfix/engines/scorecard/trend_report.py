"""What changed, what drives the work, and what an intervention did: a report's second half.

It stands apart because a figure needs none of it: ``firstfix kpi`` loads it only where it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from firstfix.engines.scorecard.declaration import Kpi
from firstfix.engines.scorecard.report import Scored
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.scorecard.trends import (
    Change,
    Driver,
    Intervention,
    Series,
    Study,
    fitting_step,
    last_change,
    series_of,
    study_intervention,
    top_drivers,
)

# What work is shared out by, best first; and by whom or what a case is known to have come again.
_DRIVEN_BY: Final = ("category", "job_type", "group", "priority")
_AGAIN_BY: Final = ("customer", "asset", "site")


@dataclass(frozen=True, slots=True)
class Trend:
    """A KPI period by period, never without its counter-metric, and its last two whole months compared."""

    kpi: Kpi
    value: Series
    counter: Series
    change: Change | None


@dataclass(frozen=True, slots=True)
class TrendReport:
    """Trends of the KPIs of a report; ``drivers`` are the largest words of the attribute ``driven_by``.

    ``study`` is what an intervention did, where somebody asked.
    """

    trends: tuple[Trend, ...]
    driven_by: str
    drivers: tuple[Driver, ...]
    study: Study | None


def trend_report(
    cases: Cases, scored: Sequence[Scored], intervention: Intervention | None = None
) -> TrendReport:
    """Give the trends of what was scored. Raises ``ValueError`` where the log lacks what was asked for."""
    driven_by = _driven_by(cases)
    return TrendReport(
        trends=_trends(cases, scored),
        driven_by=driven_by,
        drivers=_drivers(cases, driven_by),
        study=study_intervention(cases, intervention) if intervention else None,
    )


def _trends(cases: Cases, scored: Sequence[Scored]) -> tuple[Trend, ...]:
    step = fitting_step(cases)
    return tuple(
        Trend(
            one.pair.kpi,
            series_of(one.pair.kpi.measure, cases, step),
            series_of(one.pair.kpi.counter, cases, step),
            last_change(one.pair.kpi.measure, cases),
        )
        for one in scored
    )


def _driven_by(cases: Cases) -> str:
    """Give the attribute by which the work is shared out, with more than one word, or "" without any."""
    said = (name for name in _DRIVEN_BY if cases.can_segment_by(name))
    return next((name for name in said if len(cases.segments(name)[1]) > 1), "")


def _drivers(cases: Cases, driven_by: str) -> tuple[Driver, ...]:
    if not driven_by:
        return ()
    again_by = next((name for name in _AGAIN_BY if cases.can_segment_by(name)), "")
    return tuple(top_drivers(cases, driven_by, again_by=again_by))
