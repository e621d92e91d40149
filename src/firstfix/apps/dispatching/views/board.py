"""The dispatch board: engineers as rows, time as columns, the map beside it, and what is unplanned."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.dispatching.forms import ZOOMS, drawn_board, drawn_map
from firstfix.apps.dispatching.queries import BoardSpan
from firstfix.apps.dispatching.queries import board as board_of
from firstfix.apps.dispatching.views.chosen import around, asked_day, chosen
from firstfix.apps.visits.forms import hours_at_site
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = ["board"]


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the board of some days, and what was chosen on it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    if not sees_internal(actor):
        raise Http404
    on, day_count = asked_day(request), _day_count(request)
    shown = {**_drawn(request, actor, on, day_count), **around(on, day_count), **chosen(request, actor)}
    return render(request, "dispatching/board.html", shown)


def _drawn(request: HttpRequest, actor: Actor, on: date, day_count: int) -> dict[str, Any]:
    now, zone = clock.now(), timezone.get_current_timezone_name()
    seen = board_of(actor, BoardSpan(on, day_count, zone), now)
    engineer_id = _uuid(request.GET.get("engineer"))
    return {
        "board": seen,
        "drawn": drawn_board(seen, now),
        "map": drawn_map(seen, engineer_id=engineer_id),
        "engineer": next((lane for lane in seen.lanes if lane.person.pk == engineer_id), None),
        "last_on": on + timedelta(days=day_count - 1),
        **_settings(day_count, zone),
    }


def _settings(day_count: int, zone: str) -> dict[str, Any]:
    return {
        "day_count": day_count,
        "zooms": ZOOMS,
        "zone": zone,
        "local": timezone.localtime,
        "hours_at_site": hours_at_site,
    }


def _day_count(request: HttpRequest) -> int:
    """Give the zoom that is asked for; what is none is one day."""
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(zoom) for zoom in ZOOMS} else ZOOMS[0]


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
