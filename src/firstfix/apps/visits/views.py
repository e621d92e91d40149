"""Pages about work on site: whether a work order is ready, and what it still needs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.evidence.forms import drawn_evidence
from firstfix.apps.visits.forms import (
    NEXT_OF_ORDER,
    NEXT_OF_VISIT,
    OTHER_WAYS,
    OTHER_WAYS_OF_VISIT,
    SIGNING_STATES,
    hours_at_site,
    readiness_strip,
    way_to_site,
)
from firstfix.apps.visits.models import ChecklistTemplate, ServiceReport, Visit
from firstfix.apps.visits.queries import (
    AtVisit,
    find_order,
    find_visit,
    judge_order,
    read_order,
    read_visit,
    visible_checklist_templates,
    visible_service_reports,
)
from firstfix.apps.visits.report import render_page
from firstfix.apps.visits.report.keeping import document_of, released_reading
from firstfix.apps.visits.report.showing import report_page_context
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = ["visit", "visit_report", "work_order"]


@require_safe
def work_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Show one work order: what makes it ready, what is missing, who can give it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    order = find_order(actor, order_id)
    if order is None:
        raise Http404
    judged = judge_order(actor, order, NEXT_OF_ORDER.get(order.state, ""), clock.now())
    shown = {**judged, **read_order(actor, order), "strip": readiness_strip(judged["verdict"])}
    return render(request, "visits/work_order.html", {**shown, "order": order, "ways": OTHER_WAYS})


@require_safe
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show one visit: the step that leads on with its gate, and all that is recorded on site."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = find_visit(actor, visit_id)
    if found is None:
        raise Http404
    at_visit = read_visit(actor, found)
    shown = {**_standing(actor, found), **_on_record(actor, at_visit)}
    return render(request, "visits/visit.html", shown)


def _standing(actor: Actor, found: Visit) -> dict[str, Any]:
    """Give where the visit stands, whose it is, and what may follow."""
    return {
        "visit": found,
        "order": found.work_order,
        "is_mine": actor.person_id is not None and actor.person_id == found.engineer_id,
        "following": NEXT_OF_VISIT.get(found.state, ""),
        "ways": OTHER_WAYS_OF_VISIT,
        "hours": hours_at_site(found),
        "way_to_site": way_to_site(found.work_order.site),
        "policy": found.work_order.site.policy_in_force(),
    }


def _on_record(actor: Actor, at_visit: AtVisit) -> dict[str, Any]:
    """Give what was recorded at the visit, and what may still be begun."""
    found = at_visit.visit
    return {
        "at": at_visit,
        "cards": [(piece, drawn_evidence(piece)) for piece in at_visit.evidence],
        "templates": _checklists_to_start(actor, at_visit),
        "held": found.assignments.filter(released_at=None).select_related("assigned_by").first(),
        "report": report_page_context(found, now=clock.now()) if found.state in SIGNING_STATES else None,
    }


@require_safe
def visit_report(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show the service report as it stands now, with what is still missing in it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = find_visit(actor, visit_id)
    if found is None:
        raise Http404
    shown = _report_as_it_stands(actor, found)
    return render(request, "visits/report.html", {"visit": found, **shown})


def _report_as_it_stands(actor: Actor, found: Visit) -> dict[str, Any]:
    """Give our side the report as it would be now, a customer the newest edition that was made."""
    is_ours = sees_internal(actor)
    rows = visible_service_reports(actor).filter(visit=found, audience="customer").order_by("-edition")
    editions = list(rows.select_related("made_by"))
    if not is_ours and not editions:
        raise Http404
    reading = report_page_context(found, now=clock.now()) if is_ours else _kept_report(actor, editions[0])
    return {"is_ours": is_ours, "editions": editions, **reading}


def _kept_report(actor: Actor, report: ServiceReport) -> dict[str, Any]:
    """Give the newest edition that was made: what a customer reads is what was given to them."""
    reading = released_reading(document_of(report), report, by=actor)
    return {"fragment": render_page(reading), "missing": ()}


def _checklists_to_start(actor: Actor, at_visit: AtVisit) -> list[ChecklistTemplate]:
    """Give the newest edition of each checklist that was not begun here, for this product or for any."""
    asset = at_visit.visit.work_order.asset
    fitting = Q(product=None) | Q(product=asset.product_id if asset else None)
    begun = {run.template.code for run, _checks in at_visit.checklists}
    rows = visible_checklist_templates(actor).filter(fitting).order_by("code", "edition")
    newest = {row.code: row for row in rows.only("code", "edition", "title", "purpose")}
    return [row for code, row in newest.items() if code not in begun]
