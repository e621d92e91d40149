"""The life of an action item: owned only once its owner accepted it."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["ACTION_ITEM"]

ACTION_ITEM = Machine(
    name="action_item",
    initial="open",
    transitions=(
        Transition(BEGINNING, "create_action", "open"),
        Transition("open", "accept_action", "accepted"),
        # The owner hands it back; a new one has to accept.
        Transition("accepted", "decline_action", "open"),
        Transition("accepted", "finish_action", "done"),
        Transition("done", "verify_action", "verified", needs=("other_person", "evidence_linked")),
        Transition("done", "return_action", "accepted"),
        *from_each(("open", "accepted"), "drop_action", "dropped"),
    ),
    shown={
        "open": "open",
        "accepted": "accepted",
        "done": "done",
        "verified": "verified",
        "dropped": "dropped",
    },
    endings=frozenset({"verified", "dropped"}),
)
