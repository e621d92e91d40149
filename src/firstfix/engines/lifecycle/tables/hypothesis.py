"""The life of a hypothesis: every judgement is a named person's, with evidence (S1-F07, S1-A06)."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["HYPOTHESIS"]

_JUDGED = ("named_person", "evidence_linked")

HYPOTHESIS = Machine(
    name="hypothesis",
    initial="open",
    transitions=(
        Transition(BEGINNING, "propose_hypothesis", "open"),
        *from_each(("open", "refuted"), "support_hypothesis", "supported", needs=_JUDGED),
        # From confirmed: a diagnosis may turn out wrong, and how often it does is a figure (S2-K06).
        *from_each(("open", "supported", "confirmed"), "refute_hypothesis", "refuted", needs=_JUDGED),
        # From open: a loose cable is found and proved in one look.
        *from_each(("open", "supported"), "confirm_hypothesis", "confirmed", needs=_JUDGED),
        # The person says what it really was; that is a new hypothesis which cites this one.
        *from_each(
            ("open", "supported", "confirmed", "refuted"), "correct_hypothesis", "corrected", needs=_JUDGED
        ),
    ),
    shown={
        "open": "open",
        "supported": "supported",
        "refuted": "refuted",
        "confirmed": "confirmed",
        "corrected": "corrected",
    },
    endings=frozenset({"refuted", "confirmed", "corrected"}),
)
