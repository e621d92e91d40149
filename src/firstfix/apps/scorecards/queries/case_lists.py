"""The cases behind a figure, as far as a reader may see them; and a person's own cases with their figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from firstfix.apps.cases.queries import within_visible_cases
from firstfix.apps.scorecards.models import ScoredCase
from firstfix.apps.scorecards.queries.boards import Asked, categories_told
from firstfix.apps.scorecards.queries.definitions import NOT_BY_PERSON, SCORED
from firstfix.apps.scorecards.queries.figures import OF_TOP_CATEGORIES, Cell, pair_of
from firstfix.apps.scorecards.queries.tallies import Tallies
from firstfix.apps.visits.models import CrewMember, Visit
from firstfix.engines.scorecard import Pair
from firstfix.engines.scorecard.measure import Measure, Unit
from firstfix.kernel.identity import Actor

__all__ = ["PAGE", "BehindPage", "behind", "own_cases", "own_pairs", "visible_scored_cases"]

PAGE: Final = 50
# So many cases are read first, and most at once, where few of those that count are on the side asked for.
_FIRST_LOOK: Final = 100
_MOST_AT_ONCE: Final = 2000
_CURSOR: Final = re.compile(
    r"(?P<month>\d{4}-\d\d)_(?P<case>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class BehindPage:
    """A page of cases behind a figure with what each contributed; ``after`` begins the next, or is ""."""

    rows: list[tuple[ScoredCase, float | str]]
    after: str


def visible_scored_cases(actor: Actor) -> QuerySet[ScoredCase]:
    """Give the observed cases that the actor may see."""
    return within_visible_cases(actor, ScoredCase.objects.all(), organization="organization")


def own_cases(actor: Actor, months: tuple[str, ...]) -> QuerySet[ScoredCase]:
    """Give the observed cases that the actor owns or travelled for; nobody else's can be asked for."""
    rows = visible_scored_cases(actor).filter(month__in=months)
    if actor.person_id is None:
        return rows.none()
    crewed = CrewMember.objects.filter(person=actor.person_id).values("visit")
    visits = Visit.objects.filter(Q(engineer=actor.person_id) | Q(pk__in=crewed))
    return rows.filter(Q(owner=actor.person_id) | Q(case__in=visits.values("work_order__case")))


def own_pairs(actor: Actor, months: tuple[str, ...]) -> list[Pair]:
    """Give the KPIs over the actor's own cases, without those that are never told of a person."""
    tallies = Tallies()
    for observed in own_cases(actor, months).values_list("observed", flat=True):
        tallies.put(observed, 1)
    cells = [Cell("", "", months[-1], tallies)]
    # The largest categories are those of many people's cases.
    shown = (kpi for kpi in SCORED if kpi.id not in NOT_BY_PERSON and kpi.measure.id not in OF_TOP_CATEGORIES)
    return [pair_of(kpi, cells) for kpi in shown]


def behind(
    actor: Actor, asked: Asked, measure: Measure, *, which: str = "", after: str = "", own: bool = False
) -> BehindPage:
    """Give a page of the cases behind a figure, newest month first.

    ``which`` is "" for all that count, ``yes`` or ``no`` for one side of a share, or the code of the reason
    for which cases were left out.
    """
    rows = own_cases(actor, asked.months) if own else visible_scored_cases(actor)
    categories = None if own else categories_told(actor, asked, measure)
    if categories is not None:
        rows = rows.filter(category__in=[*categories, ""])
    rows = rows.filter(month__in=asked.months, observed__has_key=measure.id)
    if asked.customer is not None:
        rows = rows.filter(organization=asked.customer)
    if asked.job_type:
        rows = rows.filter(job_type=asked.job_type)
    if place := _CURSOR.fullmatch(after):
        rows = _beyond(rows, place["month"], UUID(place["case"]))
    found = _fitting(rows.order_by("-month", "-case"), measure, which)
    page: list[tuple[ScoredCase, float | str]] = []
    for row, seen in found:
        if len(page) == PAGE:
            last = page[-1][0]
            return BehindPage(page, f"{last.month}_{last.pk}")
        page.append((row, seen))
    return BehindPage(page, "")


def _fitting(
    rows: QuerySet[ScoredCase], measure: Measure, which: str
) -> Iterator[tuple[ScoredCase, float | str]]:
    # Part by part: with a cursor PostgreSQL would make the whole list before it gives the first row of it.
    size = _FIRST_LOOK
    while part := list(rows.select_related("case__organization")[:size]):
        for row in part:
            seen = row.observed[measure.id]
            if _fits(seen, measure, which):
                yield row, seen
        if len(part) < size:
            return
        rows, size = _beyond(rows, part[-1].month, part[-1].pk), min(2 * size, _MOST_AT_ONCE)


def _beyond(rows: QuerySet[ScoredCase], month: str, case_id: UUID) -> QuerySet[ScoredCase]:
    """Give those that come after this case, newest month first."""
    return rows.filter(Q(month__lt=month) | Q(month=month, case__lt=case_id), month__lte=month)


def _fits(seen: float | str, measure: Measure, which: str) -> bool:
    if isinstance(seen, str):
        return seen == which
    if measure.unit is Unit.SHARE and which in ("yes", "no"):
        return (seen == 1.0) == (which == "yes")
    return not which
