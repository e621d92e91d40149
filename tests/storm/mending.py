"""What somebody does about a refusal: the steps that give what it named."""

from __future__ import annotations

from collections.abc import Iterable

from tests.storm.moves import Step, do, of, prove
from tests.storm.steps import (
    ADMITTING,
    ANSWER_CHANGE,
    APPROVAL,
    BASICS,
    CHANGE,
    HYPOTHESIS,
    PASS_LIGHT,
    PREPARING,
    REMOTE,
    REPORTING,
    SETTLING,
    SIGNING,
    SUPPLYING,
    TRIP,
    caused,
)

__all__ = ["supplied"]

# What gives each way out that a refusal may name; a way out that is not here is not taken.
_GIVEN: dict[str, list[Step]] = {
    "add_evidence": [prove],
    "answer_basic": BASICS,
    "answer_change_question": [ANSWER_CHANGE],
    "approve_change": CHANGE[2:4],
    "assign_visit": TRIP[1:],
    "close_work_order": REPORTING[2:],
    "complete_visit": [do("complete_visit", "engineer", avoidable_cause="none")],
    "complete_work_order": REPORTING,
    "confirm_access": ADMITTING[:1],
    "confirm_clearance": ADMITTING[2:3],
    "link_knowledge": [do("link_knowledge", "support_specialist", reference="KB-12 Power cables")],
    "list_parts": [do("list_parts", "engineer", parts=())],
    "name_escort": ADMITTING[1:2],
    "pass_check": [prove, PASS_LIGHT, *SETTLING],
    "plan_firmware_path": CHANGE[-1:],
    "prepare_closure": [caused],
    "propose_hypothesis": [HYPOTHESIS],
    "propose_visit": TRIP,
    "read_safety_notes": TRIP[-1:],
    "record_acceptance": [do("record_acceptance", "customer_contact", outcome="accepted")],
    "record_pre_check": CHANGE[5:7],
    "record_remote_attempt": [REMOTE],
    "record_time": [
        do(
            "record_time",
            "engineer",
            case_id=of("case"),
            started_at=lambda work: work.after(minutes=-9),
            ended_at=lambda work: work.after(minutes=-5),
        ),
        prove,
    ],
    "request_approval": APPROVAL,
    "request_part": SUPPLYING,
    "return_part": [
        do("return_part", "logistics", because="Not used.", to_location_id=lambda work: work.depot_id)
    ],
    "schedule_change": CHANGE[4:5],
    "sign_visit": SIGNING[:1],
    "state_parts": [do("state_parts", "engineer")],
    "write_rollback_plan": [do("write_rollback_plan", "engineer", words="Load version 2 again.")],
    "write_safety_notes": [ADMITTING[-1], TRIP[-1]],
    **{
        name: [step]
        for name, step in zip(
            ("record_site_survey", "write_commissioning_plan", "agree_acceptance_criteria"),
            PREPARING["installation"],
            strict=True,
        )
    },
}


def supplied(named: Iterable[str]) -> list[Step]:
    """Give the steps by which somebody provides what a refusal named, in its order."""
    return [step for name in dict.fromkeys(named) for step in _GIVEN.get(name, ())]
