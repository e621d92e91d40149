"""Plans for tests: orders that may be planned, engineers to plan for, and computed proposals."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from firstfix.apps.dispatching.commands import publish_plan, request_plan, request_repair
from firstfix.apps.dispatching.models import PlanProposal
from firstfix.apps.visits.commands import list_parts, ready_work_order
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor
from firstfix.kernel.worker.loop import drain
from tests import world
from tests.world import Region

__all__ = ["MONDAY", "another_engineer", "planned", "planned_visit", "proposed", "ready_order", "repaired"]

MONDAY = datetime(2026, 3, 9, 6, tzinfo=UTC)
"""A Monday morning before anybody works."""


def ready_order(region: Region, *, severity: int = 3, **fields: Any) -> WorkOrder:
    """Give an order without parts whose truck may roll."""
    order = world.prepared_order(region, without="part_not_reserved", severity=severity, **fields)
    world.must(list_parts(region.by("support_specialist"), order.pk, parts=()))
    world.must(ready_work_order(region.by("dispatcher"), order.pk))
    return WorkOrder.objects.get(pk=order.pk)


def another_engineer(region: Region, *, skilled: bool = True) -> Actor:
    """Give one more engineer who may go."""
    other = world.actor("engineer", teams=(region.team.pk,))
    if skilled:
        world.put("skill_holding", person_id=other.person_id, skill_id=region.skill.pk, level=2)
    return other


def proposed(region: Region, **asked: Any) -> PlanProposal:
    """Give the plan of a week from today on, computed, or of what is asked for."""
    wish = {"first_day": clock.now().date(), "day_count": 5, "seconds": 0} | asked
    return _computed(world.must(request_plan(region.by("dispatcher"), **wish)).subject_id)


def repaired(region: Region, cause: str, **asked: Any) -> PlanProposal:
    """Give the repair of the published plan after an event, computed."""
    wish = {"first_day": clock.now().date(), "day_count": 5, "seconds": 0, "cause": cause} | asked
    return _computed(world.must(request_repair(region.by("dispatcher"), **wish)).subject_id)


def planned(region: Region, **asked: Any) -> PlanProposal:
    """Give a plan that is published."""
    proposal = proposed(region, **asked)
    world.must(publish_plan(region.by("dispatcher"), proposal.pk, because="It is the best day."))
    return PlanProposal.objects.get(pk=proposal.pk)


def planned_visit(order: WorkOrder) -> Visit:
    """Give the visit of an order that has one."""
    return Visit.objects.get(work_order=order)


def _computed(proposal_id: Any) -> PlanProposal:
    drain()
    return PlanProposal.objects.select_related("draft").get(pk=proposal_id)
