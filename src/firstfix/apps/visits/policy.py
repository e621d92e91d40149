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

RULES: tuple[Rule, ...] = (*_WORK_ORDERS, *_VISITS)


def _is_at_visit(request: Request) -> bool:
    visit = request.subject
    if not isinstance(visit, Visit) or request.actor.person_id is None:
        return False
    leads = request.actor.person_id in {visit.engineer_id, visit.supervisor_id}
    return leads or visit.crew.filter(person=request.actor.person_id).exists()


RELATIONS: dict[str, Relation] = {_AT_VISIT: _is_at_visit}
