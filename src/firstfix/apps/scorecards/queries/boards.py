"""What an actor may read of the figures: whose cases, which boards, which KPIs; and the pairs themselves.

The rule is that of cases (``directory.queries.work_scope``): our people read sums over the customers of
their grants, a customer's people those of their own organisation, and of them only what speaks of results.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists

from firstfix.apps.cases.models import CaseKind
from firstfix.apps.directory.models import Organization, OrganizationKind, Role, TeamMembership
from firstfix.apps.directory.queries import visible_organizations, visible_teams, work_scope
from firstfix.apps.scorecards.models import ScoreCell, ScoreKeeping
from firstfix.apps.scorecards.queries.definitions import BOARDS, EDITION, MEASURES, kpi_by_id
from firstfix.apps.scorecards.queries.figures import OF_TOP_CATEGORIES, Cell, pair_of, top_categories
from firstfix.apps.scorecards.queries.periods import months_back
from firstfix.apps.scorecards.queries.tallies import Tallies
from firstfix.engines.scorecard import Kpi, Pair
from firstfix.engines.scorecard.measure import SPREAD, Measure
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = [
    "SPANS",
    "Asked",
    "Scored",
    "asked_of",
    "boards_of",
    "categories_told",
    "cells_of",
    "customers_of",
    "may_read",
    "readable_kpi",
    "scopes_of",
    "score_board",
    "score_kpi",
    "score_segments",
    "segments_told",
]

SPANS: Final = (3, 12, 24)
"""Over how many months one may look, the present one among them."""
FEWEST_PEOPLE: Final = 3
"""A team of fewer people is not told apart: its figure would be a person's (S1-M02)."""
_SEGMENTS: Final = ("job_type", "priority", "group")
# What is read by category; no times are among it.
_OF_CATEGORIES: Final = OF_TOP_CATEGORIES | {"recategorised"}
_FIRST_BOARD: Final = (
    ((Role.MANAGER, Role.DIRECTOR, Role.EXECUTIVE, Role.AUDITOR), "outcomes"),
    (
        (Role.LEAD_SPECIALIST, Role.SUPPORT_SPECIALIST, Role.INCIDENT_COMMANDER, Role.ENGINEERING_RECEIVER),
        "support",
    ),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks at: a board, how many months back, one customer or one kind of case alone."""

    board: str
    months: tuple[str, ...]
    customer: UUID | None = None
    job_type: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """One KPI over the whole time, and in each of its months."""

    pair: Pair
    by_month: Mapping[str, Pair]


def may_read(actor: Actor) -> bool:
    """Tell whether the actor sees the cases of anybody, and so may see sums of them."""
    return work_scope(actor).organization_ids != frozenset()


def boards_of(actor: Actor) -> tuple[str, ...]:
    """Give the boards that the actor may read, the one that concerns them most first."""
    if not work_scope(actor).sees_internal:
        return ("outcomes",) if may_read(actor) else ()
    first = next((board for roles, board in _FIRST_BOARD if actor.has_role(*roles)), "field")
    return (first, *(name for name in BOARDS if name != first))


def asked_of(actor: Actor, given: Mapping[str, str], now: datetime) -> Asked:
    """Give what ``given`` asks for; what the actor may not see or nobody knows is left out."""
    boards = boards_of(actor)
    board = given.get("board", "")
    span = given.get("months", "")
    customers = {str(one.pk): one.pk for one in customers_of(actor)} if given.get("customer") else {}
    job_type = given.get("kind", "")
    return Asked(
        board=board if board in boards else boards[0],
        months=months_back(f"{now:%Y-%m}", int(span) if span in map(str, SPANS) else 12),
        customer=customers.get(given.get("customer", "")),
        job_type=job_type if job_type in CaseKind.values else "",
    )


def customers_of(actor: Actor) -> Sequence[Organization]:
    """Give the customers between whom our people may choose; a customer's people have one, their own."""
    if not work_scope(actor).sees_internal:
        return ()
    return list(visible_organizations(actor).filter(kind=OrganizationKind.CUSTOMER).order_by("name", "pk"))


def readable_kpi(actor: Actor, kpi_id: str) -> Kpi | None:
    """Give the KPI, or None where there is none or the actor reads only results."""
    known = BOARDS["all" if work_scope(actor).sees_internal else "outcomes"][1]
    return kpi_by_id(kpi_id) if may_read(actor) and kpi_id in known else None


def scopes_of(actor: Actor, customer: UUID | None = None) -> tuple[str, ...]:
    """Give the scopes of cells over which the actor's figures are summed."""
    ids = work_scope(actor).organization_ids
    if customer is not None:
        return (str(customer),) if ids is None or customer in ids else ()
    return ("",) if ids is None else tuple(map(str, sorted(ids)))


def score_board(actor: Actor, asked: Asked, *, is_brief: bool = False) -> list[Scored]:
    """Give the pairs of the asked board, each over the whole time and by month (briefly, for a drawing)."""
    kpis = [kpi for kpi in map(kpi_by_id, BOARDS[asked.board][1]) if kpi is not None]
    return _score(actor, asked, kpis, is_brief=is_brief)


def score_kpi(actor: Actor, asked: Asked, kpi: Kpi) -> Scored | None:
    """Give one pair over the whole time and by month, or None where it cannot be told for one kind alone."""
    return next(iter(_score(actor, asked, [kpi])), None)


def score_segments(
    actor: Actor, asked: Asked, kpi: Kpi, *, only: str = ""
) -> Mapping[str, Mapping[str, Pair]]:
    """Give the pair in each kind of case, priority and team, under the codes of these; never by person.

    ``only`` is one of these codes where the others are not asked for.
    """
    if _needs_categories(kpi):
        return {}
    told = segments_told(actor, only=only)
    found: dict[str, dict[str, list[Cell]]] = {name: {} for name in told}
    for cell in cells_of(scopes_of(actor, asked.customer), asked.months, tuple(told), _of_these([kpi])):
        values = told[cell.segment]
        if values is None or cell.value in values:
            found[cell.segment].setdefault(cell.value, []).append(cell)
    return {
        name: {value: pair_of(kpi, cells) for value, cells in sorted(values.items())}
        for name, values in found.items()
    }


def segments_told(actor: Actor, *, only: str = "") -> Mapping[str, frozenset[str] | None]:
    """Give the segments that the actor is told, each with which of its values, None for all of them.

    Teams are told to our people alone, and only those that are large enough.
    """
    known = _SEGMENTS if work_scope(actor).sees_internal else _SEGMENTS[:2]
    return {name: _teams_told(actor) if name == "group" else None for name in known if only in ("", name)}


def categories_told(actor: Actor, asked: Asked, measure: Measure) -> frozenset[str] | None:
    """Give the categories of which the measure speaks, or None where it speaks of every case."""
    if measure.id not in OF_TOP_CATEGORIES:
        return None
    return top_categories(
        cells_of(scopes_of(actor, asked.customer), asked.months, ("category",), _OF_CATEGORIES)
    )


def _score(actor: Actor, asked: Asked, kpis: Sequence[Kpi], *, is_brief: bool = False) -> list[Scored]:
    scopes = scopes_of(actor, asked.customer)
    if asked.job_type:
        cells = cells_of(scopes, asked.months, ("job_type",), _of_these(kpis), asked.job_type)
        # Which categories are the largest of one kind is kept nowhere.
        told = [kpi for kpi in kpis if not _needs_categories(kpi)]
        return [_scored(kpi, asked.months, cells, [], is_brief) for kpi in told]
    whole = cells_of(scopes, asked.months, ("",), _of_these(kpis))
    has_categories = any(map(_needs_categories, kpis))
    by_category = cells_of(scopes, asked.months, ("category",), _OF_CATEGORIES) if has_categories else []
    return [_scored(kpi, asked.months, whole, by_category, is_brief) for kpi in kpis]


def _scored(
    kpi: Kpi, months: Sequence[str], cells: Sequence[Cell], by_category: Sequence[Cell], is_brief: bool
) -> Scored:
    categories = by_category if _needs_categories(kpi) else ()
    by_month = {
        month: pair_of(kpi, _of(month, cells), _of(month, categories), is_brief=is_brief) for month in months
    }
    return Scored(pair_of(kpi, cells, categories), by_month)


def _of(month: str, cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.month == month]


def _needs_categories(kpi: Kpi) -> bool:
    return not OF_TOP_CATEGORIES.isdisjoint({kpi.measure.id, kpi.counter.id})


def cells_of(
    scopes: Sequence[str],
    months: Sequence[str],
    segments: Sequence[str],
    only: Collection[str],
    value: str | None = None,
) -> list[Cell]:
    """Give the cells of these scopes (:func:`scopes_of`) with the tallies of these measures.

    What else stands in them is not put together.
    """
    # Sums by other definitions are none of these: better no figure until they are computed anew.
    is_fit = Exists(ScoreKeeping.objects.filter(definitions=EDITION))
    rows = ScoreCell.objects.filter(is_fit, scope__in=scopes, segment__in=segments, month__in=months)
    if value is not None:
        rows = rows.filter(value=value)
    has_runs = any(MEASURES[name].unit in SPREAD for name in only)
    columns = ("segment", "value", "month", "tallies", *(("runs",) if has_runs else ()))
    return [
        Cell(segment, known, month, Tallies.read(tallies, runs[0] if runs else b"", only=only))
        for segment, known, month, tallies, *runs in rows.values_list(*columns)
    ]


def _of_these(kpis: Iterable[Kpi]) -> frozenset[str]:
    return frozenset(one.id for kpi in kpis for one in (kpi.measure, kpi.counter))


def _teams_told(actor: Actor) -> frozenset[str]:
    """Give the teams that are large enough to be told apart."""
    counts: dict[UUID, set[UUID]] = {}
    members = TeamMembership.objects.current(clock.now().date()).filter(team__in=visible_teams(actor))
    for team_id, person_id in members.values_list("team_id", "person_id"):
        counts.setdefault(team_id, set()).add(person_id)
    return frozenset(str(team) for team, people in counts.items() if len(people) >= FEWEST_PEOPLE)


def team_names(actor: Actor, team_ids: Sequence[str]) -> Mapping[str, str]:
    """Give the names of these teams."""
    return {str(team.pk): team.name for team in visible_teams(actor).filter(pk__in=team_ids)}
