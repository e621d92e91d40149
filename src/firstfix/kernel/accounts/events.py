"""What happened to accounts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

__all__ = ["AccountDisabled", "AccountSecurityChanged", "PersonInvited"]


@dataclass(frozen=True, slots=True)
class PersonInvited:
    """Somebody got an account that waits for its owner."""

    user_id: UUID
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class AccountSecurityChanged:
    """How an account is opened changed; its owner is told (ASVS 5.0 6.3.6). ``what`` is a command's name."""

    user_id: UUID
    what: str


@dataclass(frozen=True, slots=True)
class AccountDisabled:
    """An account was closed; its sessions and tokens ended with it."""

    user_id: UUID
