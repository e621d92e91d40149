"""A visit from the proposal to its end: allowed, refused with a sentence, late, replayed."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.apps import apps

from firstfix.apps.cases.models import Case, ClockEvent
from firstfix.apps.visits.commands import (
    abort_visit,
    acknowledge_safety,
    check_in,
    complete_visit,
    leave_site,
    pause_work,
    propose_visit,
    release_stop_work,
    resume_work,
    set_abort_cause,
    start_travel,
    start_work,
    state_parts,
    stop_work,
    verify_visit,
)
from firstfix.apps.visits.models import (
    CheckIn,
    SafetyAcknowledgement,
    StopWork,
    TimeEntry,
    Visit,
    VisitOutcome,
)
from firstfix.kernel import clock
from firstfix.kernel.ledger.models import LedgerLink
from tests import site_work, world

pytestmark = pytest.mark.django_db


@pytest.mark.covers("S1-F03")
def test_a_visit_goes_from_the_proposal_to_its_end() -> None:
    visit = site_work.complete(world.region())
    assert visit.state == "complete"
    outcome = VisitOutcome.objects.get(visit=visit)
    assert (outcome.result, outcome.avoidable_cause) == ("fixed", "none")


def test_a_plan_without_an_end_is_refused_by_name() -> None:
    region = world.region()
    order = world.work_order(region)
    answer = propose_visit(
        region.by("dispatcher"), work_order_id=order.pk, planned_start_at=world.in_hours(1)
    )
    assert "planned_end_at" in world.refused(answer, "invalid_input").fields


def test_proposing_twice_with_one_id_makes_one_visit() -> None:
    region = world.region()
    order = world.work_order(region)
    sent = world.context(region.dispatcher)
    first = world.must(propose_visit(sent, work_order_id=order.pk))
    again = world.must(propose_visit(sent, work_order_id=order.pk))
    assert again.is_replay
    assert again.subject_id == first.subject_id
    assert order.visits.count() == 1


def test_only_who_goes_there_checks_in() -> None:
    region = world.region()
    visit = site_work.dispatched(region)
    stranger = world.actor("engineer", teams=(region.team.pk,))
    world.refused(check_in(world.context(stranger), visit.pk), "no_right_here")
    assert not CheckIn.objects.exists()


@pytest.mark.covers("S1-F06", "S1-X09")
def test_work_starts_only_after_the_safety_notes_were_read_on_site() -> None:
    region = world.region()
    visit = site_work.on_site(region)
    lacks = world.refused(start_work(region.by("engineer"), visit.pk), "gate_missing").missing
    assert [(lack.code, lack.remedy, lack.waivable) for lack in lacks] == [
        ("safety_acknowledged", "acknowledge_safety", False)
    ]
    world.must(acknowledge_safety(region.by("engineer"), visit.pk))
    world.must(start_work(region.by("engineer"), visit.pk))
    read = SafetyAcknowledgement.objects.get(visit=visit, occasion="on_site")
    assert len(read.wording_sha256) == 64


@pytest.mark.covers("S1-F06")
def test_an_open_safety_check_stands_before_the_work_too() -> None:
    region = world.region()
    visit = site_work.on_site(region)
    site_work.run_of(region, visit, site_work.checklist(region, purpose="safety"))
    world.must(acknowledge_safety(region.by("engineer"), visit.pk))
    lacks = world.refused(start_work(region.by("engineer"), visit.pk), "gate_missing").missing
    assert [lack.code for lack in lacks] == ["safety_check", "safety_check"]


@pytest.mark.covers("S1-X09")
@pytest.mark.parametrize("role", ["engineer", "trainee", "customer_contact", "dispatcher"])
def test_anybody_may_stop_unsafe_work(role: str) -> None:
    region = world.region()
    visit = site_work.working(region)
    world.must(stop_work(region.by(role), visit.pk, hazard="Water drips on the rack."))
    stop = StopWork.objects.get(visit=visit)
    assert (stop.hazard, stop.cleared_at) == ("Water drips on the rack.", None)
    visit.refresh_from_db()
    assert visit.state == "stopped"


@pytest.mark.covers("S1-X09")
def test_stopped_work_goes_on_only_once_the_place_is_safe_and_read_again() -> None:
    region = world.region()
    visit = site_work.working(region)
    world.must(stop_work(region.by("engineer"), visit.pk, hazard="Water drips on the rack."))
    world.refused(start_work(region.by("engineer"), visit.pk), "wrong_state")
    clearance = {"clearance": "Closed the valve and dried the rack."}
    world.must(release_stop_work(region.by("engineer"), visit.pk, **clearance))
    lacks = world.refused(start_work(region.by("engineer"), visit.pk), "gate_missing").missing
    assert [lack.code for lack in lacks] == ["safety_acknowledged"]
    world.must(acknowledge_safety(region.by("engineer"), visit.pk))
    world.must(start_work(region.by("engineer"), visit.pk))


def test_arrival_reaches_the_clocks_and_the_case_keeps_its_due_time() -> None:
    region = world.region()
    visit = site_work.on_site(region)
    kinds = set(ClockEvent.objects.filter(case=visit.work_order.case_id).values_list("kind", flat=True))
    assert "arrived" in kinds
    case = Case.objects.get(pk=visit.work_order.case_id)
    dues = [found.due_at for found in case.clocks.all() if found.due_at and found.state == "running"]
    assert case.next_due_at == min(dues, default=None)


@pytest.mark.covers("S0-P02")
def test_no_table_of_the_work_has_a_place_to_put_a_location_in() -> None:
    tables = [model for name in ("visits", "dispatching") for model in apps.get_app_config(name).get_models()]
    columns = {field.name for model in tables for field in model._meta.get_fields()}
    assert len(tables) > 20
    assert not columns & {"latitude", "longitude", "coordinates", "altitude", "accuracy"}
    region = world.region()
    visit = site_work.dispatched(region)
    answer = check_in(region.by("engineer"), visit.pk, latitude=51.9)
    assert "latitude" in world.refused(answer, "invalid_input").fields
    world.must(check_in(region.by("engineer"), visit.pk, geofence="inside"))
    assert CheckIn.objects.get(visit=visit).geofence == "inside"


@pytest.mark.covers("S0-P08")
def test_every_minute_from_setting_out_to_leaving_has_its_kind() -> None:
    visit = site_work.complete(world.region())
    entries = list(TimeEntry.objects.filter(visit=visit).order_by("started_at"))
    assert [entry.kind for entry in entries] == ["travel", "wait", "work", "wait"]
    assert all(entry.ended_at is not None for entry in entries)
    gaps = [later.started_at - earlier.ended_at for earlier, later in pairwise(entries)]
    assert set(gaps) == {timedelta(0)}
    assert {entry.person_id for entry in entries} == {visit.engineer_id}


def test_a_pause_counts_as_waiting_and_work_goes_on_after_it() -> None:
    region = world.region()
    visit = site_work.working(region)
    world.must(pause_work(region.by("engineer"), visit.pk, because="The room is locked for an hour."))
    world.must(resume_work(region.by("engineer"), visit.pk))
    kinds = TimeEntry.objects.filter(visit=visit).order_by("started_at").values_list("kind", flat=True)
    assert list(kinds)[-3:] == ["work", "wait", "work"]


def test_a_stamp_of_a_device_that_was_offline_counts_for_the_arrival() -> None:
    region = world.region()
    visit = site_work.dispatched(region)
    now = clock.now()
    device = {"device_at": now - timedelta(minutes=20), "last_contact_at": now - timedelta(hours=2)}
    world.must(check_in(world.context(region.engineer, **device), visit.pk))
    arrived = CheckIn.objects.get(visit=visit)
    assert arrived.checked_in_at == device["device_at"]
    assert arrived.received_at > arrived.checked_in_at


def test_late_notes_are_kept_whatever_happened_meanwhile() -> None:
    region = world.region()
    visit = site_work.complete(region)
    sent = world.context(region.engineer, seen_version=1)
    world.must(state_parts(sent, visit.pk))


@pytest.mark.covers("S0-P04")
def test_a_completed_visit_says_what_would_have_avoided_it() -> None:
    region = world.region()
    visit = site_work.signed(region)
    world.must(leave_site(region.by("engineer"), visit.pk))
    world.must(state_parts(region.by("engineer"), visit.pk))
    assert "avoidable_cause" in world.refused(complete_visit(region.by("engineer"), visit.pk)).fields
    world.must(complete_visit(region.by("engineer"), visit.pk, avoidable_cause="reboot"))
    assert VisitOutcome.objects.get(visit=visit).avoidable_cause == "reboot"


@pytest.mark.covers("S1-F03")
def test_a_visit_without_its_parts_statement_is_not_complete() -> None:
    region = world.region()
    visit = site_work.signed(region)
    world.must(leave_site(region.by("engineer"), visit.pk))
    answer = complete_visit(region.by("engineer"), visit.pk, avoidable_cause="none")
    assert [(lack.code, lack.remedy) for lack in world.refused(answer, "gate_missing").missing] == [
        ("parts", "state_parts")
    ]


def test_aborting_on_site_needs_a_cause_and_ends_the_time() -> None:
    region = world.region()
    visit = site_work.working(region)
    assert "cause" in world.refused(abort_visit(region.by("engineer"), visit.pk), "invalid_input").fields
    world.must(abort_visit(region.by("engineer"), visit.pk, cause="unsafe", avoidable_cause="site_not_ready"))
    outcome = VisitOutcome.objects.get(visit=visit)
    assert (outcome.result, outcome.abort_cause) == ("aborted", "unsafe")
    assert not TimeEntry.objects.running().exists()
    corrected = {"cause": "no_access", "avoidable_cause": "none", "because": "The door was locked."}
    world.must(set_abort_cause(region.by("dispatcher"), visit.pk, **corrected))
    assert VisitOutcome.objects.get(visit=visit).abort_cause == "no_access"


def test_the_cause_of_a_visit_that_was_not_aborted_cannot_be_set() -> None:
    region = world.region()
    visit = site_work.working(region)
    corrected = {"cause": "no_access", "avoidable_cause": "none", "because": "The door was locked."}
    world.refused(set_abort_cause(region.by("dispatcher"), visit.pk, **corrected), "visit_not_aborted")


@pytest.mark.covers("S1-F03")
def test_each_step_stands_in_the_chains_of_visit_order_and_case() -> None:
    region = world.region()
    visit = site_work.dispatched(region)
    before = LedgerLink.objects.count()
    done = world.must(start_travel(region.by("engineer"), visit.pk))
    linked = LedgerLink.objects.filter(row__command_id=done.command_id)
    assert set(linked.values_list("subject_type", flat=True)) == {"visit", "work_order", "case", "time_entry"}
    assert LedgerLink.objects.count() == before + 4
    assert Visit.objects.get(pk=visit.pk).version == done.version


def test_a_customer_cannot_say_that_the_work_is_over() -> None:
    region = world.region()
    visit = site_work.working(region)
    world.refused(verify_visit(region.by("customer_contact"), visit.pk, result="fixed"), "no_right")
