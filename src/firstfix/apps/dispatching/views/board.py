"""The dispatch board: engineers as rows, time as columns, the map beside it, and what is unplanned."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.dispatching.forms import ZOOMS, day_at, drawn_board, drawn_map, weekday_of
from firstfix.apps.dispatching.queries import Board, BoardSpan, Narrowing, proposals
from firstfix.apps.dispatching.queries import board as board_of
from firstfix.apps.dispatching.queries.fairness import FAIRNESS_PERIOD, burdens
from firstfix.apps.dispatching.views.asked import asked
from firstfix.apps.dispatching.views.chosen import around, asked_day, chosen
from firstfix.apps.dispatching.views.narrowing import narrowing_of
from firstfix.apps.visits.forms import hours_at_site
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = ["board"]

# What was asked for earlier is found in the ledger.
_MOST_PLANS = 4


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the board of some days, and what was chosen on it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    if not sees_internal(actor):
        raise Http404
    on, day_count = asked_day(request), _day_count(request)
    span = BoardSpan(on, day_count, timezone.get_current_timezone_name())
    found = chosen(request, actor)
    narrowing = narrowing_of(request, actor)
    shown = {**_drawn(request, actor, span, narrowing), **around(on, day_count), **found}
    answers = asked(request, actor, span, found)
    return render(request, "dispatching/board.html", {**shown, **answers, **_planning(actor, shown["board"])})


def _drawn(request: HttpRequest, actor: Actor, span: BoardSpan, narrowing: Narrowing) -> dict[str, Any]:
    now = clock.now()
    seen = board_of(actor, span, now, narrowing)
    engineer_id = _uuid(request.GET.get("engineer"))
    return {
        "board": seen,
        "narrowing": narrowing,
        "drawn": drawn_board(seen, now),
        "map": drawn_map(seen, engineer_id=engineer_id),
        "engineer": next((lane for lane in seen.lanes if lane.person.pk == engineer_id), None),
        **_settings(span),
    }


def _planning(actor: Actor, seen: Board) -> dict[str, Any]:
    """Give the plans that were asked for these days, and who bore how much lately."""
    now, people = clock.now(), [lane.person for lane in seen.lanes]
    borne = burdens(people, now - FAIRNESS_PERIOD, now)
    plans = proposals(actor, seen.span.start_at, seen.span.end_at).select_related("draft")
    return {"plans": plans[:_MOST_PLANS], "burdens": [(person, borne[person.pk]) for person in people]}


def _settings(span: BoardSpan) -> dict[str, Any]:
    return {
        "last_on": span.first_on + timedelta(days=span.day_count - 1),
        "day_count": span.day_count,
        "zooms": ZOOMS,
        "zone": span.zone,
        "local": timezone.localtime,
        "day_at": day_at,
        "weekday_of": weekday_of,
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
