"""What happens to evidence that others may react to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

__all__ = ["ContentErased", "EvidenceAdded", "EvidenceLinked", "EvidenceRedacted"]


@dataclass(frozen=True, slots=True)
class ContentErased:
    """Files and words of a case outlived their time and were erased; the bytes are still to be cleared."""

    case_id: UUID
    erasure_id: UUID


@dataclass(frozen=True, slots=True)
class EvidenceAdded:
    """A file or a value was taken in as evidence."""

    evidence_id: UUID
    case_id: UUID | None
    kind: str
    purpose: str


@dataclass(frozen=True, slots=True)
class EvidenceLinked:
    """Evidence was said to speak for, against, or about a subject."""

    evidence_id: UUID
    subject_type: str
    subject_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class EvidenceRedacted:
    """Evidence was looked through for secrets and personal data; ``state`` says what came of it."""

    evidence_id: UUID
    state: str
