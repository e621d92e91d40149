"""The life of an approval request."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["APPROVAL_REQUEST"]

APPROVAL_REQUEST = Machine(
    name="approval_request",
    initial="requested",
    transitions=(
        Transition(BEGINNING, "request_approval", "requested"),
        # Nobody decides what they asked for themselves (S1-G02); whoever needs it no longer withdraws it.
        Transition("requested", "grant_approval", "granted", needs=("other_person",)),
        Transition("requested", "reject_approval", "rejected", needs=("other_person",)),
        Transition("requested", "withdraw_approval", "withdrawn"),
        # An approval may have an end (S1-R10); an unanswered request ends too; asking again is a new one.
        *from_each(("requested", "granted"), "expire_approval", "expired"),
        Transition("granted", "revoke_approval", "revoked"),
    ),
    shown={
        "requested": "requested",
        "granted": "granted",
        "rejected": "rejected",
        "withdrawn": "withdrawn",
        "expired": "expired",
        "revoked": "revoked",
    },
    endings=frozenset({"granted", "rejected", "withdrawn", "expired", "revoked"}),
)
