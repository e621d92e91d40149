"""Pages about who goes when: one's own day, and the day of everybody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.dispatching.forms import NEXT_STEP, drawn_day
from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.dispatching.queries import (
    day_list,
    local_day,
    my_visits,
    suggest_engineers,
    unanswered_visits,
    visible_assignments,
)
from firstfix.apps.visits.forms import hours_at_site, way_to_site
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.apps.visits.queries import visible_visits, visible_work_orders
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = ["day", "my_day"]

# A visit without an engineer, or whose engineer has not set out, may still go to somebody else.
_MAY_MOVE = ("proposed", "declined", "assigned", "accepted")
# The years that commands take (kernel.commands.inputs).
_YEARS = range(2000, 2101)


@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    """Show the reader's own visits of a day, in order."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    if actor.person_id is None or not sees_internal(actor):
        raise Http404
    on = _day(request)
    return render(request, "dispatching/my_day.html", {**_own_day(actor, on), **_around(on)})


def _own_day(actor: Actor, on: date) -> dict[str, Any]:
    start, end = local_day(on, timezone.get_current_timezone_name())
    visits = my_visits(actor, start, end, clock.now())
    return {
        "visits": visits,
        "unanswered": unanswered_visits(actor),
        "following": next((one.visit.pk for one in visits if one.visit.is_open), None),
        "next_steps": NEXT_STEP,
        "way_to_site": way_to_site,
        "hours_at_site": hours_at_site,
        "travel_minutes": sum(one.travel_minutes or 0 for one in visits),
    }


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """Show everybody's day, what is unplanned, and whom to send to what was chosen."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not sees_internal(actor):
        raise Http404
    on = _day(request)
    shown = {**_everybodys_day(actor, on), **_around(on), **_chosen(request, actor)}
    return render(request, "dispatching/day.html", shown)


def _everybodys_day(actor: Actor, on: date) -> dict[str, Any]:
    now, zone = clock.now(), timezone.get_current_timezone_name()
    listed = day_list(actor, on, zone, now)
    return {
        "day": listed,
        "drawn": drawn_day(listed, zone, now),
        "zone": zone,
        "local": timezone.localtime,
        "hours_at_site": hours_at_site,
    }


def _chosen(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Give the work order or the visit that is looked at, with the ranking of engineers."""
    visit = _found(visible_visits(actor), request.GET.get("visit"), "work_order__")
    order = visit.work_order if visit else _found(visible_work_orders(actor), request.GET.get("order"), "")
    if order is None:
        return {"order": None}
    visit = visit or order.visits.filter(state__in=("proposed", "declined")).order_by("sequence").first()
    return {"order": order, "visit": visit, **_ranking(actor, order, visit)}


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


def _day(request: HttpRequest) -> date:
    """Give the day that is asked for; what is no day, or lies outside all plans, is today."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = date.min
    return on if on.year in _YEARS else timezone.localdate(clock.now())


def _around(on: date) -> dict[str, Any]:
    return {
        "on": on,
        "today": timezone.localdate(clock.now()),
        "day_before": on - timedelta(days=1),
        "day_after": on + timedelta(days=1),
    }
