"""What happens to cases that others may react to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

__all__ = [
    "ApprovalDecided",
    "ApprovalRequested",
    "CaseChanged",
    "CaseCreated",
    "CaseReopened",
    "CaseResolved",
    "CaseTriaged",
    "ClockBreached",
    "CommitmentMade",
    "EngineeringRequested",
    "HandOverAnswered",
    "HandOverOffered",
    "MessageQuarantined",
    "MessageReceived",
    "MessageWritten",
    "OwnerChanged",
    "PolicyEnacted",
    "QuarantinedAccepted",
    "SeverityProposed",
    "SwarmEnded",
    "SwarmStarted",
]


@dataclass(frozen=True, slots=True)
class CaseCreated:
    """A case was opened, by whatever channel."""

    case_id: UUID
    channel: str


@dataclass(frozen=True, slots=True)
class CaseChanged:
    """A case reached another state of its life."""

    case_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class SeverityProposed:
    """The criteria or a person recommended a severity; nothing was set."""

    case_id: UUID
    proposal_id: UUID
    severity: int


@dataclass(frozen=True, slots=True)
class CaseTriaged:
    """A person set severity and priority; the case's targets follow from the priority."""

    case_id: UUID
    severity: int
    priority: int


@dataclass(frozen=True, slots=True)
class QuarantinedAccepted:
    """Kept mail became a message of a case; its files are still to be filed."""

    quarantined_id: UUID
    case_id: UUID
    message_id: UUID


@dataclass(frozen=True, slots=True)
class OwnerChanged:
    """Another person answers for the case from now on."""

    case_id: UUID
    from_person_id: UUID
    to_person_id: UUID


@dataclass(frozen=True, slots=True)
class HandOverOffered:
    """An owner offered a case to somebody, who has to answer."""

    hand_over_id: UUID
    case_id: UUID
    to_person_id: UUID


@dataclass(frozen=True, slots=True)
class HandOverAnswered:
    """The receiver accepted or returned a case, or its owner withdrew the offer."""

    hand_over_id: UUID
    case_id: UUID
    result: str


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """The customer or another outside party wrote; it stands in the case."""

    message_id: UUID
    case_id: UUID


@dataclass(frozen=True, slots=True)
class MessageWritten:
    """One of us wrote in the case; what is public is to be sent."""

    message_id: UUID
    case_id: UUID
    visibility: str


@dataclass(frozen=True, slots=True)
class MessageQuarantined:
    """Mail came that belongs to no case; a person has to look at it."""

    quarantined_message_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class ApprovalRequested:
    """Somebody asked for a decision that they may not take alone."""

    approval_request_id: UUID
    kind: str
    asked_of_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ApprovalDecided:
    """An approval was granted, rejected, revoked, withdrawn, or it expired: see ``state``."""

    approval_request_id: UUID
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class CommitmentMade:
    """Something was promised to somebody, by a time."""

    commitment_id: UUID
    case_id: UUID
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ClockBreached:
    """A service target's time ran out."""

    case_id: UUID
    target_clock_id: UUID
    kind: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class CaseResolved:
    """A case passed the closure gate."""

    case_id: UUID
    closure_id: UUID


@dataclass(frozen=True, slots=True)
class CaseReopened:
    """A resolved or closed case came back."""

    case_id: UUID
    reopen_count: int


@dataclass(frozen=True, slots=True)
class SwarmStarted:
    """People of several teams began to look at a case together."""

    swarm_id: UUID
    case_id: UUID


@dataclass(frozen=True, slots=True)
class EngineeringRequested:
    """A swarm asked an engineering team to come."""

    swarm_id: UUID
    case_id: UUID
    team_id: UUID


@dataclass(frozen=True, slots=True)
class SwarmEnded:
    """A swarm ended; what came of it stands in the swarm."""

    swarm_id: UUID
    case_id: UUID


@dataclass(frozen=True, slots=True)
class PolicyEnacted:
    """A version of a policy is in force; the one before it is to end."""

    policy_version_id: UUID
    area: str
    number: int
