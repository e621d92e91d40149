"""Plans in the application: asked for, computed by the worker, looked at, published once, refused when stale."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from firstfix.apps.dispatching.commands import publish_plan, request_plan
from firstfix.apps.dispatching.models import Assignment, PlanProposal
from firstfix.apps.dispatching.queries import plan_difference
from firstfix.apps.visits.commands import ready_work_order
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.kernel import clock
from firstfix.kernel.worker.loop import drain
from tests import world
from tests.world import Region

pytestmark = pytest.mark.django_db


def ready_order(region: Region, **fields: Any) -> WorkOrder:
    order = world.prepared_order(region, **fields)
    world.must(ready_work_order(region.by("dispatcher"), order.pk))
    return order


def proposed(region: Region, **asked: Any) -> PlanProposal:
    """Give the plan of the next days, computed."""
    first = clock.now().date()
    wish = {"first_day": first, "day_count": 7, "seconds": 0} | asked
    made = world.must(request_plan(region.by("dispatcher"), **wish))
    drain()
    return PlanProposal.objects.select_related("draft").get(pk=made.subject_id)


def test_a_published_plan_gives_a_ready_order_to_an_engineer() -> None:
    region = world.region()
    order = ready_order(region)
    proposal = proposed(region)
    assert proposal.state == "proposed", proposal.problems
    found = plan_difference(region.dispatcher, proposal, clock.now())
    assert [(one.kind, one.wish.order.pk) for one in found.changes] == [("new", order.pk)]
    done = world.must(publish_plan(region.by("dispatcher"), proposal.pk))
    assert done.result == {"changed_count": 1}
    visit = Visit.objects.get(work_order=order)
    held = Assignment.objects.holding().get(visit=visit)
    assert (visit.state, visit.engineer_id, held.engineer_id) == ("assigned", region.engineer_id, region.engineer_id)
    assert held.start_at + timedelta(minutes=held.travel_minutes) == visit.planned_start_at
