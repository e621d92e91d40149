"""The readiness gate through the real commands: it names what is missing, and opens once it is there."""

from __future__ import annotations

import pytest

from firstfix.apps.visits.commands import (
    cancel_work_order,
    confirm_access,
    confirm_clearance,
    name_escort,
    ready_work_order,
    refuse_access,
    schedule_work_order,
)
from firstfix.apps.visits.models import ReadinessOverride, WorkOrder
from firstfix.kernel import clock
from firstfix.kernel.ledger.models import LedgerRow
from firstfix.server.gates import gate_before
from tests import world

pytestmark = pytest.mark.django_db

REASON = "Two wards are without telephones; the part follows by taxi."


@pytest.mark.covers("S1-X10", "S0-P04")
@pytest.mark.parametrize("step", world.READYING)
def test_an_order_is_ready_only_once_each_step_is_done(step: str) -> None:
    region = world.region()
    order = world.prepared_order(region, without=step)
    refusal = world.refused(ready_work_order(region.by("dispatcher"), order.pk), "gate_missing")
    assert step in {lack.code for lack in refusal.missing}
    assert all(lack.who and lack.remedy for lack in refusal.missing)
    world.readied(region, order, step)
    world.must(ready_work_order(region.by("dispatcher"), order.pk))
    assert WorkOrder.objects.get(pk=order.pk).state == "ready"


def test_scheduling_asks_for_a_day_within_the_sites_window() -> None:
    region = world.region()
    order = ready(region)
    assert missing(schedule_work_order(region.by("dispatcher"), order.pk)) == {"day"}
    world.proposed_visit(region, order)
    window = {"opens_at": world.in_hours(10), "closes_at": world.in_hours(20)}
    world.must(confirm_access(region.by("customer_contact"), order.pk, **window))
    assert missing(schedule_work_order(region.by("dispatcher"), order.pk)) == {"outside_window"}
    window = {"opens_at": world.in_hours(1), "closes_at": world.in_hours(20)}
    world.must(confirm_access(region.by("customer_contact"), order.pk, **window))
    world.must(schedule_work_order(region.by("dispatcher"), order.pk))


@pytest.mark.covers("S1-F04")
def test_access_that_lapses_before_the_visit_is_no_access() -> None:
    region = world.region()
    order = ready(region)
    world.proposed_visit(region, order, hours=5)
    window = {"opens_at": world.in_hours(1), "closes_at": world.in_hours(20)}
    lapsing = {**window, "expires_at": world.in_hours(3)}
    world.must(confirm_access(region.by("customer_contact"), order.pk, **lapsing))
    assert missing(schedule_work_order(region.by("dispatcher"), order.pk)) == {"access_lapses"}
    world.must(confirm_access(region.by("customer_contact"), order.pk, **window))
    world.must(schedule_work_order(region.by("dispatcher"), order.pk))


def test_a_site_that_withdraws_access_holds_the_truck_back() -> None:
    region = world.region()
    order = ready(region)
    world.proposed_visit(region, order)
    world.must(refuse_access(region.by("customer_contact"), order.pk, because="Audit in the house."))
    assert "access" in missing(schedule_work_order(region.by("dispatcher"), order.pk))


@pytest.mark.covers("S1-F04")
def test_a_site_with_an_escort_waits_for_a_name() -> None:
    region = world.region(needs_escort=True)
    order = world.prepared_order(region)
    assert missing(ready_work_order(region.by("dispatcher"), order.pk)) == {"escort"}
    world.must(name_escort(region.by("customer_contact"), order.pk, escort="Mr Byrne, night porter"))
    world.must(ready_work_order(region.by("dispatcher"), order.pk))


def test_an_override_is_recorded_with_its_reason_and_what_it_waived() -> None:
    region = world.region()
    order = world.prepared_order(region, without="part_not_reserved")
    world.must(ready_work_order(region.by("manager"), order.pk, override_because=REASON))
    kept = ReadinessOverride.objects.get(work_order=order)
    assert (kept.missing, kept.reason) == (["part_not_reserved"], REASON)
    assert kept.overridden_by_id == region.manager.person_id
    body = LedgerRow.objects.filter(command="ready_work_order").values_list("body", flat=True).get()
    assert '"part_not_reserved"' in body
    assert REASON not in body


def test_nobody_without_the_right_goes_round_readiness() -> None:
    region = world.region()
    order = world.prepared_order(region, without="part_not_reserved")
    answer = ready_work_order(region.by("dispatcher"), order.pk, override_because=REASON)
    assert world.refused(answer, "no_right").reason == "not_allowed"
    assert not ReadinessOverride.objects.exists()


@pytest.mark.covers("S1-R17")
@pytest.mark.parametrize("role", ["manager", "incident_commander"])
def test_no_right_goes_round_what_law_and_safety_demand(role: str) -> None:
    region = world.region(needs_legal_clearance=True)
    order = world.prepared_order(region, without="safety_notes")
    answer = ready_work_order(region.by(role), order.pk, override_because=REASON)
    assert missing(answer) == {"clearance", "safety_notes"}
    assert not ReadinessOverride.objects.exists()
    world.must(confirm_clearance(region.by("dispatcher"), order.pk, reference="Permit 17/2026"))
    world.readied(region, order, "safety_notes")
    world.must(ready_work_order(region.by("dispatcher"), order.pk))


def test_a_page_can_show_the_gate_before_anybody_presses_the_button() -> None:
    region = world.region()
    order = world.prepared_order(region, without="access")
    order.refresh_from_db()
    verdict = gate_before(ready_work_order.spec, order, region.dispatcher, clock.now())
    assert verdict is not None
    assert {lack.code for lack in verdict.missing} == {"access", "window"}
    assert gate_before(cancel_work_order.spec, order, region.dispatcher, clock.now()) is None


def ready(region: world.Region) -> WorkOrder:
    order = world.prepared_order(region)
    world.must(ready_work_order(region.by("dispatcher"), order.pk))
    return order


def missing(answer: object) -> set[str]:
    return {lack.code for lack in world.refused(answer, "gate_missing").missing}  # type: ignore[arg-type]
