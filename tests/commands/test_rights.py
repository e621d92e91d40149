"""The rights of the register as data: each row with who may and who may not, by real commands.

A row carries the `covers` mark where it shows the whole acceptance text; where the text asks for more,
a test below the table shows the rest and carries the mark. Team, manager and council decide by kinds of
approval: each kind has who decides it and one who does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest

from firstfix.apps.assets import commands as assets
from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.models import ApprovalKind, ApprovalRequest, Case
from firstfix.apps.directory.commands import change_reference, grant_role
from firstfix.apps.directory.models import Role, RoleGrant
from firstfix.apps.dispatching import commands as dispatching
from firstfix.apps.evidence.commands import add_evidence, store_blob
from firstfix.apps.visits import commands as visits
from firstfix.apps.visits.models import ChecklistResult
from firstfix.kernel import clock
from firstfix.kernel.commands import CommandContext, Done
from firstfix.kernel.identity import SYSTEM, Actor, ActorKind
from firstfix.kernel.ids import new_id
from firstfix.kernel.policy import may
from firstfix.kernel.refusal import Reason, Refusal
from tests import site_work, world

pytestmark = pytest.mark.django_db

WHY = "The lead of the ward asked for it."

Attempt = Callable[[CommandContext], Done | Refusal]
Setting = Callable[[world.Region], Attempt]


@dataclass(frozen=True)
class Right:
    """A right: in a setting, ``by`` these roles it is carried out, to ``others`` it is refused."""

    id: str
    setting: Setting
    by: str
    others: str
    is_shown_whole: bool = True


def diagnosing(region: world.Region) -> Attempt:
    case = world.case(region)
    return lambda by: cases.answer_basic(by, case.pk, basic="power", answer="sound", words=WHY)


def suspecting(region: world.Region) -> Attempt:
    case = world.case(region)
    said = {"statement": "The uplink port is dead.", "layer": "physical"}
    return lambda by: cases.propose_hypothesis(by, case_id=case.pk, **said)


def collecting(region: world.Region) -> Attempt:
    case = world.case(region)
    said = {"title": "Light level", "kind": "value", "value": {"value": -21.5, "unit": "dBm"}}
    return lambda by: add_evidence(by, case_id=case.pk, **said)


def taking_from_own_van(region: world.Region) -> Attempt:
    put_into_van(region, 5)
    asked = asked_for(region, quantity=2)
    return lambda by: assets.allocate_part(by, asked, location_id=region.van.pk)


def advising(region: world.Region) -> Attempt:
    case = world.case(region)
    said = {"approach": "workaround", "because": "The bypass holds until the diagnosis on Monday."}
    return lambda by: cases.recommend_approach(by, case.pk, **said)


def planning_oneself(region: world.Region) -> Attempt:
    visit = world.proposed_visit(region, world.prepared_order(region))
    plan = {"engineer_id": region.engineer_id, "start_at": world.in_hours(2), "end_at": world.in_hours(3)}
    return lambda by: dispatching.assign_visit(by, visit.pk, **plan)


def changing_severity(region: world.Region) -> Attempt:
    case = world.case(region)
    decide(region, case, "severity_change", "lead_specialist")
    return lambda by: changed_severity(by, case)


def recommending(region: world.Region) -> Attempt:
    case = world.case(region)
    return lambda by: cases.recommend_severity(by, case.pk, severity=1, because=WHY)


def expanding_access(region: world.Region) -> Attempt:
    who = world.person()
    said = {"person_id": who.pk, "role": "engineer", "because": WHY, "expires_at": world.in_hours(8)}
    return lambda by: grant_role(by, **said)


RIGHTS = (
    Right("S1-R01", diagnosing, "engineer", "customer_contact"),
    Right("S1-R02", collecting, "engineer", "auditor", is_shown_whole=False),
    Right("S1-R03", taking_from_own_van, "engineer", "lead_specialist", is_shown_whole=False),
    Right("S1-R04", advising, "engineer", "customer_contact"),
    Right("S1-R05", planning_oneself, "engineer", "support_specialist", is_shown_whole=False),
    Right("S1-R06", changing_severity, "support_specialist", "engineer", is_shown_whole=False),
    Right("S2-R01", suspecting, "lead_specialist", "customer_contact"),
    Right("S2-R05", recommending, "lead_specialist", "customer_contact", is_shown_whole=False),
    Right("S2-R10", expanding_access, "manager", "lead_specialist", is_shown_whole=False),
)


def rows() -> list[Any]:
    return [
        pytest.param(right, id=right.id, marks=pytest.mark.covers(right.id) if right.is_shown_whole else ())
        for right in RIGHTS
    ]


@pytest.mark.parametrize("right", rows())
def test_a_right_is_allowed_to_one_role_and_denied_to_another(right: Right) -> None:
    region = world.region()
    attempt = right.setting(region)
    answer = world.refused(attempt(by(region, right.others)))
    assert answer.reason in (Reason.NOT_ALLOWED, Reason.NOT_VISIBLE)
    world.must(attempt(by(region, right.by)))
    # Whoever may alone asks nobody.
    assert right.id == "S1-R06" or not ApprovalRequest.objects.exists()


@pytest.mark.covers("S1-R02")
def test_an_engineer_takes_more_logs_alone_unless_the_customers_policy_forbids_it() -> None:
    region = world.region()
    case = world.case(region)
    log = store_blob(b"12:01 link down\n12:02 link up\n", by=region.engineer)
    said = {"title": "Log of the switch", "kind": "log", "blob_sha256": log.sha256, "case_id": case.pk}
    world.must(add_evidence(region.by("engineer"), **said))
    strict = world.put("data_policy", name="Strict", wording="No files leave.", file_transfer="forbidden")
    keep = {"noun": "site", "reference_id": region.site.pk, "fields": {"data_policy_id": str(strict.pk)}}
    world.must(change_reference(world.context(world.founder()), **keep))
    world.refused(add_evidence(region.by("engineer"), **said), "forbidden_by_policy")
    assert not ApprovalRequest.objects.exists()


@pytest.mark.covers("S1-R03")
def test_an_engineer_takes_alone_only_what_lies_unpromised_in_the_own_van() -> None:
    region = world.region()
    put_into_van(region, 2)
    van = {"location_id": region.van.pk}
    from_depot = assets.allocate_part(
        region.by("engineer"), asked_for(region, quantity=2), location_id=region.depot.pk
    )
    assert world.refused(from_depot, "no_right_here").reason is Reason.NOT_ALLOWED
    world.must(assets.allocate_part(region.by("engineer"), asked_for(region, quantity=2), **van))
    one_more = assets.allocate_part(region.by("engineer"), asked_for(region, quantity=1), **van)
    world.refused(one_more, "part_promised_elsewhere")
    assert not ApprovalRequest.objects.exists()


@pytest.mark.covers("S1-R06")
def test_a_severity_changes_only_under_an_approval_of_the_team_and_only_once() -> None:
    region = world.region()
    case = world.case(region)
    refusal = world.refused(changed_severity(region.by("support_specialist"), case), "approval_missing")
    assert refusal.remedy == "request_approval"
    decide(region, case, "risky_workaround", "lead_specialist")
    world.refused(changed_severity(region.by("support_specialist"), case), "approval_missing")
    decide(region, case, "severity_change", "lead_specialist")
    world.must(changed_severity(region.by("support_specialist"), case))
    case.refresh_from_db()
    assert case.severity == 1
    world.refused(changed_severity(region.by("support_specialist"), case), "approval_missing")


@pytest.mark.covers("S1-R10")
def test_an_exception_from_policy_is_a_managers_and_ends_by_itself() -> None:
    region = world.region()
    asked = ask(region, world.case(region), "policy_exception")
    until = {"because": WHY, "expires_at": world.in_hours(4)}
    world.refused(cases.grant_approval(region.by("lead_specialist"), asked, **until), "no_right_here")
    world.must(cases.grant_approval(region.by("manager"), asked, **until))
    in_force = ApprovalRequest.objects.in_force
    assert in_force(clock.now()).filter(pk=asked).exists()
    assert not in_force(clock.now() + timedelta(hours=5)).filter(pk=asked).exists()
    with clock.frozen_at(world.in_hours(5)):
        world.must(cases.expire_approval(world.context(SYSTEM), asked))
    assert ApprovalRequest.objects.get(pk=asked).state == "expired"


@pytest.mark.covers("S2-R05")
def test_a_recommended_severity_is_kept_and_sets_nothing() -> None:
    region = world.region()
    case = world.case(region, severity=3)
    world.must(cases.recommend_severity(region.by("lead_specialist"), case.pk, severity=1, because=WHY))
    case.refresh_from_db()
    assert case.severity == 3
    proposal = case.severity_proposals.get()
    assert (proposal.severity, proposal.note) == (1, WHY)
    assert proposal.proposed_by_id == region.lead_specialist.person_id


@pytest.mark.covers("S2-R10")
def test_more_access_is_a_grant_by_a_manager_that_ends_by_itself() -> None:
    region = world.region()
    attempt = expanding_access(region)
    world.refused(attempt(region.by("lead_specialist")), "no_right")
    granted = RoleGrant.objects.filter(pk=world.must(attempt(region.by("manager"))).subject_id)
    assert granted.in_force(clock.now()).exists()
    assert not granted.in_force(clock.now() + timedelta(hours=9)).exists()


# domain.md, "Rights": the kinds of approval, who decides them, and one who may not.
TEAM = {"lead_specialist", "incident_commander", "manager", "director"}
MANAGERS = {"manager", "director", "executive"}
COUNCIL = {"council_member"}
DECIDED_BY = {
    "severity_change": (TEAM, "engineer"),
    "risky_workaround": (TEAM, "support_specialist"),
    "sequence_deviation": (TEAM, "engineer"),
    "partial_closure": (TEAM, "engineer"),
    "policy_exception": (MANAGERS, "lead_specialist"),
    "credit": (MANAGERS, "lead_specialist"),
    "large_replacement": (MANAGERS, "incident_commander"),
    "custom_coverage": (MANAGERS, "lead_specialist"),
    "contractor": (MANAGERS, "dispatcher"),
    "high_risk_change": (MANAGERS, "lead_specialist"),
    "emergency_change": (TEAM, "engineer"),
    "process_change": (COUNCIL, "manager"),
    "workflow_change": (COUNCIL, "manager"),
    "regulated_article": (COUNCIL, "lead_specialist"),
    "commitment_exception": (MANAGERS, "lead_specialist"),
    "access_expansion": (MANAGERS, "lead_specialist"),
    "incident_communication": (MANAGERS, "lead_specialist"),
    "data_policy": ({"executive"}, "director"),
}


@pytest.mark.parametrize("kind", ApprovalKind.values)
def test_each_kind_of_approval_is_decided_by_its_own_roles_and_no_other(kind: str) -> None:
    region = world.region()
    deciders, other = DECIDED_BY[kind]
    asked = ask(region, world.case(region), kind)
    for command in (cases.grant_approval, cases.reject_approval):
        answer = world.refused(command(by(region, other), asked, because=WHY))
        # What is asked of credits is not even seen by others (S1-R11).
        assert answer.reason is (Reason.NOT_VISIBLE if kind == "credit" else Reason.NOT_ALLOWED)
    world.must(cases.grant_approval(by(region, min(deciders)), asked, because=WHY))
    decided = ApprovalRequest.objects.get(pk=asked)
    assert (decided.state, decided.decision_reason) == ("granted", WHY)
    assert decided.decided_by_id not in (None, decided.requested_by_id)


@pytest.mark.parametrize("kind", ApprovalKind.values)
def test_no_role_outside_its_row_decides_a_kind_of_approval(kind: str) -> None:
    request = ApprovalRequest(kind=kind)
    for role in Role.values:
        answer = may("grant_approval", principal(role), request, {"because": WHY})
        assert (answer is True) == (role in DECIDED_BY[kind][0]), role


@pytest.mark.parametrize("machine", [ActorKind.TOKEN, ActorKind.SERVICE, ActorKind.ASSISTANT])
@pytest.mark.parametrize("kind", ["severity_change", "risky_workaround"])
def test_no_machine_approves_in_the_name_of_a_person(kind: str, machine: ActorKind) -> None:
    region = world.region()
    asked = ask(region, world.case(region), kind)
    probe = world.context(replace(region.manager, kind=machine))
    world.refused(cases.grant_approval(probe, asked, because=WHY), "human_only")
    assert ApprovalRequest.objects.get(pk=asked).state == "requested"


@pytest.mark.parametrize("role", sorted({"lead_specialist", "incident_commander", "manager"}))
def test_nobody_decides_what_they_asked_for_themselves(role: str) -> None:
    region = world.region()
    asked = ask(region, world.case(region), "severity_change", role)
    for command in (cases.grant_approval, cases.reject_approval):
        answer = world.refused(command(region.by(role), asked, because=WHY), "gate_missing")
        assert [lack.code for lack in answer.missing] == ["other_person"]
    world.must(cases.grant_approval(by(region, "director"), asked, because=WHY))


def test_contracts_and_targets_are_written_by_a_manager_only() -> None:
    region = world.region()
    for noun in ("contract", "service_target"):
        for role in ("dispatcher", "lead_specialist"):
            answer = change_reference(region.by(role), noun=noun, fields={})
            world.refused(answer, "no_right_here")
        assert may("change_reference", region.manager, None, {"noun": noun}) is True


def test_a_firm_is_taken_into_the_partner_network_by_a_manager_only() -> None:
    region = world.region()
    firm = {"noun": "organization", "fields": {"kind": "partner", "name": "Quay Cabling", "code": "quay"}}
    for role in ("dispatcher", "logistics", "lead_specialist"):
        world.refused(change_reference(region.by(role), **firm), "no_right_here")
    world.must(change_reference(region.by("manager"), **firm))


@pytest.mark.parametrize("role", ["engineer", "lead_specialist", "manager"])
def test_nobody_waives_a_check_that_its_checklist_lets_nobody_waive(role: str) -> None:
    region = world.region()
    visit = site_work.working(region)
    run = site_work.run_of(region, visit, site_work.checklist(region))
    level = ChecklistResult.objects.get(run=run, step_code="light_level")
    world.refused(visits.waive_check(region.by(role), level.pk, reason=WHY))
    level.refresh_from_db()
    assert level.state == "open"


def put_into_van(region: world.Region, quantity: int) -> None:
    way = {"from_location_id": region.depot.pk, "to_location_id": region.van.pk, "reason": "load"}
    part = {"part_type_id": region.part_type.pk, "quantity": quantity}
    world.must(assets.move_stock(region.by("logistics"), **way, **part))


def asked_for(region: world.Region, *, quantity: int) -> Any:
    wish = {"part_type_id": region.part_type.pk, "quantity": quantity, "needed_by_at": world.in_hours(4)}
    case = world.case(region)
    answer = assets.request_part(region.by("engineer"), for_type="case", for_id=case.pk, **wish)
    return world.must(answer).subject_id


def ask(region: world.Region, case: Case, kind: str, role: str = "engineer") -> Any:
    answer = cases.request_approval(region.by(role), kind=kind, case_id=case.pk, because=WHY)
    return world.must(answer).subject_id


def decide(region: world.Region, case: Case, kind: str, role: str) -> None:
    world.must(cases.grant_approval(region.by(role), ask(region, case, kind), because=WHY))


def changed_severity(who: CommandContext, case: Case) -> Done | Refusal:
    levels = {"severity": 1, "impact": 1, "urgency": 1}
    return cases.change_severity(who, case.pk, because=WHY, **levels)


def by(region: world.Region, role: str) -> CommandContext:
    """Give the circumstances of one command by this role, also where the region has nobody of it."""
    return region.by(role) if role in region.actors else world.context(world.actor(role))


def principal(role: str) -> Actor:
    """Give a person of this one role at every customer, without a row in the database."""
    return Actor(
        id=new_id(),
        kind=ActorKind.PERSON,
        name=role,
        roles=frozenset({role}),
        organization_ids=None,
        has_mfa=True,
        role_scopes=MappingProxyType({role: None}),
    )
