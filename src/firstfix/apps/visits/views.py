"""Pages about work on site: whether a work order is ready, and what it still needs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstfix.apps.assets.queries import visible_reservations
from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.evidence.forms import drawn_evidence
from firstfix.apps.visits.facts.readiness import readiness
from firstfix.apps.visits.forms import (
    NEXT_OF_ORDER,
    NEXT_OF_VISIT,
    OTHER_WAYS,
    OTHER_WAYS_OF_VISIT,
    READINESS_STEPS,
    SIGNING_STATES,
    hours_at_site,
    readiness_strip,
    way_to_site,
)
from firstfix.apps.visits.models import ChecklistTemplate, ServiceReport, WorkOrder
from firstfix.apps.visits.queries import (
    AtVisit,
    find_visit,
    read_visit,
    visible_checklist_templates,
    visible_readiness_items,
    visible_service_reports,
    visible_visits,
    visible_work_orders,
)
from firstfix.apps.visits.report import render_page
from firstfix.apps.visits.report.keeping import document_of, released_reading
from firstfix.apps.visits.report.showing import report_page_context
from firstfix.engines.readiness import OVERRIDE_READINESS
from firstfix.kernel import clock, policy
from firstfix.kernel.facts import Question
from firstfix.kernel.identity import Actor

__all__ = ["visit", "visit_report", "work_order"]


@require_safe
def work_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Show one work order: what makes it ready, what is missing, who can give it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    rows = visible_work_orders(actor).select_related(
        "case__organization", "site", "asset__product", "raised_by"
    )
    order = rows.filter(pk=order_id).first()
    if order is None:
        raise Http404
    following = NEXT_OF_ORDER.get(order.state, "")
    verdict = readiness(Question(order, "dispatch_work_order", actor, clock.now()))
    is_step = following in READINESS_STEPS
    step = readiness(Question(order, following, actor, clock.now())) if is_step else verdict
    is_ours = sees_internal(actor)
    shown = {
        "order": order,
        "is_ours": is_ours,
        "verdict": verdict,
        "strip": readiness_strip(verdict),
        "following": following,
        "waits_for_step": frozenset(lack.code for lack in step.missing),
        "is_step": is_step,
        "is_bound": bool(step.binding),
        "ways": OTHER_WAYS,
        "may_override": policy.may(OVERRIDE_READINESS, actor) is True,
        **(_inside(actor, order) if is_ours else {}),
        "visits": list(
            visible_visits(actor).filter(work_order=order).select_related("engineer").order_by("pk")
        ),
    }
    return render(request, "visits/work_order.html", shown)


@require_safe
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show one visit: the step that leads on with its gate, and all that is recorded on site."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = find_visit(actor, visit_id)
    if found is None:
        raise Http404
    at_visit = read_visit(actor, found)
    shown = {
        "at": at_visit,
        "visit": found,
        "order": found.work_order,
        "following": NEXT_OF_VISIT.get(found.state, ""),
        "ways": OTHER_WAYS_OF_VISIT,
        "hours": hours_at_site(found),
        "way_to_site": way_to_site(found.work_order.site),
        "cards": [(piece, drawn_evidence(piece)) for piece in at_visit.evidence],
        "templates": _checklists_to_start(actor, at_visit),
        "held": found.assignments.filter(released_at=None).select_related("assigned_by").first(),
        "report": report_page_context(found, now=clock.now()) if found.state in SIGNING_STATES else None,
        "policy": found.work_order.site.policy_in_force(),
    }
    return render(request, "visits/visit.html", shown)


@require_safe
def visit_report(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show the service report as it stands now, with what is still missing in it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = find_visit(actor, visit_id)
    if found is None:
        raise Http404
    is_ours = sees_internal(actor)
    editions = visible_service_reports(actor).filter(visit=found, audience="customer").order_by("-edition")
    if not is_ours and not editions.exists():
        raise Http404
    shown = {
        "visit": found,
        "is_ours": is_ours,
        "editions": list(editions.select_related("made_by")),
        **(report_page_context(found, now=clock.now()) if is_ours else _kept_report(actor, editions[0])),
    }
    return render(request, "visits/report.html", shown)


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


def _inside(actor: Actor, order: WorkOrder) -> dict[str, Any]:
    answers = visible_readiness_items(actor).filter(work_order=order)
    return {
        "answers": list(answers.select_related("owner", "answered_by").order_by("code", "name")),
        "remediations": list(answers.remediations().select_related("owner")),  # type: ignore[attr-defined]
        "part_needs": list(order.part_needs.select_related("part_type").order_by("part_type__number")),
        "skill_needs": list(order.skill_needs.select_related("skill").order_by("skill__name")),
        "reservations": list(
            visible_reservations(actor)
            .filter(for_type="work_order", for_id=order.pk)
            .select_related("part_type", "location", "destination")
            .order_by("pk")
        ),
        "blocks": list(order.blocks.standing().select_related("blocked_by").order_by("blocked_at")),
        "overrides": list(order.overrides.select_related("overridden_by").order_by("overridden_at")),
        "outcomes": list(order.outcomes.select_related("reported_by").order_by("reported_at")),
    }
