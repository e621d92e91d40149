"""The steps of a working day: what somebody does next on a case of each kind, well or badly."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from tests.storm.ground import CHECKLIST
from tests.storm.moves import (
    WHY,
    Step,
    by_either,
    check,
    do,
    go_round,
    later,
    look,
    needed_parts,
    of,
    often,
    prove,
    settle,
    show_failure,
)
from tests.storm.paths import Move
from tests.storm.work import Work

__all__ = ["KINDS", "any_step", "caused", "second_try", "working_day"]


NOTE = "Reseated the power cable of the switch, link came up, pinged the gateway."
SIGNER = {"signer_name": "Nora Byrne"}
KINDS = ("incident", "incident", "remote", "request", "installation", "upgrade", "maintenance")
_CODES = {
    "incident": "fixed_on_site",
    "remote": "fixed_remotely",
    "request": "fulfilled",
    "installation": "installed",
    "upgrade": "upgraded",
    "maintenance": "maintained",
}


def _intake(work_kind: str) -> list[Step]:
    case_kind = "incident" if work_kind == "remote" else work_kind
    opened: dict[str, Any] = {"title": "The ward has no network", "kind": case_kind}
    region: dict[str, Any] = {
        "organization_id": lambda work: str(work.ground.region.organization.pk),
        "site_id": lambda work: work.site_id,
        "team_id": lambda work: str(work.ground.region.team.pk),
    }
    levels = {name: lambda work: work.severity for name in ("severity", "impact", "urgency")}
    return [
        do("create_case", "support_specialist", **opened, **region),
        do("triage_case", "support_specialist", because="One ward of nine.", **levels),
        do("start_case", "support_specialist"),
    ]


def _remote(result: str = "not_fixed") -> Step:
    return do(
        "record_remote_attempt", "support_specialist", result=result, words="Restarted it over the console."
    )


REMOTE = _remote()
BASICS: list[Step] = [
    do(
        "answer_basic",
        "support_specialist",
        basic=basic,
        answer=often("sound", "faulty"),
        words="Looked at it.",
    )
    for basic in ("power", "cabling", "dns", "ntp", "certificate_expiry")
]
HYPOTHESIS = do(
    "propose_hypothesis",
    "engineer",
    case_id=of("case"),
    statement="The power supply is dying.",
    layer="power",
)
CHANGE: list[Step] = [
    by_either(
        "create_change", "engineer", "manager", case_id=of("case"), work_order_id=of("work_order"),
        title="To version 3",
        plan="Load version 3.", rollback_plan=often("Load version 2 again.", ""),
        expected_difference=[{"path": "version", "before": "2", "after": "3"}],
        pre_checks=["Backup is there"], post_checks=["Telephone rings"],
    ),
    do("assess_change", "engineer", risk=often(1, 4), reasons=["One device."]),
    do("approve_change", "director", because="Agreed."),
    do("approve_change", "manager", because="Agreed."),
    do(
        "schedule_change", "dispatcher", closes_at=later(hours=9),
        opens_at=lambda work: work.after(hours=-1 if work.dice.random() < 0.9 else 3),
    ),
    settle("record_pre_check", "Backup is there"),
    do("precheck_change", "engineer"),
    do(
        "plan_firmware_path", "engineer", installed="2", target="3",
        documented_path=["3"], planned_path=["3"], package_hashes={"3": "a" * 64},
    ),
]  # fmt: skip
PREPARING: dict[str, list[Step]] = {
    "incident": [REMOTE, *BASICS, HYPOTHESIS],
    "request": [REMOTE],
    "installation": [
        do("record_site_survey", "engineer", words="Two free units, two free sockets."),
        do("write_commissioning_plan", "engineer", words="Rack it, cable it, measure the light."),
        do(
            "agree_acceptance_criteria",
            "customer_approver",
            criteria=["Light is in limits", "It is labelled"],
        ),
    ],
    "upgrade": [REMOTE, *CHANGE],
    "maintenance": [],
}
SUPPLYING: list[Step] = [
    do(
        "request_part", "dispatcher", part_type_id=lambda work: str(work.ground.region.part_type.pk),
        for_type="work_order", for_id=of("work_order"), needed_by_at=later(hours=4),
    ),
    do("allocate_part", "logistics", location_id=lambda work: work.depot_id),
    do("load_part", "logistics", van_id=lambda work: str(work.ground.region.van.pk)),
]  # fmt: skip
ADMITTING: list[Step] = [
    do("confirm_access", "customer_contact", opens_at=later(hours=-1), closes_at=later(hours=40)),
    do("name_escort", "customer_contact", escort="Mr Byrne"),
    do("confirm_clearance", "dispatcher", reference="Permit 17"),
    do("write_safety_notes", "dispatcher", subject=lambda work: work.site_id, wording="No hazard."),
]
ANSWER_CHANGE = do("answer_change_question", "engineer", changes_it=lambda work: work.kind == "upgrade")
TRIP: list[Step] = [
    do(
        "propose_visit", "dispatcher", work_order_id=of("work_order"),
        planned_start_at=later(hours=1), planned_end_at=later(hours=2),
    ),
    do(
        "assign_visit", "dispatcher", engineer_id=lambda work: str(work.ground.region.engineer_id),
        start_at=later(hours=1), end_at=later(hours=2), override_because=go_round,
    ),
    do("accept_visit", "engineer"),
    do("read_safety_notes", "engineer"),
]  # fmt: skip
ARRIVING: list[Step] = [
    do("start_travel", "engineer"),
    do("check_in", "engineer"),
    do("acknowledge_safety", "engineer"),
    do("start_work", "engineer"),
]
ASKED: dict[str, Any] = {"kind": often("partial_closure", "credit"), "case_id": of("case"), "because": WHY}


def _waiver(code: str) -> list[Step]:
    """Give the steps to waive a line under an approval about this very line (S1-R08)."""
    about: dict[str, Any] = {
        "kind": "sequence_deviation",
        "case_id": of("case"),
        "because": WHY,
        "subject_type": "checklist_result",
        "subject_id": lambda work: work.checks.get(code),
    }
    return [
        do("request_approval", "engineer", **about),
        do("grant_approval", "lead_specialist", because="Agreed."),
        check("waive_check", code, "lead_specialist", reason=WHY),
    ]


SETTLING: list[Step] = [
    check("pass_check", "earthing", evidence_id=of("evidence_item")),
    check("skip_check", "label", reason="It has no place for a label."),
]
PASS_LIGHT = check("pass_check", "light", evidence_id=of("evidence_item"))
CHECKING: list[Step] = [
    do("start_checklist", "engineer", code=CHECKLIST, visit_id=of("visit")),
    prove,
    PASS_LIGHT,
    *_waiver("earthing"),
    *SETTLING,
]
SIGNING: list[Step] = [
    do("sign_visit", "engineer", **SIGNER),
    do("refuse_visit_signature", "engineer", **SIGNER, reason="The noise is still there."),
    do("sign_visit", "engineer", **SIGNER),
]
LEAVING: list[Step] = [
    do("leave_site", "engineer"),
    do("state_parts", "engineer"),
    do(
        "return_part",
        "logistics",
        to_location_id=lambda work: work.depot_id,
        because="Not used.",
    ),
    do("complete_visit", "engineer", avoidable_cause="none"),
    do("add_note", "engineer", words=NOTE),
]
REPORTING: list[Step] = [
    do("complete_work_order", "engineer"),
    do("review_work_order", "support_specialist"),
    do("close_work_order", "support_specialist"),
]
APPROVAL: list[Step] = [
    by_either("request_approval", "engineer", "lead_specialist", **ASKED),
    do("grant_approval", "engineer", because="Agreed."),
    do("grant_approval", "lead_specialist", because="Agreed."),
    do("grant_approval", "manager", because="Agreed."),
]
PARTLY: list[Step] = [
    *APPROVAL,
    do("complete_work_order_partially", "engineer", because=WHY, approval_id=of("approval_request")),
    *REPORTING[1:],
]
ABORTED: list[Step] = [
    do("abort_visit", "engineer", cause="no_access", avoidable_cause="site_not_ready", note="Locked."),
    *TRIP,
    *ARRIVING,
]
CLOSING: list[Step] = [
    do("verify_case", "support_specialist"),
    do("resolve_case", "support_specialist"),
    do(
        "record_acceptance",
        "customer_contact",
        outcome=often("accepted", "conditional", "refused"),
        reason="Said so.",
    ),
    do("link_knowledge", "support_specialist", reference=often("KB-12 Power cables", ""), waived_because=WHY),
    do("resolve_case", "support_specialist"),
]
AGAIN: list[Step] = [
    do("close_case", "customer_contact"),
    do("reopen_case", "support_specialist", because="Down again."),
    do("start_case", "engineer"),
    do("verify_case", "engineer"),
    do("resolve_case", "engineer"),
    prove,
    do("resolve_case", "engineer"),
]
PREMATURE: list[Step] = [
    *REPORTING,
    *PARTLY,
    *SIGNING,
    *CLOSING,
    do("close_case", "dispatcher"),
    do("dispatch_work_order", "manager", override_because=WHY),
    do("leave_site", "engineer"),
    do("complete_visit", "manager", avoidable_cause="none"),
    do("fail_work_order", "engineer", because=WHY),
    do("return_work_order", "dispatcher", because=WHY),
    do("resolve_work_order_remotely", "support_specialist", how="Fixed it over the console."),
    do("resume_work", "engineer"),
    do("restore_case", "engineer", how="It answers again."),
    do("wait_case", "engineer", party="customer", reason="The key."),
    do("resume_case", "engineer"),
    do("unfit_part", "engineer", because="It cured nothing."),
    do("revoke_approval", "lead_specialist", because="It was too early."),
    do("change_severity", "lead_specialist", severity=1, impact=1, urgency=1, because=WHY),
    do("refute_hypothesis", "engineer", because="It was the cable."),
    check("reopen_check", "light", reason=WHY),
    check("fail_check", "light", reason="Too dark."),
    check("waive_check", "label", "lead_specialist", reason=WHY),
    do(
        "record_time",
        "engineer",
        case_id=of("case"),
        started_at=later(minutes=-9),
        ended_at=later(minutes=-1),
    ),
]


def working_day(kind: str, dice: Random) -> list[Step]:
    """Give the steps that lead a case of this kind to its end, if nothing goes wrong on the way."""
    if kind == "remote":
        return [*_intake(kind), *_remotely(), *_ending(kind, dice, is_partial=False), *AGAIN]
    is_partial = dice.random() < 0.15
    ready = [
        do("list_parts", "engineer", parts=needed_parts if dice.random() < 0.7 else ()),
        *SUPPLYING,
        *ADMITTING,
        ANSWER_CHANGE,
        do("ready_work_order", "manager", override_because=go_round),
    ]
    return [
        *_intake(kind),
        do(
            "create_work_order",
            "dispatcher",
            case_id=of("case"),
            title="Look at it",
            site_id=lambda w: w.site_id,
        ),
        do("qualify_work_order", "dispatcher"),
        *PREPARING[kind],
        *ready,
        *TRIP,
        do("schedule_work_order", "manager", override_because=go_round),
        do("dispatch_work_order", "manager", override_because=go_round),
        *ARRIVING,
        *(ABORTED if dice.random() < 0.12 else ()),
        *_on_site(kind),
        *SIGNING,
        *LEAVING,
        *(PARTLY if is_partial else REPORTING),
        *_ending(kind, dice, is_partial=is_partial),
        *AGAIN,
    ]


def caused(work: Work) -> Move | None:
    """Give the pieces of the closure that every kind of case needs."""
    known = {"root_cause": "A loose power cable.", "repeat_cause": "no_access"}
    return work.move("prepare_closure", "engineer", code=_CODES[work.kind], **known)


def second_try(kind: str, dice: Random) -> list[Step]:
    """Give the steps by which somebody tidies up a case that did not come to its end."""
    ending = _ending(kind, dice, is_partial=False)
    if kind == "remote":
        return [prove, *ending]
    trip = [do("verify_visit", "engineer", result="fixed"), prove, SIGNING[0]]
    return [*trip, *LEAVING, prove, *REPORTING, *ending]


def any_step(dice: Random) -> Step:
    """Give a step at a wrong time: mostly one that would end something."""
    return dice.choice(PREMATURE)


def _remotely() -> list[Step]:
    return [
        _remote("fixed"),
        do(
            "record_time",
            "support_specialist",
            case_id=of("case"),
            started_at=later(minutes=-30),
            ended_at=later(),
        ),
        prove,
        do("add_note", "support_specialist", words=NOTE),
    ]


def _on_site(kind: str) -> Sequence[Step]:
    fitted = do(
        "consume_part", "engineer", visit_id=of("visit"),
        hypothesis_id=lambda work: work.id_of("hypothesis") if work.dice.random() < 0.85 else None,
        failing_evidence_id=lambda work: work.id_of("failure") if work.dice.random() < 0.85 else None,
    )  # fmt: skip
    steps: list[Step] = [show_failure, fitted]
    if kind == "upgrade":
        steps += [look("before", "2"), do("execute_change", "engineer"), look("after", "3")]
        steps += [settle("record_post_check", "Telephone rings"), do("postcheck_change", "engineer")]
    steps += [do("verify_visit", "engineer", result=often("fixed", "not_fixed")), prove]
    if kind == "upgrade":
        steps.append(do("finish_change", "engineer"))
    if kind == "installation":
        steps += [
            do("prove_criterion", "engineer", position=position, evidence_id=of("evidence_item"))
            for position in (1, 2)
        ]
    return [*steps, *(CHECKING if kind == "maintenance" else ()), prove]


def _ending(kind: str, dice: Random, *, is_partial: bool) -> list[Step]:
    known = {"root_cause": "A loose power cable."} if dice.random() < 0.7 else {
        "root_cause_unknown_because": "The log was overwritten."
    }  # fmt: skip
    pieces: dict[str, Any] = {"code": _CODES[kind], **known, "repeat_cause": often("no_access", None)}
    asked: list[Step] = []
    if is_partial and dice.random() < 0.7:
        # An approval serves once: the order has used up its own (S1-R09).
        asked = APPROVAL if dice.random() < 0.8 else []
        is_said = {"code": "partial", "is_partial": True} if dice.random() < 0.7 else {}
        pieces |= is_said | {"approval_id": of("approval_request")}
    return [CLOSING[0], CLOSING[1], *asked, do("prepare_closure", "engineer", **pieces), *CLOSING[2:]]
