"""The work order or visit that is looked at beside a plan, and the day that is asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.dispatching.queries import suggest_engineers, visible_assignments
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.apps.visits.queries import visible_visits, visible_work_orders
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor
from firstfix.kernel.ids import new_id

__all__ = ["around", "asked_day", "chosen"]

# A visit without an engineer, or whose engineer has not set out, may still go to somebody else.
_MAY_MOVE = ("proposed", "declined", "assigned", "accepted")
# The years that commands take (kernel.commands.inputs).
_YEARS = range(2000, 2101)


def chosen(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Give the work order or the visit that is looked at, with the ranking of engineers."""
    visit = _found(visible_visits(actor), request.GET.get("visit"), "work_order__")
    order = visit.work_order if visit else _found(visible_work_orders(actor), request.GET.get("order"), "")
    if order is None:
        return {"order": None}
    visit = visit or order.visits.filter(state__in=("proposed", "declined")).order_by("sequence").first()
    return {"order": order, "visit": visit, "place_id": new_id(), **_ranking(actor, order, visit)}


def _ranking(actor: Actor, order: WorkOrder, visit: Visit | None) -> dict[str, Any]:
    may_move = visit is None or visit.state in _MAY_MOVE
    found = suggest_engineers(actor, order, now=clock.now(), visit=visit) if may_move else ()
    return {
        "proposals": found,
        "held": _held(actor, visit),
        "first": next((one for one in found if one.suggestion.may_go), None),
    }


def _held(actor: Actor, visit: Visit | None) -> Assignment | None:
    rows = visible_assignments(actor).filter(visit=visit, released_at=None)
    return rows.select_related("engineer", "acceptance", "assigned_by").first() if visit else None


def _found(rows: Any, text: str | None, via: str) -> Any:
    try:
        wanted = UUID(text or "")
    except ValueError:
        return None
    around = (f"{via}case__organization", f"{via}site", f"{via}asset")
    found: Visit | WorkOrder | None = rows.select_related(*around).filter(pk=wanted).first()
    return found


def asked_day(request: HttpRequest) -> date:
    """Give the day that is asked for; what is no day, or lies outside all plans, is today."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = date.min
    return on if on.year in _YEARS else timezone.localdate(clock.now())


def around(on: date, day_count: int = 1) -> dict[str, Any]:
    """Give today, and where one page back and one page on lead."""
    return {
        "on": on,
        "today": timezone.localdate(clock.now()),
        "day_before": on - timedelta(days=day_count),
        "day_after": on + timedelta(days=day_count),
    }
