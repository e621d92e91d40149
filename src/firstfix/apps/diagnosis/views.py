"""The page about the site checks of one work order."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.diagnosis.forms import remediation_cards, site_check_page
from firstfix.apps.diagnosis.queries import find_run
from firstfix.apps.visits.queries import find_order
from firstfix.kernel.identity import Actor

__all__ = ["site_check"]


@require_safe
def site_check(request: HttpRequest, order_id: UUID, run_id: UUID | None = None) -> HttpResponse:
    """Show our side what a run found, cause first; show a customer what they are asked to put right."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    order = find_order(actor, order_id)
    run = find_run(actor, order, run_id) if order else None
    if order is None or (run is None and run_id is not None):
        raise Http404
    if not sees_internal(actor):
        shown = {"order": order, "remediations": remediation_cards(actor, work_order=order)}
        return render(request, "diagnosis/asked.html", shown)
    shown = site_check_page(actor, order, run)
    return render(request, "diagnosis/site_check.html", {"order": order, **shown})
