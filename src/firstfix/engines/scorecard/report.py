"""Everything that a log tells at once: pairs, what is withheld, segments, findings, traces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from firstfix.engines.scorecard.awaited_kpis import AWAITED_KPIS
from firstfix.engines.scorecard.declaration import AwaitedKpi, Kpi
from firstfix.engines.scorecard.finding import Finding
from firstfix.engines.scorecard.gaming import PairVerdict, Trace, gaming_traces, pair_verdict, reads_events
from firstfix.engines.scorecard.kpis import KPIS
from firstfix.engines.scorecard.log import Log
from firstfix.engines.scorecard.open_hours import calendar_for, in_open_hours
from firstfix.engines.scorecard.quality import quality_findings
from firstfix.engines.scorecard.scoring import Cases, Pair, Withheld, check_segment, score, score_by
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
from firstfix.engines.service_clock import Calendar

# More segments than this are a list of cases, no comparison; the largest are shown.
MOST_SEGMENTS: Final = 24
_HOUR: Final = 3600
# What work is shared out by, best first; and by whom or what a case is known to have come again.
_DRIVEN_BY: Final = ("category", "job_type", "group", "priority")
_AGAIN_BY: Final = ("customer", "asset", "site")


@dataclass(frozen=True, slots=True)
class Scored:
    """One KPI with its verdict, and the same by each segment that the log carries."""

    pair: Pair
    verdict: PairVerdict
    segments: Mapping[str, Mapping[str, Pair]]


@dataclass(frozen=True, slots=True)
class Waited:
    """How long cases waited for one party: hours, their part of all waiting, and in how many cases."""

    party: str
    hours: float
    share: float
    case_count: int


@dataclass(frozen=True, slots=True)
class Trend:
    """A KPI period by period, never without its counter-metric, and its last two whole months compared."""

    kpi: Kpi
    value: Series
    counter: Series
    change: Change | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a log tells of its cases; ``span`` is its first and last moment in seconds, as in ``Event.at``.

    ``trends`` and ``drivers`` (the largest words of the attribute ``driven_by``) are there where they were
    asked for, so is the ``study`` of an intervention.
    """

    row_count: int
    event_count: int
    case_count: int
    span: tuple[int, int]
    scored: tuple[Scored, ...]
    withheld: tuple[Withheld, ...]
    awaited: tuple[AwaitedKpi, ...]
    findings: tuple[Finding, ...]
    traces: tuple[Trace, ...]
    waited: tuple[Waited, ...]
    trends: tuple[Trend, ...] = ()
    driven_by: str = ""
    drivers: tuple[Driver, ...] = ()
    study: Study | None = None


def make_report(
    log: Log,
    *,
    segments: Sequence[str] | None = None,
    kpis: Sequence[Kpi] = KPIS,
    tells_trends: bool = False,
    intervention: Intervention | None = None,
    calendar: Calendar | None = None,
) -> Report:
    """Give the report of a log, and use the log up: its events are let go as they are read.

    ``segments`` replaces those that each KPI declares; what the log does not carry is left out.
    ``tells_trends`` adds trends and drivers. Raises ``ValueError`` for what is no segment, and where the log
    lacks what ``intervention`` speaks of. With a ``calendar`` times are told in business hours as well.
    """
    for segment in segments or ():
        check_segment(segment)
    account = log.account
    opening = None if calendar is None else calendar_for(calendar, account)
    cases = Cases(log, keeps_events=reads_events(log), calendar=opening)
    traces = gaming_traces(cases) if cases.histories else []
    scored: list[Scored] = []
    withheld: list[Withheld] = []
    for kpi in in_open_hours(kpis) if calendar else kpis:
        told = score(kpi, cases)
        if isinstance(told, Withheld):
            withheld.append(told)
        else:
            parts = _by_segment(kpi, cases, kpi.segments if segments is None else segments)
            scored.append(Scored(told, pair_verdict(told, traces), parts))
    return Report(
        row_count=account.row_count,
        event_count=account.event_count,
        case_count=account.case_count,
        span=cases.span,
        scored=tuple(scored),
        withheld=tuple(withheld),
        awaited=AWAITED_KPIS,
        findings=tuple(quality_findings(cases)),
        traces=tuple(traces),
        waited=_waited(cases),
        trends=_trends(cases, scored) if tells_trends else (),
        driven_by=(driven_by := _driven_by(cases) if tells_trends else ""),
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
    again_by = next((name for name in _AGAIN_BY if cases.can_segment_by(name) and name != driven_by), "")
    return tuple(top_drivers(cases, driven_by, again_by=again_by))


def _waited(cases: Cases) -> tuple[Waited, ...]:
    """Give for whom cases waited, longest first: beside every share of time that was paused (S1-K04)."""
    seconds: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for history in cases.histories:
        for party, waited in history.waited.items():
            seconds[party] += waited
            counts[party] += 1
    total = seconds.total() or 1
    return tuple(
        Waited(party, one / _HOUR, one / total, counts[party]) for party, one in seconds.most_common()
    )


def _by_segment(kpi: Kpi, cases: Cases, segments: Sequence[str]) -> Mapping[str, Mapping[str, Pair]]:
    parts: dict[str, Mapping[str, Pair]] = {}
    for segment in segments:
        pairs = score_by(kpi, cases, segment)
        if not isinstance(pairs, Withheld):
            largest = sorted(pairs, key=lambda name: (-pairs[name].value.n, name))[:MOST_SEGMENTS]
            parts[segment] = {name: pairs[name] for name in sorted(largest)}
    return parts
