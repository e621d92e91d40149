"""The life of a known error: a signature with a workaround that was tried (S2-D16, S2-D20)."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["KNOWN_ERROR"]

KNOWN_ERROR = Machine(
    name="known_error",
    initial="draft",
    transitions=(
        Transition(BEGINNING, "draft_known_error", "draft"),
        Transition("draft", "validate_known_error", "validated", needs=("other_person", "evidence_linked")),
        Transition("validated", "publish_known_error", "published"),
        Transition("published", "offer_known_error_fix", "fix_available"),
        *from_each(("validated", "published", "fix_available"), "revise_known_error", "draft"),
        *from_each(("draft", "validated", "published", "fix_available"), "retire_known_error", "retired"),
    ),
    shown={
        "draft": "draft",
        "validated": "validated",
        "published": "published",
        "fix_available": "fix_available",
        "retired": "retired",
    },
    endings=frozenset({"retired"}),
)
