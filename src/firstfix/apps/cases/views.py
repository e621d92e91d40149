"""Pages about cases alone: reporting a problem, and what waits for one's answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstfix.apps.cases.forms import reporting
from firstfix.apps.cases.policy import DECIDERS_OF
from firstfix.apps.cases.queries import (
    visible_approval_requests,
    visible_commitments,
    visible_hand_overs,
    visible_quarantined_messages,
)
from firstfix.kernel.identity import Actor

__all__ = ["inbox", "new_case"]

# More than this in an inbox is a backlog for filters, not a page.
ROWS = 100


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
    mine = actor.person_id
    offered = (
        visible_hand_overs(actor)
        .filter(answer=None)
        .select_related("case", "from_person", "to_person", "to_team")
    )
    asked = visible_approval_requests(actor).undecided().select_related("case", "requested_by")  # type: ignore[attr-defined]
    kinds = [kind.value for kind, roles in DECIDERS_OF.items() if actor.has_role(*roles)]
    owed = visible_commitments(actor).open().filter(owner=mine).select_related("case", "to_person")  # type: ignore[attr-defined]
    shown = {
        "offered": offered.filter(to_person=mine).order_by("offered_at")[:ROWS],
        "given": offered.filter(from_person=mine).order_by("offered_at")[:ROWS],
        "to_decide": asked.filter(kind__in=kinds).exclude(requested_by=mine).order_by("requested_at")[:ROWS],
        "asked_by_me": asked.filter(requested_by=mine).order_by("requested_at")[:ROWS],
        "owed": owed.order_by("due_at")[:ROWS],
        "quarantined": visible_quarantined_messages(actor).undecided().order_by("received_at")[:ROWS],  # type: ignore[attr-defined]
    }
    return render(request, "cases/inbox.html", shown)
