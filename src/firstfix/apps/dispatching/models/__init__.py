"""The tables of dispatching; one file for each kind of thing."""

from firstfix.apps.dispatching.models.assignments import Acceptance, Assignment, Decline, DeclineReason
from firstfix.apps.dispatching.models.plans import PlanCause, PlanDraft, PlanProposal
from firstfix.apps.dispatching.models.presence import Absence, AbsenceKind, OnCallShift, OnCallTier

__all__ = [
    "Absence",
    "AbsenceKind",
    "Acceptance",
    "Assignment",
    "Decline",
    "DeclineReason",
    "OnCallShift",
    "OnCallTier",
    "PlanCause",
    "PlanDraft",
    "PlanProposal",
]
