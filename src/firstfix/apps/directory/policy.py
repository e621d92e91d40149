"""Who may change what in the directory."""

from __future__ import annotations

from firstfix.apps.directory.models.references import reference_of
from firstfix.kernel.policy import Request, Rule

__all__ = ["RELATIONS", "RULES"]

KEEPERS = ("administrator", "manager", "dispatcher", "logistics", "lead_specialist", "council_member")

RULES = (
    Rule("grant_role", ("administrator", "manager"), needs_mfa=True, human_only=True, source="S2-R10"),
    Rule("revoke_role", ("administrator", "manager", "director"), human_only=True, source="S1-G02"),
    Rule("change_reference", KEEPERS, when="their_role_keeps_this_kind_of_data", source="S2-G01"),
    # S1-X09: whoever knows of a hazard writes it down; who may see the site decides which site.
    Rule(
        "write_safety_notes",
        (*KEEPERS, "engineer", "support_specialist", "customer_contact", "customer_approver"),
        source="S1-X09",
    ),
)


def _keeps(request: Request) -> bool:
    reference = reference_of(str(request.given.get("noun", "")))
    # An unknown noun is the body's to refuse, with the list of what is known.
    return reference is None or request.actor.has_role(*reference.roles)


RELATIONS = {"their_role_keeps_this_kind_of_data": _keeps}
