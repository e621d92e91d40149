"""Pages about escalations: which are open, and one of them with its package and its steps."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.escalations.forms import escalation_page, escalations_page
from firstfix.apps.escalations.queries import find_escalation
from firstfix.kernel.identity import Actor

__all__ = ["escalation", "escalations"]


@require_safe
def escalations(request: HttpRequest) -> HttpResponse:
    """Show the escalations that our side may see."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    if not sees_internal(actor):
        raise PermissionDenied
    return render(request, "escalations/escalations.html", escalations_page(actor, request.GET))


@require_safe
def escalation(request: HttpRequest, escalation_id: UUID) -> HttpResponse:
    """Show one escalation: what is asked, whether its package is complete, who did what."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = find_escalation(actor, escalation_id)
    if found is None:
        raise Http404
    return render(request, "escalations/escalation.html", escalation_page(found))
