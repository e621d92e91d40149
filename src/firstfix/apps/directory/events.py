"""What happens in the directory that others may react to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

__all__ = ["ReferenceChanged", "RoleGranted", "RoleRevoked"]


@dataclass(frozen=True, slots=True)
class ReferenceChanged:
    """A row of reference data (a site, a skill, a calendar, a contract) was made or changed."""

    subject_type: str
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class RoleGranted:
    """A person was given a role."""

    grant_id: UUID
    person_id: UUID
    role: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoleRevoked:
    """A role was taken back before it expired; the person's sessions must end."""

    grant_id: UUID
    person_id: UUID
    role: str
