"""What the page of a work order shows: whether it is ready, and what was said, reserved and tried."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from firstfix.apps.assets.queries import visible_reservations
from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.visits.facts.readiness import readiness
from firstfix.apps.visits.models import WorkOrder
from firstfix.apps.visits.queries.visible import (
    visible_readiness_items,
    visible_visits,
    visible_work_orders,
)
from firstfix.engines.readiness import OVERRIDE_READINESS
from firstfix.kernel import policy
from firstfix.kernel.facts import Question
from firstfix.kernel.identity import Actor

__all__ = ["find_order", "judge_order", "read_order"]

# The steps before which the readiness gate stands; each asks for more than the one before.
_STEPS = ("ready_work_order", "schedule_work_order", "dispatch_work_order")


def find_order(actor: Actor, order_id: UUID) -> WorkOrder | None:
    """Give the order with what its heading names, if the actor may see it."""
    near = ("case__organization", "site", "asset__product", "raised_by")
    return visible_work_orders(actor).select_related(*near).filter(pk=order_id).first()


def judge_order(actor: Actor, order: WorkOrder, following: str, now: datetime) -> dict[str, Any]:
    """Give what readiness says: ``verdict`` for a truck that rolls, the rest for the step that follows."""
    verdict = readiness(Question(order, "dispatch_work_order", actor, now))
    is_step = following in _STEPS
    step = readiness(Question(order, following, actor, now)) if is_step else verdict
    return {
        "verdict": verdict,
        "following": following,
        "waits_for_step": frozenset(lack.code for lack in step.missing),
        "is_step": is_step,
        "is_bound": bool(step.binding),
        "may_override": policy.may(OVERRIDE_READINESS, actor) is True,
    }


def read_order(actor: Actor, order: WorkOrder) -> dict[str, Any]:
    """Give the rows around the order, as far as the actor may see them."""
    visits = visible_visits(actor).filter(work_order=order).select_related("engineer").order_by("pk")
    is_ours = sees_internal(actor)
    return {
        "is_ours": is_ours,
        "visits": list(visits),
        **(_answers(actor, order) | _around(order) if is_ours else _asked(order)),
    }


def _answers(actor: Actor, order: WorkOrder) -> dict[str, Any]:
    answers = visible_readiness_items(actor).filter(work_order=order).select_related("owner", "answered_by")
    reservations = visible_reservations(actor).filter(for_type="work_order", for_id=order.pk)
    return {
        "answers": list(answers.order_by("code", "name")),
        "remediations": list(answers.remediations()),  # type: ignore[attr-defined]
        "reservations": list(
            reservations.select_related("part_type", "location", "destination").order_by("pk")
        ),
    }


def _around(order: WorkOrder) -> dict[str, Any]:
    return {
        "part_needs": list(order.part_needs.select_related("part_type").order_by("part_type__number")),
        "skill_needs": list(order.skill_needs.select_related("skill").order_by("skill__name")),
        "blocks": list(order.blocks.standing().select_related("blocked_by").order_by("blocked_at")),
        "site_checks": _site_checks(order),
        "overrides": list(order.overrides.select_related("overridden_by").order_by("overridden_at")),
        "outcomes": list(order.outcomes.select_related("reported_by").order_by("reported_at")),
    }


# The newest of each spec; older ones are one page away.
_RUNS_READ = 20


def _site_checks(order: WorkOrder) -> list[dict[str, Any]]:
    """Give the newest run of each spec with how many of its checks fail."""
    rows = order.diagnostic_runs.order_by("-ended_at", "-id").only(
        "spec_name", "ended_at", "verdicts", "work_order"
    )
    newest: dict[str, Any] = {}
    for run in rows[:_RUNS_READ]:
        newest.setdefault(run.spec_name, run)
    return [
        {"run": run, "failed_count": sum(one["status"] == "fail" for one in run.verdicts)}
        for run in newest.values()
    ]


def _asked(order: WorkOrder) -> dict[str, Any]:
    """Give how much of the site check's requests the customer has still to put right."""
    return {"asked_count": order.remediations.filter(state="asked").count()}
