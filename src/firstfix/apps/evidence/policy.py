"""Who may do what with evidence."""

from __future__ import annotations

from firstfix.apps.cases.policy import ABOVE, CUSTOMERS, RECORDERS, WORKERS
from firstfix.kernel.policy import Relation, Rule

__all__ = ["RELATIONS", "RULES"]

BRINGERS = (*RECORDERS, *CUSTOMERS, "logistics", "engineering_receiver", "external_party", "system")

RULES: tuple[Rule, ...] = (
    Rule("add_evidence", BRINGERS, source="S1-F10"),
    Rule("link_evidence", (*RECORDERS, "logistics", "engineering_receiver", "system"), source="S1-F07"),
    # What a customer gets to see is a person's decision (domain.md, gate 6).
    Rule("publish_evidence", WORKERS, human_only=True, source="S1-D14"),
    Rule("withhold_evidence", WORKERS, source="S1-D14"),
    Rule("clear_evidence", WORKERS, human_only=True, source="S1-F10"),
    Rule("review_evidence", RECORDERS, human_only=True, source="S1-A06"),
    Rule("place_legal_hold", ABOVE, human_only=True, source="S2-G01"),
    # What is lifted may be erased the same night, so it is decided higher up.
    Rule("lift_legal_hold", ("director", "executive"), human_only=True, source="S2-G01"),
    # Only the rule erases, by itself: nobody can erase what tells of them.
    Rule("erase_case_content", ("system",), source="S2-G01"),
)
RELATIONS: dict[str, Relation] = {}
