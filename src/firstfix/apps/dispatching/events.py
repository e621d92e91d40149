"""What happens to the plan that others may react to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

__all__ = [
    "AbsenceNoted",
    "AssignmentAccepted",
    "AssignmentDeclined",
    "AssignmentReleased",
    "PlanDiscarded",
    "PlanFailed",
    "PlanKept",
    "PlanPublished",
    "PlanRequested",
    "VisitAssigned",
]


@dataclass(frozen=True, slots=True)
class VisitAssigned:
    """An engineer was given a visit and has to answer."""

    assignment_id: UUID
    visit_id: UUID
    engineer_id: UUID


@dataclass(frozen=True, slots=True)
class AssignmentAccepted:
    """The engineer accepted."""

    assignment_id: UUID
    visit_id: UUID
    engineer_id: UUID


@dataclass(frozen=True, slots=True)
class AssignmentDeclined:
    """The engineer declined; the visit needs somebody else."""

    assignment_id: UUID
    visit_id: UUID
    engineer_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class AssignmentReleased:
    """The engineer's time is free again: the visit moved, went to somebody else, or is over."""

    assignment_id: UUID
    visit_id: UUID
    engineer_id: UUID


@dataclass(frozen=True, slots=True)
class AbsenceNoted:
    """Somebody will be away; what was planned for them needs a look."""

    absence_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class PlanRequested:
    """Somebody asked for a plan, and the worker computes it."""

    proposal_id: UUID


@dataclass(frozen=True, slots=True)
class PlanKept:
    """The search is over, and there is a plan to look at."""

    proposal_id: UUID


@dataclass(frozen=True, slots=True)
class PlanFailed:
    """There is no plan, and the proposal says why."""

    proposal_id: UUID


@dataclass(frozen=True, slots=True)
class PlanDiscarded:
    """A proposal was laid aside."""

    proposal_id: UUID


@dataclass(frozen=True, slots=True)
class PlanPublished:
    """A proposal became the plan: so many visits were given to engineers, moved, or taken back."""

    proposal_id: UUID
    changed_count: int
