"""The life of a return to the vendor (RMA); being overdue is a question to the dates, not a state."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["RMA"]

_SETTLED = ("replaced", "repaired", "credited", "scrapped", "sent_back", "lost")

RMA = Machine(
    name="rma",
    initial="requested",
    transitions=(
        Transition(BEGINNING, "request_rma", "requested"),
        Transition("requested", "authorise_rma", "authorised"),
        Transition("requested", "reject_rma", "rejected"),
        *from_each(("requested", "authorised"), "cancel_rma", "cancelled"),
        # A data-bearing part leaves only with its sanitisation on record (S1-F22).
        Transition("authorised", "ship_rma", "shipped", needs=("media_sanitised",)),
        Transition("shipped", "receive_rma", "received"),
        Transition("shipped", "report_lost_rma", "lost"),
        Transition("received", "diagnose_rma", "diagnosed"),
        Transition("diagnosed", "replace_rma", "replaced"),
        Transition("diagnosed", "repair_rma", "repaired"),
        Transition("diagnosed", "credit_rma", "credited"),
        Transition("diagnosed", "scrap_rma", "scrapped"),
        # No fault found, or no warranty: the same unit comes back.
        Transition("diagnosed", "send_back_rma", "sent_back"),
        *from_each(_SETTLED, "close_rma", "closed"),
    ),
    shown={
        "requested": "requested",
        "authorised": "authorised",
        "shipped": "shipped",
        "received": "with_vendor",
        "diagnosed": "with_vendor",
        **dict.fromkeys(_SETTLED, "settled"),
        "closed": "closed",
        "rejected": "closed",
        "cancelled": "closed",
    },
    endings=frozenset({"closed", "rejected", "cancelled"}),
)
