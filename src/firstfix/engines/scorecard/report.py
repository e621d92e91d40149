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
from firstfix.engines.scorecard.quality import quality_findings
from firstfix.engines.scorecard.scoring import Cases, Pair, Withheld, check_segment, score, score_by

# More segments than this are a list of cases, no comparison; the largest are shown.
MOST_SEGMENTS: Final = 24
_HOUR: Final = 3600


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
class Report:
    """What a log tells of its cases; ``span`` is its first and last moment in seconds, as in ``Event.at``."""

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


def make_report(log: Log, *, segments: Sequence[str] | None = None, kpis: Sequence[Kpi] = KPIS) -> Report:
    """Give the report of a log, and use the log up: its events are let go as they are read.

    ``segments`` is as in :func:`report_of`, which tells of cases that are wanted afterwards.
    """
    return report_of(Cases(log, keeps_events=reads_events(log)), segments=segments, kpis=kpis)


def report_of(cases: Cases, *, segments: Sequence[str] | None = None, kpis: Sequence[Kpi] = KPIS) -> Report:
    """Give the report of cases.

    ``segments`` replaces those that each KPI declares; what the log does not carry is left out. Raises
    ``ValueError`` for what is no segment.
    """
    for segment in segments or ():
        check_segment(segment)
    account = cases.log.account
    traces = gaming_traces(cases) if cases.histories else []
    scored: list[Scored] = []
    withheld: list[Withheld] = []
    # Without a case there is nothing to show and nothing to withhold; the findings say why.
    for kpi in kpis if cases.histories else ():
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
    )


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
