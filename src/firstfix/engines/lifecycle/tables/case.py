"""The life of a case: from the first report to a verified closure (domain.md, "Lives")."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["CASE"]

# Merged and Cancelled may start from any state before Resolved (domain.md, "Gates").
_BEFORE_RESOLVED = ("new", "triaged", "in_progress", "waiting", "restored", "verifying", "reopened")

CASE = Machine(
    name="case",
    initial="new",
    transitions=(
        Transition(BEGINNING, "create_case", "new"),
        Transition("new", "triage_case", "triaged"),
        # A case that comes back may be another fault: it can be triaged anew or taken up at once.
        Transition("reopened", "triage_case", "triaged"),
        *from_each(("triaged", "reopened"), "start_case", "in_progress"),
        # From waiting to waiting: the party waited on changes without a moment of false work between.
        *from_each(
            ("triaged", "in_progress", "waiting", "restored", "verifying", "reopened"), "wait_case", "waiting"
        ),
        # From restored and verifying: the service went down again, or the check did not hold.
        *from_each(("waiting", "restored", "verifying"), "resume_case", "in_progress"),
        # From triaged and waiting: service may come back while nobody works on it.
        *from_each(("triaged", "in_progress", "waiting", "reopened"), "restore_case", "restored"),
        # From in_progress: a remote fix, and a request that never took a service down.
        *from_each(("in_progress", "waiting", "restored"), "verify_case", "verifying"),
        Transition("verifying", "resolve_case", "resolved", needs=("closure_of_case",)),
        # By the customer or a timer; it changes nothing else, so it needs nothing else.
        Transition("resolved", "close_case", "closed"),
        *from_each(("resolved", "closed"), "reopen_case", "reopened"),
        *from_each(_BEFORE_RESOLVED, "merge_case", "merged"),
        *from_each(_BEFORE_RESOLVED, "cancel_case", "cancelled"),
    ),
    shown={
        "new": "new",
        "triaged": "in_progress",
        "in_progress": "in_progress",
        "reopened": "in_progress",
        "waiting": "waiting",
        "restored": "verifying",
        "verifying": "verifying",
        "resolved": "resolved",
        "closed": "closed",
        "merged": "closed",
        "cancelled": "closed",
    },
    endings=frozenset({"closed", "merged", "cancelled"}),
)
