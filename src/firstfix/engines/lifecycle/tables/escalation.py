"""The life of an escalation: a package with an explicit ask, which the receiver accepts or returns."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["ESCALATION"]

_OPEN = (
    "draft",
    "incomplete",
    "complete",
    "submitted",
    "acknowledged",
    "returned",
    "accepted",
    "in_action",
)

ESCALATION = Machine(
    name="escalation",
    initial="draft",
    transitions=(
        Transition(BEGINNING, "create_escalation", "draft"),
        # The ask may be put better until the receiver has it, and again when it comes back.
        *(Transition(state, "write_escalation", state) for state in ("draft", "incomplete", "returned")),
        *from_each(("draft", "complete", "returned"), "mark_escalation_incomplete", "incomplete"),
        *from_each(
            ("draft", "incomplete", "returned"),
            "complete_escalation",
            "complete",
            needs=("escalation_package",),
        ),
        Transition("complete", "submit_escalation", "submitted", needs=("escalation_package",)),
        Transition("submitted", "acknowledge_escalation", "acknowledged"),
        Transition("acknowledged", "accept_escalation", "accepted"),
        # With reasons from a list; only the missing items are opened again (domain.md, gate 5).
        *from_each(("submitted", "acknowledged"), "return_escalation", "returned"),
        Transition("accepted", "act_on_escalation", "in_action"),
        *from_each(("accepted", "in_action"), "answer_escalation", "answered"),
        Transition("answered", "confirm_escalation", "confirmed"),
        # The answer did not hold.
        *from_each(("answered", "confirmed"), "reopen_escalation", "in_action"),
        Transition("confirmed", "close_escalation", "closed"),
        *from_each(_OPEN, "withdraw_escalation", "withdrawn"),
    ),
    shown={
        "draft": "draft",
        "incomplete": "draft",
        "complete": "draft",
        "submitted": "submitted",
        "acknowledged": "submitted",
        "returned": "returned",
        "accepted": "in_action",
        "in_action": "in_action",
        "answered": "answered",
        "confirmed": "answered",
        "closed": "closed",
        "withdrawn": "closed",
    },
    endings=frozenset({"closed", "withdrawn"}),
)
