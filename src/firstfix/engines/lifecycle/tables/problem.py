"""The life of a problem: from recurring incidents to a fix that held for its window."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["PROBLEM"]

PROBLEM = Machine(
    name="problem",
    initial="logged",
    transitions=(
        Transition(BEGINNING, "log_problem", "logged"),
        Transition("logged", "investigate_problem", "investigating"),
        # Root-cause reasoning under ambiguity is confirmed by a person (S2-Z04).
        Transition(
            "investigating",
            "confirm_root_cause",
            "root_cause_confirmed",
            needs=("named_person", "evidence_linked"),
        ),
        Transition("root_cause_confirmed", "record_known_error", "known_error"),
        *from_each(("root_cause_confirmed", "known_error"), "plan_problem_fix", "fix_planned"),
        Transition("fix_planned", "fix_problem", "fixed"),
        Transition("fixed", "verify_problem", "verified", needs=("recurrence_window_elapsed",)),
        Transition("verified", "close_problem", "closed"),
        # A known error may stay for good: that is a decision with an approval, not a silence.
        Transition("known_error", "accept_problem", "accepted", needs=("approval_recorded",)),
        *from_each(("logged", "investigating"), "abandon_problem", "abandoned"),
        *from_each(
            (
                "root_cause_confirmed",
                "known_error",
                "fix_planned",
                "fixed",
                "verified",
                "closed",
                "accepted",
                "abandoned",
            ),
            "reopen_problem",
            "investigating",
        ),
    ),
    shown={
        "logged": "logged",
        "investigating": "investigating",
        "root_cause_confirmed": "known_error",
        "known_error": "known_error",
        "fix_planned": "fix_planned",
        "fixed": "fixed",
        "verified": "closed",
        "closed": "closed",
        "accepted": "closed",
        "abandoned": "closed",
    },
    endings=frozenset({"closed", "accepted", "abandoned"}),
)
