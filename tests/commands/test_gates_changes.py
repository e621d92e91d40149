"""The change gate through the real commands: another approves, way back, window, what really differs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from firstfix.apps.cases.commands import grant_approval, request_approval
from firstfix.apps.evidence.commands import add_evidence
from firstfix.apps.visits import commands as visits
from firstfix.apps.visits.models import Change, ReadinessItem
from firstfix.kernel import clock
from firstfix.kernel.commands import Done
from firstfix.kernel.refusal import Refusal
from tests import world

pytestmark = pytest.mark.django_db

VLAN = {"path": "port3.vlan", "before": "10", "after": "20"}


@pytest.mark.covers("S1-D03", "S1-F13")
def test_a_change_starts_only_with_way_back_approval_window_and_checks() -> None:
    region = world.region()
    change = planned(region, rollback_plan="")
    give(region, "engineer", "assess_change", change, risk=1, reasons=["One port."])
    assert missing(ask(region, "manager", "approve_change", change, because="Agreed.")) == {"rollback_plan"}
    give(region, "engineer", "write_rollback_plan", change, words="Set port 3 back to VLAN 10.")
    give(region, "manager", "approve_change", change, because="Agreed.")
    window = {"opens_at": world.in_hours(2), "closes_at": world.in_hours(4)}
    give(region, "dispatcher", "schedule_change", change, **window)
    give(region, "engineer", "precheck_change", change)
    assert missing(ask(region, "engineer", "execute_change", change)) == {"change_window", "pre_check"}
    give(region, "dispatcher", "schedule_change", change, **window)
    settle(region, "record_pre_check", change, "Backup is there")
    give(region, "engineer", "precheck_change", change)
    with clock.frozen_at(clock.now() + timedelta(hours=3)):
        give(region, "engineer", "execute_change", change)
    assert Change.objects.get(pk=change).state == "executing"


def test_nobody_approves_a_change_of_their_own() -> None:
    region = world.region()
    change = planned(region, by="manager")
    give(region, "engineer", "assess_change", change, risk=1, reasons=["One port."])
    answer = world.refused(ask(region, "manager", "approve_change", change, because="Agreed."))
    assert answer.code == "gate_missing"
    give(region, "director", "approve_change", change, because="Agreed.")


@pytest.mark.covers("S1-G05")
def test_a_high_risk_needs_an_approval_of_its_own() -> None:
    region = world.region()
    change = planned(region)
    give(region, "engineer", "assess_change", change, risk=4, reasons=["The core switch of the house."])
    refused = ask(region, "customer_approver", "approve_change", change, because="Agreed.")
    assert missing(refused) == {"high_risk_approval"}
    approve(region, change, "high_risk_change")
    give(region, "customer_approver", "approve_change", change, because="Agreed.")


@pytest.mark.covers("S1-X02")
def test_a_difference_that_nobody_planned_is_refused_and_named() -> None:
    region = world.region()
    change = executing(region)
    settle(region, "record_post_check", change, "Telephone rings")
    give(region, "engineer", "postcheck_change", change)
    assert missing(ask(region, "engineer", "finish_change", change)) == {"snapshot_before", "snapshot_after"}
    snapshot(region, change, "before", {"port3.vlan": "10", "port4.vlan": "10"})
    snapshot(region, change, "after", {"port3.vlan": "20", "port4.vlan": "30"})
    refusal = world.refused(ask(region, "engineer", "finish_change", change))
    assert [lack.params["difference"] for lack in refusal.missing] == ["port4.vlan: 10 → 30"]
    with clock.frozen_at(world.in_hours(1)):
        snapshot(region, change, "after", {"port3.vlan": "20", "port4.vlan": "10"})
    give(region, "engineer", "finish_change", change)


def test_an_emergency_starts_on_its_reason_and_is_approved_before_its_review() -> None:
    region = world.region()
    change = planned(region)
    give(region, "engineer", "execute_emergency_change", change, because="Both wards are without telephones.")
    give(region, "engineer", "roll_back_change", change, because="The telephones stayed silent.")
    refused = ask(region, "lead_specialist", "review_change", change, because="Looked at the log.")
    assert missing(refused) == {"approval_recorded", "roll_back"}
    settle(region, "record_rollback_check", change, "Port 3 is in VLAN 10")
    approve(region, change, "emergency_change")
    give(region, "lead_specialist", "review_change", change, because="Looked at the log.")


@pytest.mark.covers("S1-D17")
def test_a_prerequisite_that_fails_is_the_customers_to_remedy_by_a_date() -> None:
    region = world.region()
    order = world.work_order(region)
    fields: dict[str, Any] = {"name": "Two free ports on the core switch", "answer": "no"}
    answer = visits.answer_prerequisite(region.by("engineer"), order.pk, **fields)
    world.refused(answer, "remediation_needs_an_owner")
    owner = {"owner_id": region.engineer_id, "due_at": world.in_hours(48)}
    answer = visits.answer_prerequisite(region.by("engineer"), order.pk, **fields, **owner)
    world.refused(answer, "remediation_needs_an_owner")
    owner["owner_id"] = region.customer_contact.person_id
    world.must(visits.answer_prerequisite(region.by("engineer"), order.pk, **fields, **owner))
    (required,) = ReadinessItem.objects.remediations().filter(work_order=order)
    assert (required.owner_id, required.due_at) == (owner["owner_id"], owner["due_at"])


def planned(region: world.Region, by: str = "engineer", **fields: Any) -> UUID:
    plan = {
        "title": "Move port 3 to the telephone network",
        "plan": "Set the VLAN of port 3 to 20.",
        "rollback_plan": "Set port 3 back to VLAN 10.",
        "expected_difference": [VLAN],
        "pre_checks": ["Backup is there"],
        "post_checks": ["Telephone rings"],
    } | fields
    return world.must(visits.create_change(region.by(by), case_id=world.case(region).pk, **plan)).subject_id


def executing(region: world.Region) -> UUID:
    change = planned(region)
    give(region, "engineer", "assess_change", change, risk=1, reasons=["One port."])
    give(region, "manager", "approve_change", change, because="Agreed.")
    window = {"opens_at": world.in_hours(-1), "closes_at": world.in_hours(4)}
    give(region, "dispatcher", "schedule_change", change, **window)
    settle(region, "record_pre_check", change, "Backup is there")
    give(region, "engineer", "precheck_change", change)
    give(region, "engineer", "execute_change", change)
    return change


def snapshot(region: world.Region, change: UUID, role: str, settings: dict[str, str]) -> None:
    world.must(
        add_evidence(
            region.by("engineer"),
            title=f"Configuration {role}",
            kind="configuration",
            case_id=Change.objects.get(pk=change).case_id,
            value={"value": "snapshot", "details": settings},
            subject_type="change",
            subject_id=change,
            role=role,
        )
    )


def approve(region: world.Region, change: UUID, kind: str) -> None:
    question = {"case_id": Change.objects.get(pk=change).case_id, "because": "See the plan."}
    about = {"subject_type": "change", "subject_id": change}
    asked = world.must(request_approval(region.by("engineer"), kind=kind, **question, **about))
    world.must(grant_approval(region.by("manager"), asked.subject_id, because="The way back is short."))


def settle(region: world.Region, command: str, change: UUID, wording: str) -> None:
    give(region, "engineer", command, change, wording=wording, result="done", observed="Looked at it.")


def give(region: world.Region, role: str, command: str, change: UUID, **fields: Any) -> None:
    world.must(ask(region, role, command, change, **fields))


def ask(region: world.Region, role: str, command: str, change: UUID, **fields: Any) -> Done | Refusal:
    answer: Done | Refusal = getattr(visits, command)(region.by(role), change, **fields)
    return answer


def missing(answer: Done | Refusal) -> set[str]:
    return {lack.code for lack in world.refused(answer, "gate_missing").missing}
