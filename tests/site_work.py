"""Work on site for tests: each builder takes a visit one step further, by commands only."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from firstfix.apps.assets.models import Reservation
from firstfix.apps.cases.commands import grant_approval, request_approval
from firstfix.apps.cases.models import Case, Hypothesis
from firstfix.apps.dispatching.commands import accept_visit, assign_visit
from firstfix.apps.evidence.commands import add_evidence
from firstfix.apps.visits.commands import (
    acknowledge_safety,
    add_work_note,
    check_in,
    complete_visit,
    consume_part,
    dispatch_work_order,
    leave_site,
    publish_checklist,
    read_safety_notes,
    ready_work_order,
    schedule_work_order,
    sign_visit,
    start_checklist,
    start_travel,
    start_work,
    state_parts,
    verify_visit,
)
from firstfix.apps.visits.models import ChecklistRun, Visit, WorkOrder
from firstfix.kernel.ids import new_id
from tests import world

__all__ = [
    "SIGNER",
    "approve",
    "checklist",
    "complete",
    "dispatched",
    "measured",
    "no_parts",
    "on_site",
    "replaced_part",
    "run_of",
    "signed",
    "verifying",
    "working",
]

SIGNER = {"signer_name": "Nora Nurse", "signer_role": "ward manager"}


def approve(region: world.Region, kind: str, case: Case, about: Any = None, **asked: Any) -> UUID:
    """Give an approval of this kind that the engineer asked for and a manager granted.

    It is about the case, or about ``about``; what else is asked for goes into ``asked``.
    """
    subject = case if about is None else about
    noun = "_".join(re.findall("[A-Z][a-z]+", type(subject).__name__)).lower()
    question = {"kind": kind, "case_id": case.pk, "subject_type": noun, "subject_id": subject.pk} | asked
    answer = request_approval(region.by("engineer"), because="The ward cannot wait.", **question)
    approval_id = world.must(answer).subject_id
    world.must(grant_approval(region.by("manager"), approval_id, because="It is worth it."))
    return approval_id


def dispatched(region: world.Region, hours: float = 2, order: WorkOrder | None = None) -> Visit:
    """Give a visit in so many hours that its engineer accepted, of an order whose truck may roll.

    The order is a new one, or the one given, prepared as ``world.prepared_order`` does.
    """
    order = order or world.prepared_order(region)
    world.must(ready_work_order(region.by("dispatcher"), order.pk))
    visit = world.proposed_visit(region, order, hours)
    hour = {"start_at": visit.planned_start_at, "end_at": visit.planned_end_at}
    world.must(assign_visit(region.by("dispatcher"), visit.pk, engineer_id=region.engineer_id, **hour))
    world.must(accept_visit(region.by("engineer"), visit.pk))
    world.must(read_safety_notes(region.by("engineer"), visit.pk))
    world.must(schedule_work_order(region.by("dispatcher"), order.pk))
    world.must(dispatch_work_order(region.by("dispatcher"), order.pk))
    return Visit.objects.get(pk=visit.pk)


def on_site(region: world.Region) -> Visit:
    """Give a visit whose engineer travelled and arrived."""
    visit = dispatched(region)
    world.must(start_travel(region.by("engineer"), visit.pk))
    world.must(check_in(region.by("engineer"), visit.pk))
    return Visit.objects.get(pk=visit.pk)


def working(region: world.Region) -> Visit:
    """Give a visit at which the work goes on."""
    visit = on_site(region)
    world.must(acknowledge_safety(region.by("engineer"), visit.pk))
    world.must(start_work(region.by("engineer"), visit.pk))
    return Visit.objects.get(pk=visit.pk)


def verifying(region: world.Region) -> Visit:
    """Give a visit whose work is over, with what was seen, done, fitted and measured on record."""
    visit = working(region)
    case_id = visit.work_order.case_id
    public = {"visibility": "public", "visit_id": visit.pk}
    seen = {"kind": "observation", "text": "The status light of the power supply is dark."}
    done = {"kind": "action", "text": "Replaced the power supply of the access switch."}
    world.must(add_work_note(region.by("engineer"), case_id, **public, **seen))
    world.must(add_work_note(region.by("engineer"), case_id, **public, **done))
    replaced_part(region, visit)
    world.must(verify_visit(region.by("engineer"), visit.pk, result="fixed"))
    measured(region, visit, purpose="post_fix_check", has_passed=True)
    return Visit.objects.get(pk=visit.pk)


def signed(region: world.Region) -> Visit:
    """Give a visit that the customer accepted."""
    visit = verifying(region)
    world.must(sign_visit(region.by("engineer"), visit.pk, **SIGNER))
    return Visit.objects.get(pk=visit.pk)


def complete(region: world.Region) -> Visit:
    """Give a visit that is over."""
    visit = signed(region)
    world.must(leave_site(region.by("engineer"), visit.pk))
    world.must(state_parts(region.by("engineer"), visit.pk))
    world.must(complete_visit(region.by("engineer"), visit.pk, avoidable_cause="none"))
    return Visit.objects.get(pk=visit.pk)


def measured(region: world.Region, visit: Visit, **fields: Any) -> Any:
    """Give the id of a public measurement at the visit."""
    said = {
        "title": "Voltage at the supply",
        "kind": "value",
        "value": {"value": 12.1, "unit": "V"},
        "visibility": "public",
        "case_id": visit.work_order.case_id,
        "subject_type": "visit",
        "subject_id": visit.pk,
    } | fields
    return world.must(add_evidence(region.by("engineer"), **said)).subject_id


def replaced_part(region: world.Region, visit: Visit) -> Any:
    """Give the id of the reservation whose part was fitted, because a check had failed."""
    reservation = Reservation.objects.get(for_id=visit.work_order_id)
    grounds = {
        "hypothesis_id": Hypothesis.objects.get(case=visit.work_order.case_id).pk,
        "failing_evidence_id": measured(region, visit, title="No voltage at the supply", has_passed=False),
    }
    world.must(consume_part(region.by("engineer"), reservation.pk, visit_id=visit.pk, **grounds))
    return reservation.pk


def no_parts(region: world.Region, visit: Visit) -> None:
    """Say that all parts used are on record; where none is, none was used."""
    world.must(state_parts(region.by("engineer"), visit.pk))


def checklist(region: world.Region, **fields: Any) -> str:
    """Give the code of a published checklist of two lines: one measured, one that may be left out."""
    code = f"commissioning-{new_id().hex[:8]}"
    level = {
        "code": "light_level",
        "wording": "Light level at the uplink",
        "evidence": ("value",),
        "unit": "dBm",
        "min": -25,
        "max": -8,
    }
    label = {
        "code": "label",
        "wording": "The device is labelled",
        "evidence": ("photo",),
        "may_be_skipped": True,
        "may_be_waived": True,
    }
    said = {"code": code, "title": "Commissioning", "purpose": "commissioning", "steps": (level, label)}
    world.must(publish_checklist(region.by("lead_specialist"), **said | fields))
    return code


def run_of(region: world.Region, visit: Visit, code: str) -> ChecklistRun:
    """Give a run of the checklist at the visit with all of its checks open."""
    made = world.must(start_checklist(region.by("engineer"), code=code, visit_id=visit.pk))
    return ChecklistRun.objects.get(pk=made.subject_id)
