"""Figures for other programs: the boards, one KPI, and the cases behind it; by the rights of the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from firstfix.apps.scorecards.forms.answers import board_answer, cases_answer, kpi_answer
from firstfix.kernel.identity import Actor

__all__ = ["router"]

router = Router(tags=["scorecard"])
_ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
_REFUSED = {
    "responses": {
        403: {"description": "You see no cases, so no figures of them", "content": _ERROR},
        404: {"description": "There is none, or you may not see it", "content": _ERROR},
        422: {"description": "A parameter is not understood", "content": _ERROR},
    }
}


class ValueOut(Schema):
    """One figure with all that belongs to it; hours are by the clock, shares run from 0 to 1."""

    measure: str
    unit: str
    figure: float | None
    interval: tuple[float, float] | None
    n: int
    hits: int | None
    mean: float | None
    median: float | None
    p90: float | None
    excluded: dict[str, int]
    is_small: bool


class PairOut(Schema):
    """A KPI's value and its counter-metric; there is no answer with one of them alone."""

    id: str
    value: ValueOut
    counter: ValueOut


class KpiOut(PairOut):
    """A pair over the whole time and by month of opening."""

    by_month: dict[str, PairOut]


class BoardOut(Schema):
    """A board: its name, its months, as of when, and its KPIs."""

    board: str
    months: list[str]
    kept_at: str | None
    kpis: list[KpiOut]


class DeclaredKpiOut(KpiOut):
    """A KPI with its definition and its segments."""

    declaration: dict[str, str]
    segments: dict[str, dict[str, PairOut]]


class CaseOut(Schema):
    """One case behind a figure: what it contributed, or the code of the reason why it was left out."""

    case_id: UUID
    reference: str
    month: str
    figure: float | None
    reason: str | None


class CasesOut(Schema):
    """A page of cases; ``next`` is the cursor of the next one."""

    measure: str
    cases: list[CaseOut]
    next: str | None


@router.get(
    "",
    operation_id="read_scorecard",
    summary="A board of KPIs in pairs",
    response=BoardOut,
    openapi_extra=_REFUSED,
)
def scorecard(
    request: HttpRequest, board: str = "", months: int = 12, kind: str = "", customer: str = ""
) -> Any:
    """Give a board: ``outcomes``, ``field``, ``support`` or ``all``; ``months`` is 3, 12 or 24."""
    given = {"board": board, "months": str(months), "kind": kind, "customer": customer}
    return board_answer(_actor(request), given)


@router.get(
    "/{kpi_id}",
    operation_id="read_scorecard_kpi",
    summary="One KPI by month and segment",
    response=DeclaredKpiOut,
    openapi_extra=_REFUSED,
)
def scorecard_kpi(
    request: HttpRequest, kpi_id: str, months: int = 12, kind: str = "", customer: str = ""
) -> Any:
    """Give one KPI with its definition; never by person."""
    return kpi_answer(_actor(request), kpi_id, {"months": str(months), "kind": kind, "customer": customer})


@router.get(
    "/{kpi_id}/cases",
    operation_id="list_scorecard_cases",
    summary="The cases behind a KPI that you may see",
    response=CasesOut,
    openapi_extra=_REFUSED,
)
def scorecard_cases(
    request: HttpRequest, kpi_id: str, of: str = "value", which: str = "", after: str = ""
) -> Any:
    """Give a page of cases; ``which`` is ``yes``, ``no`` or a reason's code, ``of`` may be ``counter``."""
    return cases_answer(_actor(request), kpi_id, {"of": of, "which": which, "after": after, "months": "24"})


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    return actor
