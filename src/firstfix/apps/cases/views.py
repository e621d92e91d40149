"""Pages about cases alone: reporting a problem, and what waits for one's answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstfix.apps.cases.forms import reporting, waiting_for
from firstfix.kernel.identity import Actor

__all__ = ["inbox", "new_case"]


@require_safe
def new_case(request: HttpRequest) -> HttpResponse:
    """Ask what is wrong, for whom and where; each choice narrows the next."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    choices = reporting(actor, request.GET)
    shown = {"choices": choices, "typed": request.GET, "actor": actor}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "cases/new_case_places.html" if is_part else "cases/new_case.html", shown)


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person's answer: hand-overs, approvals, promises, mail kept apart."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return render(request, "cases/inbox.html", waiting_for(actor))
