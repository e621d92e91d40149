"""The life of an access grant: just in time, with an owner and an end (S1-G02, S2-R10)."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["ACCESS_GRANT"]

ACCESS_GRANT = Machine(
    name="access_grant",
    initial="requested",
    transitions=(
        Transition(BEGINNING, "request_access", "requested"),
        Transition("requested", "approve_access", "approved", needs=("other_person",)),
        Transition("requested", "reject_access", "rejected"),
        *from_each(("requested", "approved"), "withdraw_access", "withdrawn"),
        Transition("approved", "activate_access", "active"),
        # From approved: a grant nobody used in its time does not wait to be misused.
        *from_each(("approved", "active"), "expire_access", "expired"),
        *from_each(("approved", "active"), "revoke_access", "revoked"),
    ),
    shown={
        "requested": "requested",
        "approved": "approved",
        "active": "active",
        "expired": "expired",
        "revoked": "revoked",
        "rejected": "not_granted",
        "withdrawn": "not_granted",
    },
    endings=frozenset({"expired", "revoked", "rejected", "withdrawn"}),
)
