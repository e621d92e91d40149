"""Who may do what with a case."""

from __future__ import annotations

from firstfix.kernel.policy import Relation, Rule

__all__ = ["RELATIONS", "RULES"]

SUPPORT = ("support_specialist", "lead_specialist")
WORKERS = (*SUPPORT, "dispatcher", "engineer", "incident_commander", "manager")
CUSTOMERS = ("customer_contact", "customer_approver")

RULES: tuple[Rule, ...] = (
    Rule("create_case", (*WORKERS, *CUSTOMERS, "trainee", "logistics", "system"), source="S1-D05"),
    Rule(
        "triage_case",
        (*SUPPORT, "dispatcher", "incident_commander", "manager"),
        human_only=True,
        source="S2-Z01",
        otherwise="propose_severity",
    ),
    Rule("start_case", WORKERS, source="S1-F03"),
    Rule("wait_case", WORKERS, source="S1-F25"),
    Rule("resume_case", (*WORKERS, "system"), source="S1-F25"),
    Rule("restore_case", WORKERS, source="S1-F03"),
    Rule("verify_case", (*WORKERS, "system"), source="S1-F03"),
    Rule("close_case", (*SUPPORT, "dispatcher", "manager", *CUSTOMERS, "system"), source="S1-D05"),
    Rule("reopen_case", (*WORKERS, *CUSTOMERS, "system"), source="S1-K05"),
    Rule("merge_case", (*SUPPORT, "dispatcher", "manager"), source="S1-K05"),
    Rule("cancel_case", (*SUPPORT, "dispatcher", "manager"), source="S1-F21"),
)

RELATIONS: dict[str, Relation] = {}
