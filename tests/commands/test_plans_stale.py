"""A plan computed from what does not hold any more is refused, and the refusal says in words what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from firstfix.apps.directory.commands import change_reference
from firstfix.apps.dispatching.commands import assign_visit, note_absence, publish_plan
from firstfix.apps.dispatching.models import Assignment, PlanProposal
from firstfix.apps.visits.commands import cancel_work_order
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.refusal import Reason
from tests import planned_work, world
from tests.world import Region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_monday_morning() -> Iterator[None]:
    with frozen_at(planned_work.MONDAY):
        yield


def cancelled(region: Region, order: WorkOrder) -> None:
    world.must(cancel_work_order(region.by("dispatcher"), order.pk, because="Solved by the customer."))


def given_to_somebody(region: Region, order: WorkOrder) -> None:
    visit = world.proposed_visit(region, order, hours=5)
    hours = {"start_at": visit.planned_start_at, "end_at": visit.planned_end_at}
    world.must(assign_visit(region.by("dispatcher"), visit.pk, engineer_id=region.engineer_id, **hours))


def engineer_away(region: Region, order: WorkOrder) -> None:
    days = {"start_at": world.in_hours(48), "end_at": world.in_hours(72)}
    world.must(note_absence(region.by("dispatcher"), person_id=region.engineer_id, kind="leave", **days))


def engineer_booked(region: Region, order: WorkOrder) -> None:
    given_to_somebody(region, planned_work.ready_order(region))


def engineer_lost_skill(region: Region, order: WorkOrder) -> None:
    holding = region.skill.holdings.get(person=region.engineer_id)
    fields = {"valid_until": "2026-03-08"}
    world.must(
        change_reference(
            world.context(world.founder()), noun="skill_holding", reference_id=holding.pk, fields=fields
        )
    )


def engineer_works_less(region: Region, order: WorkOrder) -> None:
    hours = {"zone": "Europe/Dublin", "week": {"0": [[600, 720]]}, "holidays": [], "exceptions": {}}
    calendar = world.put("work_calendar", name="Mornings", definition=hours)
    fields = {"calendar_id": calendar.pk}
    keeper = world.context(world.founder())
    world.must(change_reference(keeper, noun="person", reference_id=region.engineer_id, fields=fields))


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        (cancelled, "Harbour Clinic, main house is not to be planned any more"),
        (given_to_somebody, "Harbour Clinic, main house is not to be planned any more"),
        (engineer_away, "The absences of Engineer"),
        (engineer_booked, "was given a visit since"),
        (engineer_lost_skill, "The skills and certificates of Engineer"),
        (engineer_works_less, "The working hours of Engineer"),
    ],
)
def test_what_changed_since_the_plan_was_computed_is_named(
    happens: Callable[[Region, WorkOrder], None], says: str
) -> None:
    region = world.region()
    order = planned_work.ready_order(region)
    proposal = planned_work.proposed(region, engineer_ids=[region.engineer_id])
    happens(region, order)
    refusal = world.refused(publish_plan(region.by("dispatcher"), proposal.pk), "plan_stale")
    assert refusal.reason is Reason.CONFLICT
    assert refusal.remedy == "request_plan"
    assert any(says in one.text() for one in refusal.missing), [one.text() for one in refusal.missing]
    assert PlanProposal.objects.get(pk=proposal.pk).state == "proposed"


def test_a_plan_whose_first_drive_has_passed_is_refused() -> None:
    region = world.region()
    planned_work.ready_order(region)
    proposal = planned_work.proposed(region, engineer_ids=[region.engineer_id])
    with frozen_at(planned_work.MONDAY + timedelta(hours=8)):
        refusal = world.refused(publish_plan(region.by("dispatcher"), proposal.pk), "plan_stale")
    assert "which has passed" in refusal.missing[0].text()


def test_what_changed_elsewhere_stops_no_plan() -> None:
    region = world.region()
    planned_work.ready_order(region)
    proposal = planned_work.proposed(region, engineer_ids=[region.engineer_id])
    other = planned_work.another_engineer(region)
    days = {"start_at": world.in_hours(48), "end_at": world.in_hours(72)}
    world.must(note_absence(region.by("dispatcher"), person_id=other.person_id, kind="leave", **days))
    planned_work.ready_order(region)
    world.must(publish_plan(region.by("dispatcher"), proposal.pk))


def test_a_rule_that_refuses_one_visit_publishes_none_and_names_it() -> None:
    region = world.region()
    promise_arrival(region, minutes=60 * 8)
    first = planned_work.ready_order(region)
    late = planned_work.ready_order(region, earliest_start_at=world.in_hours(30))
    proposal = planned_work.proposed(region, engineer_ids=[region.engineer_id])
    refusal = world.refused(publish_plan(region.by("dispatcher"), proposal.pk), "plan_refused")
    texts = [one.text() for one in refusal.missing]
    assert texts[0] == f"{late.reference}, Harbour Clinic, main house cannot be published as planned:"
    assert "Arrival is promised" in texts[1]
    assert not Assignment.objects.exists()
    assert not Visit.objects.exists()
    world.must(publish_plan(region.by("dispatcher"), proposal.pk, because="The customer asked for Tuesday."))
    assert Visit.objects.filter(work_order__in=[first, late], state="assigned").count() == 2


def promise_arrival(region: Region, *, minutes: int) -> None:
    customer = {"organization_id": region.organization.pk, "start_on": "2020-01-01"}
    contract = world.put("contract", number="1", name="Gold", **customer)
    counts = {"start_on": ["reported"], "stop_on": ["arrived", "resolved"]}
    world.put("service_target", contract_id=contract.pk, kind="arrive", minutes=minutes, priority=3, **counts)
