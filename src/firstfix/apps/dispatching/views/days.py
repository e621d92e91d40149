"""Pages about who goes when: one's own day, and the day of everybody."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.dispatching.forms import NEXT_STEP, day_at, drawn_day
from firstfix.apps.dispatching.queries import (
    day_list,
    local_day,
    my_visits,
    unanswered_visits,
)
from firstfix.apps.dispatching.queries.planning.shifts import IN_PROGRESS
from firstfix.apps.dispatching.views.chosen import around, asked_day, chosen
from firstfix.apps.visits.forms import hours_at_site, way_to_site
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = ["day", "my_day"]

# A visit without an engineer, or whose engineer has not set out, may still go to somebody else.
_MAY_MOVE = ("proposed", "declined", "assigned", "accepted")
_WORDS = {
    "next_steps": NEXT_STEP,
    "way_to_site": way_to_site,
    "hours_at_site": hours_at_site,
    "day_at": day_at,
}
# The years that commands take (kernel.commands.inputs).
_YEARS = range(2000, 2101)


@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    """Show the reader's own visits of a day, in order."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    if actor.person_id is None or not sees_internal(actor):
        raise Http404
    on = asked_day(request)
    return render(request, "dispatching/my_day.html", {**_own_day(actor, on), **around(on)})


def _own_day(actor: Actor, on: date) -> dict[str, Any]:
    start, end = local_day(on, timezone.get_current_timezone_name())
    visits = my_visits(actor, start, end, clock.now())
    return {
        "visits": visits,
        "unanswered": unanswered_visits(actor),
        "is_under_way": any(one.visit.state in IN_PROGRESS for one in visits),
        "following": next((one.visit.pk for one in visits if one.visit.is_open), None),
        "travel_minutes": sum(one.travel_minutes or 0 for one in visits),
        **_WORDS,
    }


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """Show everybody's day, what is unplanned, and whom to send to what was chosen."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not sees_internal(actor):
        raise Http404
    on = asked_day(request)
    shown = {**_everybodys_day(actor, on), **around(on), **chosen(request, actor)}
    return render(request, "dispatching/day.html", shown)


def _everybodys_day(actor: Actor, on: date) -> dict[str, Any]:
    now, zone = clock.now(), timezone.get_current_timezone_name()
    listed = day_list(actor, on, zone, now)
    return {
        "day": listed,
        "drawn": drawn_day(listed, zone, now),
        "zone": zone,
        "local": timezone.localtime,
        "day_at": day_at,
        "hours_at_site": hours_at_site,
    }
