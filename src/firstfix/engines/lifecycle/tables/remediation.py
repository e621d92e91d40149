"""The life of a remediation: what the customer is asked to put right, until a later look shows that it is."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["REMEDIATION"]

_OPEN = ("draft", "asked", "answered")

REMEDIATION = Machine(
    name="remediation",
    initial="draft",
    transitions=(
        Transition(BEGINNING, "record_diagnostic_run", "draft"),
        # What a customer gets to see is a person's decision (domain.md, gate 6); asked again, for a new date.
        *from_each(("draft", "asked"), "ask_remediation", "asked"),
        # "Done" is the customer's word, and no proof.
        Transition("asked", "answer_remediation", "answered"),
        *from_each(_OPEN, "close_remediation", "closed", needs=("shown_green",)),
        Transition("answered", "reopen_remediation", "asked", needs=("shown_again",)),
        # It came back: a person asks for it with a new date.
        Transition("closed", "reopen_remediation", "draft", needs=("shown_again",)),
        *from_each(_OPEN, "withdraw_remediation", "withdrawn"),
        # A run that was a mistake shows nothing: what it closed is open again, what only it showed is over,
        # until another run shows it.
        Transition("closed", "withdraw_diagnostic_run", "draft"),
        *from_each(_OPEN, "withdraw_diagnostic_run", "withdrawn"),
        Transition("withdrawn", "record_diagnostic_run", "draft"),
    ),
    shown={
        "draft": "draft",
        "asked": "asked",
        "answered": "answered",
        "closed": "closed",
        "withdrawn": "withdrawn",
    },
    endings=frozenset({"closed", "withdrawn"}),
)
