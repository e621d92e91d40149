"""The ledger names the approval that something was done under, and a partial end's serves once."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from firstfix.apps.cases.commands import grant_approval, prepare_closure, request_approval, resolve_case
from firstfix.apps.cases.models import ApprovalUse, Case
from firstfix.apps.visits.commands import complete_work_order_partially, qualify_work_order
from firstfix.apps.visits.models import Change, WorkOrder
from firstfix.kernel.commands import Done
from firstfix.kernel.ledger.models import LedgerRow
from firstfix.kernel.refusal import Refusal
from tests import site_work, world
from tests.commands import test_gates_changes as changes
from tests.commands import test_gates_partial as partial

pytestmark = pytest.mark.django_db


def named(command: str) -> dict[str, Any]:
    """Give the facts that the ledger row of this command holds."""
    row = LedgerRow.objects.filter(command=command).latest("pk")
    return dict(json.loads(row.body).get("facts", {}))


def granted(region: world.Region, change: UUID, kind: str) -> str:
    about = {"subject_type": "change", "subject_id": change, "because": "See the plan."}
    case_id = Change.objects.get(pk=change).case_id
    asked = request_approval(region.by("engineer"), kind=kind, case_id=case_id, **about)
    approval_id = world.must(asked).subject_id
    world.must(grant_approval(region.by("manager"), approval_id, because="The way back is short."))
    return str(approval_id)


def test_the_ledger_row_of_a_change_names_the_approval_of_its_risk() -> None:
    region = world.region()
    change = changes.planned(region)
    changes.give(region, "engineer", "assess_change", change, risk=4, reasons=["The core switch."])
    approval_id = granted(region, change, "high_risk_change")
    changes.give(region, "customer_approver", "approve_change", change, because="Agreed.")
    window = {"opens_at": world.in_hours(-1), "closes_at": world.in_hours(4)}
    changes.give(region, "dispatcher", "schedule_change", change, **window)
    changes.settle(region, "record_pre_check", change, "Backup is there")
    changes.give(region, "engineer", "precheck_change", change)
    changes.give(region, "engineer", "execute_change", change)
    for command in ("approve_change", "execute_change"):
        assert named(command) == {"high_risk_change_approval_id": approval_id}, command


def test_a_revised_plan_needs_the_approval_of_its_risk_again() -> None:
    region = world.region()
    change = changes.planned(region)
    risky = {"risk": 4, "reasons": ["The core switch."]}
    changes.give(region, "engineer", "assess_change", change, **risky)
    granted(region, change, "high_risk_change")
    changes.give(region, "customer_approver", "approve_change", change, because="Agreed.")
    other = {"title": "Move all ports", "plan": "Set the VLAN of all ports.", "rollback_plan": "Set it back."}
    changes.give(region, "engineer", "revise_change", change, **other)
    changes.give(region, "engineer", "assess_change", change, **risky)
    refused = changes.ask(region, "customer_approver", "approve_change", change, because="Agreed.")
    assert changes.missing(refused) == {"high_risk_approval"}
    approval_id = granted(region, change, "high_risk_change")
    changes.give(region, "customer_approver", "approve_change", change, because="Agreed.")
    assert named("approve_change") == {"high_risk_change_approval_id": approval_id}


def test_the_ledger_row_of_a_change_without_an_approval_names_none() -> None:
    changes.executing(world.region())
    assert named("execute_change") == {}


def test_the_review_of_an_emergency_names_what_approved_it_afterwards() -> None:
    region = world.region()
    change = changes.planned(region)
    because = {"because": "Both wards are without telephones."}
    changes.give(region, "engineer", "execute_emergency_change", change, **because)
    assert named("execute_emergency_change") == {}
    changes.give(region, "engineer", "roll_back_change", change, because="They stayed silent.")
    changes.settle(region, "record_rollback_check", change, "Port 3 is in VLAN 10")
    approval_id = granted(region, change, "emergency_change")
    changes.give(region, "lead_specialist", "review_change", change, because="Looked at the log.")
    assert named("review_change") == {"emergency_change_approval_id": approval_id}


def test_the_approval_of_a_partial_end_serves_one_order_and_not_the_next() -> None:
    region = world.region()
    case_id, approval_id = partial.partly_done(region)
    assert named("complete_work_order_partially") == {"partial_closure_approval_id": str(approval_id)}
    again = second_order(region, Case.objects.get(pk=case_id))
    assert "partial_approval" in lacks(ended_in_part(region, again, approval_id))
    asked = request_approval(
        region.by("engineer"), kind="partial_closure", case_id=case_id, because=partial.WHY
    )
    own = world.must(asked).subject_id
    world.must(grant_approval(region.by("lead_specialist"), own, because="Agreed."))
    assert "partial_approval" not in lacks(ended_in_part(region, again, own))
    assert ApprovalUse.objects.get().approval_id == approval_id


def test_the_approval_of_a_partial_order_serves_no_partial_closure_of_the_case_as_well() -> None:
    region = world.region()
    case_id, approval_id = partial.partly_done(region)
    partial.answer(region, case_id, "accepted")
    pieces = {"is_partial": True, "approval_id": approval_id}
    world.must(prepare_closure(region.by("engineer"), case_id, **pieces))
    assert partial.missing(region, case_id) == {"partial_approval"}
    asked = request_approval(
        region.by("engineer"), kind="partial_closure", case_id=case_id, because=partial.WHY
    )
    own = world.must(asked).subject_id
    world.must(grant_approval(region.by("lead_specialist"), own, because="Agreed."))
    world.must(prepare_closure(region.by("engineer"), case_id, is_partial=True, approval_id=own))
    world.must(resolve_case(region.by("support_specialist"), case_id))
    assert named("resolve_case")["partial_closure_approval_id"] == str(own)
    assert ApprovalUse.objects.get(approval=own).subject_id == case_id


@pytest.mark.covers("S1-R09")
def test_a_closure_names_no_approval_that_is_about_something_else() -> None:
    region = world.region()
    case_id, _ = partial.partly_done(region)
    for kind, of_case in (("credit", case_id), ("partial_closure", world.case(region).pk)):
        asked = request_approval(region.by("engineer"), kind=kind, case_id=of_case, because=partial.WHY)
        approval_id = world.must(asked).subject_id
        answer = prepare_closure(region.by("engineer"), case_id, approval_id=approval_id)
        refusal = world.refused(answer, "approval_of_something_else")
        assert "ending this case with part of the fault left" in refusal.template
        assert refusal.remedy == "request_approval"


def second_order(region: world.Region, case: Case) -> WorkOrder:
    """Give another order of the case whose truck rolled, for the rest of the fault."""
    order = world.work_order(region, case)
    world.must(qualify_work_order(region.by("dispatcher"), order.pk))
    world.readied(region, order, *world.READYING)
    return site_work.dispatched(region, hours=6, order=order).work_order


def lacks(answer: Done | Refusal) -> set[str]:
    return {lack.code for lack in world.refused(answer, "gate_missing").missing}


def ended_in_part(region: world.Region, order: WorkOrder, approval_id: UUID) -> Done | Refusal:
    said = {"because": partial.WHY, "approval_id": approval_id}
    return complete_work_order_partially(region.by("engineer"), order.pk, **said)
