"""Pages about work on site: whether a work order is ready, and what it still needs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstfix.apps.assets.queries import visible_reservations
from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.visits.facts.readiness import readiness
from firstfix.apps.visits.forms import NEXT_OF_ORDER, OTHER_WAYS, READINESS_STEPS, readiness_strip
from firstfix.apps.visits.models import WorkOrder
from firstfix.apps.visits.queries import visible_readiness_items, visible_visits, visible_work_orders
from firstfix.engines.readiness import OVERRIDE_READINESS
from firstfix.kernel import clock, policy
from firstfix.kernel.facts import Question
from firstfix.kernel.identity import Actor

__all__ = ["work_order"]


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
