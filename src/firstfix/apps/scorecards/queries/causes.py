"""What caused the cases of a period, beside the period before: fault codes, surroundings, lacks of readiness.

Requirement S1-D15. Everything is counted over the cases that were opened in the period and that the reader
may see; nothing is counted by person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, QuerySet

from firstfix.apps.cases.models import EnvironmentCause
from firstfix.apps.scorecards.models import ScoredCase
from firstfix.apps.scorecards.queries.boards import Asked
from firstfix.apps.scorecards.queries.case_lists import visible_scored_cases
from firstfix.apps.scorecards.queries.periods import day_count
from firstfix.apps.visits.models import AvoidableCause, ReadinessItem, ReadinessOverride, VisitOutcome
from firstfix.engines.scorecard.trends.comparison import Outcome, compare_counts
from firstfix.kernel.identity import Actor

__all__ = ["ABORTED", "AVOIDABLE", "OVERRIDDEN", "REMEDIED", "Cause", "Causes", "causes_of"]

ABORTED: Final = "aborted"
AVOIDABLE: Final = "avoidable"
OVERRIDDEN: Final = "overridden"
REMEDIED: Final = "remedied"
_PREREQUISITE: Final = "prerequisite"
_Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: how often in the period before and in this one, and whether that is more than chance.

    ``source`` says where a lack of readiness shows: a visit that was aborted, one that could have been
    avoided, a gate that somebody went round, or a prerequisite that the customer had to remedy.
    """

    source: str
    code: str
    earlier_count: int
    later_count: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Causes:
    """The causes of a period, each kind with the most frequent first.

    ``told_count`` of the ``case_count`` cases say what around the equipment caused them, or that nothing did.
    """

    faults: Sequence[Cause]
    surroundings: Sequence[Cause]
    lacks: Sequence[Cause]
    case_count: int
    told_count: int


def causes_of(actor: Actor, earlier: Asked, later: Asked, now: datetime) -> Causes:
    """Give the causes of the cases that were opened in ``later``, beside those of ``earlier``."""
    both = _cases(actor, earlier), _cases(actor, later)
    days = day_count(earlier.months, now), day_count(later.months, now)
    surroundings = [_counted(cases, "case__environment_code") for cases in both]
    told_count = sum(surroundings[1].values())
    for counts in surroundings:
        counts.pop(("", EnvironmentCause.NONE.value), None)
    return Causes(
        faults=_beside([_counted(cases, "category") for cases in both], days),
        surroundings=_beside(surroundings, days),
        lacks=_beside([_lacks(cases) for cases in both], days),
        case_count=both[1].count(),
        told_count=told_count,
    )


def _cases(actor: Actor, asked: Asked) -> QuerySet[ScoredCase]:
    rows = visible_scored_cases(actor).filter(month__in=asked.months)
    return rows if asked.customer is None else rows.filter(organization=asked.customer)


def _counted(cases: QuerySet[ScoredCase], field: str) -> dict[tuple[str, str], int]:
    named = cases.exclude(**{field: ""}).order_by()
    return {("", code): n for code, n in named.values_list(field).annotate(n=Count("pk"))}


def _lacks(cases: QuerySet[ScoredCase]) -> _Counts:
    """Give how often each thing was not ready, and where that showed."""
    ids = cases.order_by().values("case")
    trips = VisitOutcome.objects.filter(visit__work_order__case__in=ids)
    overrides = ReadinessOverride.objects.filter(work_order__case__in=ids)
    failed = ReadinessItem.objects.remediations().filter(work_order__case__in=ids)
    counts: Counter[tuple[str, str]] = Counter()
    for abort_cause, avoidable_cause in trips.values_list("abort_cause", "avoidable_cause"):
        counts[ABORTED, abort_cause] += 1
        counts[AVOIDABLE, avoidable_cause] += 1
    for missing in overrides.values_list("missing", flat=True):
        counts.update((OVERRIDDEN, code) for code in set(missing))
    counts[REMEDIED, _PREREQUISITE] += failed.count()
    needless = {"", AvoidableCause.NONE.value}
    return {(source, code): n for (source, code), n in counts.items() if n and code not in needless}


def _beside(counts: Iterable[_Counts], days: tuple[int, int]) -> Sequence[Cause]:
    earlier, later = counts
    causes = [
        Cause(*key, one, other, compare_counts((one, days[0]), (other, days[1])).outcome)
        for key in earlier.keys() | later.keys()
        for one, other in [(earlier.get(key, 0), later.get(key, 0))]
    ]
    return sorted(causes, key=lambda cause: (-cause.later_count, -cause.earlier_count, cause.code))
