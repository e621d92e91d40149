"""Who may do what with work orders, their readiness, changes and visits."""

from __future__ import annotations

from firstfix.engines.readiness import OVERRIDE_READINESS
from firstfix.kernel.policy import Relation, Rule

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

RULES: tuple[Rule, ...] = (*_WORK_ORDERS,)

RELATIONS: dict[str, Relation] = {}
