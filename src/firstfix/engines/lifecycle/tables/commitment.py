"""The life of a commitment: what was promised, to whom, by when (S1-F17, S2-X10)."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["COMMITMENT"]

COMMITMENT = Machine(
    name="commitment",
    initial="open",
    transitions=(
        Transition(BEGINNING, "make_commitment", "open"),
        # A new date agreed in time keeps it open; agreed after the date, the miss stays visible.
        Transition("open", "renegotiate_commitment", "open"),
        Transition("overdue", "renegotiate_commitment", "overdue"),
        Transition("open", "miss_commitment", "overdue"),
        Transition("open", "keep_commitment", "kept"),
        Transition("overdue", "keep_commitment", "kept_late"),
        *from_each(("open", "overdue"), "withdraw_commitment", "withdrawn"),
    ),
    shown={
        "open": "open",
        "overdue": "overdue",
        "kept": "kept",
        "kept_late": "kept_late",
        "withdrawn": "withdrawn",
    },
    endings=frozenset({"kept", "kept_late", "withdrawn"}),
)
