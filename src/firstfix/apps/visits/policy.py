"""Who may do what with work orders, their readiness, changes and visits."""

from __future__ import annotations

from firstfix.apps.visits.models import Visit
from firstfix.engines.readiness import OVERRIDE_READINESS
from firstfix.kernel.policy import Relation, Request, Rule

__all__ = ["RELATIONS", "RULES"]

SUPPORT = ("support_specialist", "lead_specialist")
PLANNERS = ("dispatcher", "lead_specialist", "incident_commander", "manager")
WORKERS = (*SUPPORT, "dispatcher", "engineer", "incident_commander", "manager")
RECORDERS = (*WORKERS, "trainee")
CUSTOMERS = ("customer_contact", "customer_approver", "external_party")
REVIEWERS = (*SUPPORT, "dispatcher", "manager")

_WORK_ORDERS: tuple[Rule, ...] = (
    Rule("create_work_order", WORKERS, source="S1-F03"),
    Rule("qualify_work_order", WORKERS, source="S1-F03"),
    Rule("block_work_order", (*WORKERS, "logistics"), source="S1-F03"),
    Rule("ready_work_order", WORKERS, source="S1-F03"),
    # S1-R05: an engineer sets the day alone; the gate keeps it within what is ready.
    *(
        Rule(name, (*PLANNERS, "engineer"), source="S1-R05")
        for name in ("schedule_work_order", "unschedule_work_order")
    ),
    Rule("dispatch_work_order", PLANNERS, source="S1-F03"),
    *(
        Rule(name, (*SUPPORT, "engineer", "dispatcher", "manager"), source="S1-D05")
        for name in ("complete_work_order", "complete_work_order_partially", "fail_work_order")
    ),
    *(Rule(name, REVIEWERS, source="S1-D05") for name in ("review_work_order", "return_work_order")),
    Rule("close_work_order", (*REVIEWERS, "system"), source="S1-D05"),
    Rule("resolve_work_order_remotely", WORKERS, source="S0-P04"),
    Rule("cancel_work_order", REVIEWERS, source="S1-F03"),
    # domain.md, gate 1: an override is a named right, and a person's.
    Rule(OVERRIDE_READINESS, ("manager", "incident_commander"), human_only=True, source="S1-R10"),
    # By the retention of the case's content alone (evidence.policy).
    Rule("erase_reports", ("system",), source="S2-G01"),
)

GOERS = ("engineer", "trainee", "lead_specialist", "support_specialist")
_AT_VISIT = "they_are_at_this_visit"

_VISITS: tuple[Rule, ...] = (
    # S1-R05: an engineer plans within the dispatch limits alone.
    Rule("propose_visit", WORKERS, source="S1-R05"),
    *(
        Rule(name, GOERS, when=_AT_VISIT, source="S1-F06")
        for name in ("start_travel", "check_in", "start_work", "pause_work", "resume_work", "leave_site")
    ),
    # Anybody on site stops unsafe work, the customer's people too; nobody is asked whether they may.
    Rule("stop_work", (*RECORDERS, "customer_contact", "customer_approver"), source="S1-X09"),
    Rule("release_stop_work", (*GOERS, "dispatcher", "manager"), source="S1-X09"),
    Rule("verify_visit", GOERS, when=_AT_VISIT, source="S1-D13"),
    *(
        rule
        for name in ("complete_visit", "abort_visit")
        for rule in (
            Rule(name, GOERS, when=_AT_VISIT, source="S0-P04"),
            Rule(name, ("dispatcher", "manager"), source="S0-P04"),
        )
    ),
    Rule("set_abort_cause", (*GOERS, "dispatcher", "manager"), source="S0-P04"),
)

_READINESS: tuple[Rule, ...] = (
    Rule("read_safety_notes", GOERS, human_only=True, source="S1-X09"),
    *(
        Rule(name, (*WORKERS, *CUSTOMERS), source="S1-F04")
        for name in ("confirm_access", "refuse_access", "name_escort")
    ),
    # The law's clearance is the site's or our planners' word, never the engineer's own (S1-R17).
    Rule("confirm_clearance", (*PLANNERS, *CUSTOMERS), human_only=True, source="S1-R17"),
    *(
        Rule(name, RECORDERS, source="S1-X10")
        for name in ("list_parts", "answer_change_question", "record_site_survey")
    ),
    Rule("answer_prerequisite", (*RECORDERS, *CUSTOMERS), source="S1-D17"),
    Rule("write_commissioning_plan", (*SUPPORT, "engineer", "manager"), source="S1-F12"),
    Rule("agree_acceptance_criteria", ("customer_approver", "lead_specialist", "manager"), source="S1-F12"),
    Rule("prove_criterion", RECORDERS, source="S1-F12"),
    Rule("accept_criterion_exception", ("customer_approver",), human_only=True, source="S1-F12"),
    Rule("plan_firmware_path", (*SUPPORT, "engineer"), source="S1-F34"),
)

_CHANGES: tuple[Rule, ...] = (
    *(
        Rule(name, WORKERS, source="S1-F13")
        for name in (
            "create_change",
            "assess_change",
            "revise_change",
            "write_rollback_plan",
            "cancel_change",
        )
    ),
    *(
        Rule(name, ("manager", "director", "customer_approver"), human_only=True, source="S1-G05")
        for name in ("approve_change", "reject_change")
    ),
    Rule("schedule_change", (*PLANNERS, "engineer", "customer_approver"), source="S1-F13"),
    *(
        Rule(name, (*SUPPORT, "engineer"), source="S1-D03")
        for name in (
            "record_pre_check",
            "record_change_step",
            "record_post_check",
            "record_rollback_check",
            "precheck_change",
            "execute_change",
            "postcheck_change",
            "finish_change",
            "fail_change",
        )
    ),
    Rule("roll_back_change", (*SUPPORT, "engineer", "manager", "incident_commander"), source="S1-F16"),
    Rule(
        "execute_emergency_change",
        (*SUPPORT, "engineer", "incident_commander"),
        human_only=True,
        source="S1-F16",
    ),
    Rule("review_change", ("lead_specialist", "manager"), source="S1-F16"),
)

_RECORDING: tuple[Rule, ...] = (
    Rule("acknowledge_safety", GOERS, when=_AT_VISIT, human_only=True, source="S1-F06"),
    Rule("add_work_note", RECORDERS, source="S1-D05"),
    *(Rule(name, RECORDERS, source="S0-P08") for name in ("record_time", "start_timer")),
    *(
        rule
        for name in ("stop_timer", "correct_time")
        for rule in (
            Rule(name, RECORDERS, when="it_is_their_own_time", source="S0-P08"),
            Rule(name, ("dispatcher", "manager"), source="S0-P08"),
        )
    ),
    *(Rule(name, (*RECORDERS, "logistics"), source="S1-D11") for name in ("state_parts", "unfit_part")),
    # S1-R03: an engineer uses approved parts alone; the gate asks why (S1-X01).
    Rule("consume_part", (*GOERS, "logistics"), source="S1-R03"),
)
_CHECKLISTS: tuple[Rule, ...] = (
    Rule("publish_checklist", ("lead_specialist", "manager", "administrator"), source="S1-D02"),
    *(
        Rule(name, RECORDERS, source="S1-D02")
        for name in ("start_checklist", "ask_check", "pass_check", "fail_check", "skip_check", "reopen_check")
    ),
    Rule(
        "waive_check",
        WORKERS,
        human_only=True,
        source="S1-R08",
        otherwise="request_approval",
    ),
)
_SIGNING: tuple[Rule, ...] = (
    *(
        rule
        for name in ("sign_visit", "sign_visit_conditionally", "refuse_visit_signature")
        for rule in (
            Rule(name, GOERS, when=_AT_VISIT, human_only=True, source="S1-D13"),
            Rule(name, CUSTOMERS, human_only=True, source="S1-D13"),
        )
    ),
    Rule("make_report", (*RECORDERS, "system"), source="S1-D01"),
    Rule("waive_report_section", WORKERS, source="S1-D01"),
)

RULES: tuple[Rule, ...] = (
    *_WORK_ORDERS,
    *_READINESS,
    *_CHANGES,
    *_VISITS,
    *_RECORDING,
    *_CHECKLISTS,
    *_SIGNING,
)


def _is_at_visit(request: Request) -> bool:
    visit = request.subject
    if not isinstance(visit, Visit) or request.actor.person_id is None:
        return False
    leads = request.actor.person_id in {visit.engineer_id, visit.supervisor_id}
    return leads or visit.crew.filter(person=request.actor.person_id).exists()


def _is_own_time(request: Request) -> bool:
    return getattr(request.subject, "person_id", None) == request.actor.person_id


RELATIONS: dict[str, Relation] = {
    _AT_VISIT: _is_at_visit,
    "it_is_their_own_time": _is_own_time,
}
