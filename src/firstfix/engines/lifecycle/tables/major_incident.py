"""The life of a major incident, to the review whose every action has an owner."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["MAJOR_INCIDENT"]

MAJOR_INCIDENT = Machine(
    name="major_incident",
    initial="candidate",
    transitions=(
        Transition(BEGINNING, "propose_major_incident", "candidate"),
        Transition("candidate", "declare_major_incident", "declared"),
        *from_each(("candidate", "declared", "investigating"), "dismiss_major_incident", "dismissed"),
        Transition("declared", "investigate_major_incident", "investigating"),
        Transition("investigating", "identify_major_incident", "identified"),
        # Service is often back before the cause is known.
        *from_each(("declared", "investigating", "identified"), "mitigate_major_incident", "mitigated"),
        Transition("mitigated", "monitor_major_incident", "monitoring"),
        Transition("monitoring", "resolve_major_incident", "resolved"),
        # It came back.
        *from_each(("mitigated", "monitoring", "resolved"), "resume_major_incident", "investigating"),
        Transition("resolved", "review_major_incident", "in_review"),
        Transition("in_review", "finish_major_incident_review", "review_done", needs=("actions_owned",)),
    ),
    shown={
        "candidate": "candidate",
        "declared": "investigating",
        "investigating": "investigating",
        "identified": "investigating",
        "mitigated": "mitigated",
        "monitoring": "mitigated",
        "resolved": "resolved",
        "in_review": "in_review",
        "review_done": "closed",
        "dismissed": "closed",
    },
    endings=frozenset({"review_done", "dismissed"}),
)
