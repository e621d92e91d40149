"""Who may take runs of site checks in, and who may do what with what the customer has to put right."""

from __future__ import annotations

from firstfix.apps.visits.policy import CUSTOMERS, RECORDERS, WORKERS
from firstfix.kernel.policy import Relation, Rule

__all__ = ["RELATIONS", "RULES"]

RULES: tuple[Rule, ...] = (
    # What a run shows mends, asks and closes; whoever profits from that does not bring it.
    Rule("record_diagnostic_run", RECORDERS, source="S1-F08"),
    # A mistake is taken back by those who may make it, and never by a program.
    Rule("withdraw_diagnostic_run", RECORDERS, human_only=True, source="S1-F08"),
    Rule("erase_site_checks", ("system",), source="S2-G01"),
    Rule("remind_remediation", ("system",), source="S1-D17"),
    # What a customer gets to see is a person's decision (domain.md, gate 6).
    Rule("ask_remediation", RECORDERS, human_only=True, source="S1-D17"),
    Rule("answer_remediation", (*RECORDERS, *CUSTOMERS), source="S1-D17"),
    # The gate asks for the proof; who saw it may say so.
    Rule("close_remediation", RECORDERS, source="S1-D17"),
    Rule("reopen_remediation", RECORDERS, source="S1-D17"),
    Rule("withdraw_remediation", WORKERS, human_only=True, source="S1-D17"),
)
RELATIONS: dict[str, Relation] = {}
