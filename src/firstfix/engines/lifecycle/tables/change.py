"""The life of a change: approved, in its window, with a way back (S1-D03, S1-F13, S1-F16)."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["CHANGE"]

_BEFORE_START = ("draft", "assessed", "approved", "scheduled", "pre_checked")

CHANGE = Machine(
    name="change",
    initial="draft",
    transitions=(
        Transition(BEGINNING, "create_change", "draft"),
        Transition("draft", "assess_change", "assessed"),
        Transition("assessed", "approve_change", "approved", needs=("other_person", "rollback_plan")),
        Transition("assessed", "reject_change", "rejected"),
        # What is edited after approval must be approved again.
        *from_each(
            ("assessed", "approved", "rejected", "scheduled", "pre_checked"), "revise_change", "draft"
        ),
        # From scheduled and pre_checked: the window moves, and the checks before it are done again.
        *from_each(("approved", "scheduled", "pre_checked"), "schedule_change", "scheduled"),
        Transition("scheduled", "precheck_change", "pre_checked"),
        Transition("pre_checked", "execute_change", "executing", needs=("change_may_start",)),
        # The emergency path: the reason now, the approval afterwards, the review always (S1-F16).
        *from_each(_BEFORE_START, "execute_emergency_change", "executing", needs=("emergency_basis",)),
        Transition("executing", "postcheck_change", "post_checked"),
        Transition(
            "post_checked", "finish_change", "successful", needs=("post_checks_pass", "change_matches")
        ),
        # Going back is never refused; what it needs is asked at the review.
        *from_each(("executing", "post_checked", "successful", "failed"), "roll_back_change", "rolled_back"),
        *from_each(("executing", "post_checked"), "fail_change", "failed"),
        *from_each(("successful", "failed"), "review_change", "reviewed", needs=("approval_recorded",)),
        Transition(
            "rolled_back", "review_change", "reviewed", needs=("approval_recorded", "post_rollback_check")
        ),
        *from_each((*_BEFORE_START, "rejected"), "cancel_change", "cancelled"),
    ),
    shown={
        "draft": "draft",
        "assessed": "draft",
        "rejected": "draft",
        "approved": "approved",
        "scheduled": "scheduled",
        "pre_checked": "scheduled",
        "executing": "executing",
        "post_checked": "executing",
        "successful": "finished",
        "rolled_back": "finished",
        "failed": "finished",
        "reviewed": "closed",
        "cancelled": "closed",
    },
    endings=frozenset({"reviewed", "cancelled"}),
)
