"""Whose lanes the board shows: read from its address, and the form that asks for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.directory.queries import visible_skills, visible_teams
from firstfix.apps.dispatching.queries import Narrowing, engineer_choices
from firstfix.apps.dispatching.views.chosen import asked_day
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = ["narrow_board", "narrowing_of"]


@require_safe
def narrow_board(request: HttpRequest) -> HttpResponse:
    """Ask for the team or skill whose lanes are wanted; the board fetches the part when it is opened."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    if not sees_internal(actor):
        raise Http404
    shown = {
        "choices": engineer_choices(actor, timezone.localdate(clock.now())),
        "narrowing": narrowing_of(request, actor),
        "on": asked_day(request),
        "day_count": request.GET.get("days", "1"),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, f"dispatching/narrow{'_part' if is_part else ''}.html", shown)


def narrowing_of(request: HttpRequest, actor: Actor) -> Narrowing:
    """Give what the address narrows the board to; what names nothing leaves nobody out."""
    return Narrowing(
        _named(visible_teams(actor), request.GET.get("team")),
        _named(visible_skills(actor), request.GET.get("skill")),
    )


def _named(rows: Any, text: str | None) -> Any:
    try:
        return rows.filter(pk=UUID(text)).first() if text else None
    except ValueError:
        return None
