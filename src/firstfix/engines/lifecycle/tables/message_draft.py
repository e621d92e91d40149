"""The life of a draft to the customer: written by anybody, sent by a person, then never changed (S2-R03)."""

from __future__ import annotations

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition

__all__ = ["MESSAGE_DRAFT"]

MESSAGE_DRAFT = Machine(
    name="message_draft",
    initial="draft",
    transitions=(
        Transition(BEGINNING, "draft_message", "draft"),
        # A revision voids what was approved of the words before it (S2-R11).
        Transition("draft", "revise_draft", "draft"),
        # A person sends it, and a formal one under a manager's approval: rights, no gate of its own.
        Transition("draft", "send_draft", "sent"),
        Transition("draft", "discard_draft", "discarded"),
    ),
    shown={"draft": "draft", "sent": "sent", "discarded": "discarded"},
    endings=frozenset({"sent", "discarded"}),
)
