"""Approvals are used up: without one that fits the guarded command is refused, with it it runs once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.forms import waiting_for
from firstfix.apps.cases.models import ApprovalKind, ApprovalRequest, ApprovalUse, Case, Workaround
from firstfix.apps.cases.policy import DECIDERS_OF
from firstfix.apps.cases.queries import visible_approval_requests
from firstfix.apps.directory.commands import change_reference
from firstfix.apps.dispatching.commands import assign_visit, reassign_visit
from firstfix.apps.visits import commands as visits
from firstfix.apps.visits.models import ChecklistResult, Visit
from firstfix.kernel import clock
from firstfix.kernel.commands import CommandContext, Done, subject_of
from firstfix.kernel.identity import ActorKind
from firstfix.kernel.ids import new_id
from firstfix.kernel.ledger.models import LedgerLink, LedgerRow
from firstfix.kernel.refusal import Reason, Refusal, Refused
from firstfix.server.reading import row_of
from tests import site_work, world

pytestmark = pytest.mark.django_db

WHY = "The lead of the ward asked for it."
MACHINES = (ActorKind.TOKEN, ActorKind.SERVICE, ActorKind.ASSISTANT)

CLOSED = {"zone": "Europe/Dublin", "week": {"0": [[0, 1]]}, "holidays": [], "exceptions": {}}
OPEN = CLOSED | {"week": {str(day): [[0, 1440]] for day in range(7)}}

Attempt = Callable[[CommandContext], Done | Refusal]


@dataclass(frozen=True)
class Guarded:
    """One guarded command, ready to be tried: the case, what the approval is about, who may try."""

    case: Case
    about: Any
    attempt: Attempt
    by: str = "engineer"


def severity(region: world.Region) -> Guarded:
    case = world.case(region)
    levels = {"severity": 1, "impact": 1, "urgency": 1, "because": WHY}
    return Guarded(case, case, lambda by: cases.change_severity(by, case.pk, **levels), "support_specialist")


def workaround(region: world.Region) -> Guarded:
    case = world.case(region)
    risky = {"words": "Bridged the two rings.", "basis": "documented", "affects_stability": True}
    return Guarded(case, case, lambda by: cases.apply_workaround(by, case.pk, **risky))


def deviation(region: world.Region) -> Guarded:
    run = site_work.run_of(region, site_work.working(region), site_work.checklist(region))
    label = ChecklistResult.objects.get(run=run, step_code="label")
    said = {"reason": "The rack has no room for a label."}
    return Guarded(run.case, label, lambda by: visits.waive_check(by, label.pk, **said))


def commitment(region: world.Region) -> Guarded:
    case = world.case(region)
    promise = {"what": "Two monthly fees back.", "due_at": world.in_hours(48), "to_whom": "Ms Example"}
    return Guarded(
        case,
        case,
        lambda by: cases.make_commitment(by, case_id=case.pk, exception="credit", **promise),
        "support_specialist",
    )


def coverage(region: world.Region) -> Guarded:
    nights = world.put("work_calendar", name="Never", definition=CLOSED)
    promised(region, minutes=60 * 24 * 30, calendar_id=str(nights.pk), priority=3)
    return booking(region, region.engineer_id)


def contractor(region: world.Region) -> Guarded:
    firm = world.put("organization", kind="vendor", name="Quay Cabling")
    staff = {"person_id": str(region.engineer_id), "organization_id": str(firm.pk), "capacity": "staff"}
    world.put("membership", since_on="2020-01-01", **staff)
    return booking(region, region.engineer_id)


def replacement(region: world.Region) -> Guarded:
    limited = {"noun": "organization", "reference_id": region.organization.pk}
    limit = {"replacement_limit_count": 3}
    world.must(change_reference(world.context(region.manager), **limited, fields=limit))
    order = world.work_order(region)
    # Two orders of one case count together.
    beside = world.work_order(region, order.case)
    part = {"part_type_id": str(region.part_type.pk), "quantity": 2}
    world.must(visits.list_parts(region.by("engineer"), beside.pk, parts=(part,)))
    assert not ApprovalRequest.objects.exists()
    return Guarded(order.case, order.case, lambda by: visits.list_parts(by, order.pk, parts=(part,)))


def booking(region: world.Region, engineer_id: Any) -> Guarded:
    visit = world.proposed_visit(region, world.prepared_order(region))
    hours = {"start_at": visit.planned_start_at, "end_at": visit.planned_end_at}
    plan = {"engineer_id": engineer_id, **hours}
    return Guarded(
        visit.work_order.case,
        visit,
        lambda by: (
            assign_visit(by, visit.pk, **plan)
            if Visit.objects.get(pk=visit.pk).state == "proposed"
            else reassign_visit(by, visit.pk, **plan)
        ),
        "dispatcher",
    )


def promised(region: world.Region, *, minutes: int, **fields: Any) -> None:
    """Promise the region's customer an arrival within so many minutes of each report."""
    customer = {"organization_id": region.organization.pk, "start_on": "2020-01-01"}
    contract = world.put("contract", number="1", name="Gold", **customer)
    ends = {"start_on": ["reported"], "stop_on": ["arrived", "resolved"]}
    said = {"contract_id": contract.pk, "kind": "arrive", "minutes": minutes, **ends} | fields
    world.put("service_target", **said)


GUARDED = [
    pytest.param("severity_change", severity, id="S1-R06", marks=pytest.mark.covers("S1-R06")),
    pytest.param("risky_workaround", workaround, id="S1-R07", marks=pytest.mark.covers("S1-R07")),
    pytest.param("sequence_deviation", deviation, id="S1-R08", marks=pytest.mark.covers("S1-R08")),
    pytest.param("commitment_exception", commitment, id="S2-R09", marks=pytest.mark.covers("S2-R09")),
    pytest.param("custom_coverage", coverage, id="S1-R13", marks=pytest.mark.covers("S1-R13")),
    pytest.param("large_replacement", replacement, id="S1-R12", marks=pytest.mark.covers("S1-R12")),
    pytest.param("contractor", contractor, id="S1-R14", marks=pytest.mark.covers("S1-R14")),
]


@pytest.mark.parametrize(("kind", "setting"), GUARDED)
def test_a_guarded_command_runs_once_under_an_approval_about_its_very_subject(kind, setting) -> None:
    region = world.region()
    guarded: Guarded = setting(region)
    refusal = world.refused(guarded.attempt(region.by(guarded.by)), "approval_missing")
    assert refusal.remedy == "request_approval"
    assert "request_approval" in refusal.text()
    assert all(role.replace("_", " ") in refusal.text() for role in DECIDERS_OF[ApprovalKind(kind)])

    other = "data_policy" if kind != "data_policy" else "credit"
    executive = world.context(world.actor("executive"))
    asked = ask(region, guarded.case, other, guarded.about)
    world.must(cases.grant_approval(executive, asked, because=WHY))
    elsewhere = world.case(region)
    site_work.approve(region, kind, elsewhere)
    if guarded.about != guarded.case:
        site_work.approve(region, kind, guarded.case)
    world.refused(guarded.attempt(region.by(guarded.by)), "approval_missing")

    approval_id = site_work.approve(region, kind, guarded.case, guarded.about)
    done = world.must(guarded.attempt(region.by(guarded.by)))
    use = ApprovalUse.objects.get(approval=approval_id)
    assert (use.subject_type, use.subject_id) == (done.subject_type, done.subject_id)
    row = LedgerRow.objects.get(command_id=done.command_id)
    assert json.loads(row.body)["facts"][f"{kind}_approval_id"] == str(approval_id)
    assert LedgerLink.objects.filter(
        row=row, subject_type="approval_request", subject_id=approval_id
    ).exists()
    reopened(region, guarded)
    world.refused(guarded.attempt(region.by(guarded.by)), "approval_missing")


@pytest.mark.parametrize(("kind", "setting"), GUARDED)
def test_an_approval_that_ran_out_was_revoked_or_rejected_counts_for_nothing(kind, setting) -> None:
    region = world.region()
    guarded: Guarded = setting(region)
    site_work.approve(region, kind, guarded.case, guarded.about, expires_at=world.in_hours(0.1))
    revoked = site_work.approve(region, kind, guarded.case, guarded.about)
    world.must(cases.revoke_approval(region.by("manager"), revoked, because=WHY))
    rejected = ask(region, guarded.case, kind, guarded.about)
    world.must(cases.reject_approval(region.by("manager"), rejected, because=WHY))
    ask(region, guarded.case, kind, guarded.about)
    with clock.frozen_at(world.in_hours(0.5)):
        world.refused(guarded.attempt(region.by(guarded.by)), "approval_missing")
    assert not ApprovalUse.objects.exists()


def test_a_documented_workaround_that_leaves_the_service_stable_asks_nobody() -> None:
    region = world.region()
    case = world.case(region)
    said = {"words": "Restarted the port.", "basis": "documented", "affects_stability": False}
    world.must(cases.apply_workaround(region.by("engineer"), case.pk, **said))
    undocumented = said | {"basis": "non_standard"}
    world.refused(cases.apply_workaround(region.by("engineer"), case.pk, **undocumented), "approval_missing")
    assert Workaround.objects.get().approval is None
    assert not ApprovalRequest.objects.exists()


def test_an_ordinary_promise_asks_nobody() -> None:
    region = world.region()
    promise = {"what": "A call back.", "due_at": world.in_hours(2), "to_whom": "Ms Example"}
    case = world.case(region)
    world.must(cases.make_commitment(region.by("support_specialist"), case_id=case.pk, **promise))
    assert not ApprovalRequest.objects.exists()


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(("kind", "setting"), GUARDED[:2])
def test_severity_and_workaround_are_a_persons_even_where_they_are_approved(kind, setting, machine) -> None:
    region = world.region()
    guarded: Guarded = setting(region)
    site_work.approve(region, kind, guarded.case, guarded.about)
    person = region.actors[guarded.by]
    world.refused(guarded.attempt(world.context(replace(person, kind=machine))), "human_only")
    asked = ask(region, guarded.case, kind, guarded.about)
    probe = world.context(replace(region.manager, kind=machine))
    for command in (cases.grant_approval, cases.reject_approval):
        world.refused(command(probe, asked, because=WHY), "human_only")
    done = world.must(guarded.attempt(world.context(person)))
    body = json.loads(LedgerRow.objects.get(command_id=done.command_id).body)
    assert (body["actor"], body["actor_kind"]) == (str(person.person_id), "person")


def test_an_approval_is_asked_only_about_what_one_sees_in_that_case() -> None:
    region = world.region()
    case, other = world.case(region), world.case(region)
    for noun, subject_id, code in (
        ("case", new_id(), "not_visible"),
        ("case", other.pk, "subject_of_another_case"),
        ("work_order", world.work_order(region, other).pk, "subject_of_another_case"),
        ("teapot", case.pk, "invalid_input"),
    ):
        said = {"kind": "contractor", "case_id": case.pk, "subject_type": noun, "subject_id": subject_id}
        world.refused(cases.request_approval(region.by("engineer"), because=WHY, **said), code)
    order = world.work_order(region, case)
    said = {"kind": "contractor", "case_id": case.pk, "subject_type": "work_order", "subject_id": order.pk}
    world.must(cases.request_approval(region.by("engineer"), because=WHY, **said))


def test_an_approval_that_would_end_before_it_begins_is_not_granted() -> None:
    region = world.region()
    asked = ask(region, world.case(region), "policy_exception")
    grant = cases.grant_approval
    late = grant(region.by("manager"), asked, because=WHY, expires_at=world.in_hours(-1))
    assert "expires_at" in world.refused(late, "invalid_input").fields
    assert ApprovalRequest.objects.get(pk=asked).state == "requested"
    world.must(grant(region.by("manager"), asked, because=WHY, expires_at=world.in_hours(1)))


def test_who_was_asked_by_name_decides_or_a_manager_above() -> None:
    region = world.region()
    case = world.case(region)
    lead = region.lead_specialist.person_id
    asked = [ask(region, case, "severity_change", asked_of_id=lead) for _ in range(2)]
    commander = region.by("incident_commander")
    for command in (cases.grant_approval, cases.reject_approval):
        world.refused(command(commander, asked[0], because=WHY), "no_right_here")
    assert not waiting_for(region.incident_commander)["to_decide"]
    assert {row.pk for row in waiting_for(region.manager)["to_decide"]} == set(asked)
    assert {row.pk for row in waiting_for(region.lead_specialist)["to_decide"]} == set(asked)
    world.must(cases.grant_approval(region.by("lead_specialist"), asked[0], because=WHY))
    world.must(cases.reject_approval(region.by("manager"), asked[1], because=WHY))


def test_nobody_is_asked_who_does_not_decide_this_kind() -> None:
    region = world.region()
    said = {"kind": "contractor", "case_id": world.case(region).pk, "because": WHY}
    lead, boss = region.lead_specialist.person_id, region.manager.person_id
    refusal = world.refused(cases.request_approval(region.by("engineer"), asked_of_id=lead, **said))
    assert refusal.code == "asked_person_cannot_decide"
    world.must(cases.request_approval(region.by("engineer"), asked_of_id=boss, **said))


def ask(region: world.Region, case: Case, kind: str, about: Any = None, **asked: Any) -> Any:
    noun = {"ChecklistResult": "checklist_result", "Visit": "visit"}.get(type(about).__name__, "case")
    subject = {"subject_type": noun, "subject_id": (about or case).pk} | asked
    answer = cases.request_approval(region.by("engineer"), kind=kind, case_id=case.pk, because=WHY, **subject)
    return world.must(answer).subject_id


def reopened(region: world.Region, guarded: Guarded) -> None:
    """Lead a check back to where it could be waived again."""
    if isinstance(guarded.about, ChecklistResult):
        world.must(visits.reopen_check(region.by("engineer"), guarded.about.pk, because=WHY))


def test_who_lacks_the_role_is_refused_before_any_approval_counts() -> None:
    region = world.region()
    for setting, role in ((severity, "engineer"), (workaround, "trainee"), (deviation, "trainee")):
        guarded = setting(region)
        answer = world.refused(guarded.attempt(region.by(role)), "no_right")
        assert answer.reason is Reason.NOT_ALLOWED


@pytest.mark.covers("S1-R11")
def test_credits_are_written_and_read_by_managers_alone() -> None:
    region = world.region()
    case = world.case(region)
    said = {"case_id": case.pk, "kind": "credit", "amount": "EUR 1,200.00", "words": "Offered by phone."}
    for role in ("engineer", "lead_specialist", "customer_approver"):
        world.refused(cases.discuss_credit(region.by(role), **said), "no_right")
    done = world.must(cases.discuss_credit(region.by("manager"), **said))
    assert (
        row_of(region.manager, subject_of("credit_discussion"), done.subject_id)["amount"] == "EUR 1,200.00"
    )
    for role in ("engineer", "lead_specialist", "dispatcher", "customer_approver"):
        with pytest.raises(Refused):
            row_of(region.actors[role], subject_of("credit_discussion"), done.subject_id)
    row = LedgerRow.objects.get(command_id=done.command_id)
    assert "1,200" not in row.body
    assert not LedgerLink.objects.filter(row=row, subject_type="case").exists()


def test_what_is_asked_of_a_credit_is_seen_by_managers_and_the_asker() -> None:
    region = world.region()
    asked = ask(region, world.case(region), "credit", value="1200.00", currency="EUR")
    seen = {
        role
        for role in world.INSIDE
        if visible_approval_requests(region.actors[role]).filter(pk=asked).exists()
    }
    assert seen == {"engineer", "manager", "director"}


@pytest.mark.covers("S1-R05")
def test_an_engineer_plans_alone_up_to_the_promised_arrival_and_no_further() -> None:
    region = world.region()
    promised(region, minutes=180, priority=3)
    visit = world.proposed_visit(region, world.prepared_order(region))
    in_time = {"start_at": world.in_hours(2), "end_at": world.in_hours(3)}
    late = {"start_at": world.in_hours(4), "end_at": world.in_hours(5), "because": WHY}
    who = {"engineer_id": region.engineer_id}
    other = world.actor("engineer")
    refusal = world.refused(assign_visit(region.by("engineer"), visit.pk, **who, **late))
    assert refusal.code == "arrival_after_promise"
    assert "dispatcher" in refusal.text()
    somebody_else = {"engineer_id": other.person_id, **in_time}
    world.refused(assign_visit(region.by("engineer"), visit.pk, **somebody_else), "no_right_here")
    world.must(assign_visit(region.by("engineer"), visit.pk, **who, **in_time))
    assert not ApprovalRequest.objects.exists()
    unsaid = reassign_visit(region.by("dispatcher"), visit.pk, **who, **late | {"because": ""})
    assert "because" in world.refused(unsaid, "arrival_after_promise").fields
    world.must(reassign_visit(region.by("dispatcher"), visit.pk, **who, **late))


def test_a_promise_that_is_broken_already_lets_anybody_plan_who_says_why() -> None:
    region = world.region()
    promised(region, minutes=30, priority=3)
    visit = world.proposed_visit(region, world.prepared_order(region))
    with clock.frozen_at(world.in_hours(1)):
        plan = {"engineer_id": region.engineer_id, "start_at": world.in_hours(2), "end_at": world.in_hours(3)}
        world.refused(assign_visit(region.by("engineer"), visit.pk, **plan), "arrival_after_promise")
        world.must(assign_visit(region.by("engineer"), visit.pk, **plan, because=WHY))


def test_hours_within_the_contract_and_people_of_the_network_ask_nobody() -> None:
    region = world.region()
    always = world.put("work_calendar", name="Always", definition=OPEN)
    promised(region, minutes=60 * 24 * 30, calendar_id=str(always.pk), priority=3)
    partner = world.put("organization", kind="partner", name="Quay Cabling")
    staff = {"person_id": str(region.engineer_id), "organization_id": str(partner.pk), "capacity": "staff"}
    world.put("membership", since_on="2020-01-01", **staff)
    guarded = booking(region, region.engineer_id)
    world.must(guarded.attempt(region.by("dispatcher")))
    assert not ApprovalUse.objects.exists()
