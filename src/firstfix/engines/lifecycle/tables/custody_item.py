"""The life of a thing in custody: always in somebody's hands, never between two (S1-D12).

An accepted hand-over leads back to ``held``: who holds it is the event's field, not a state.
"""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition

__all__ = ["CUSTODY_ITEM"]

CUSTODY_ITEM = Machine(
    name="custody_item",
    initial="sealed",
    transitions=(
        Transition(BEGINNING, "seal_custody_item", "sealed"),
        Transition("sealed", "take_custody", "held"),
        Transition("held", "offer_hand_over", "offered"),
        # Two people, and the second one looks at the seal (S1-Z04).
        Transition("offered", "accept_hand_over", "held", needs=("other_person", "seal_checked")),
        Transition("offered", "dispute_hand_over", "disputed"),
        Transition("offered", "withdraw_hand_over", "held"),
        Transition("disputed", "settle_custody_dispute", "held", needs=("other_person",)),
        Transition("held", "release_custody_item", "released"),
        Transition(
            "held", "destroy_custody_item", "destroyed", needs=("media_sanitised", "destruction_certificate")
        ),
    ),
    shown={
        "sealed": "sealed",
        "held": "held",
        "offered": "offered",
        "disputed": "disputed",
        "released": "released",
        "destroyed": "destroyed",
    },
    endings=frozenset({"released", "destroyed"}),
)
