"""Who gives a command, from where, and as of when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from firstfix.kernel.identity.actor import Actor
from firstfix.kernel.ids import derived_id, new_id

__all__ = ["Channel", "CommandContext", "Done"]


class Channel(StrEnum):
    """The edge through which a command came; gates are the same on all of them."""

    PAGE = "page"
    API = "api"
    CLI = "cli"
    PHONE = "phone"
    MAIL = "mail"
    WEBHOOK = "webhook"
    IMPORT = "import"
    JOB = "job"
    REACTION = "reaction"


@dataclass(frozen=True, slots=True)
class CommandContext:
    """The circumstances of one command.

    ``command_id`` is the idempotency key: the same id with the same payload answers again what was
    answered before. ``seen_version`` is the version of the subject that the person looked at.
    ``device_at`` is the device's own time and counts only where it lies between the device's last
    contact (``last_contact_at``) and now; otherwise the server's time counts.
    """

    actor: Actor
    command_id: UUID = field(default_factory=new_id)
    channel: Channel = Channel.PAGE
    seen_version: int | None = None
    on_behalf_of: UUID | None = None
    device_id: str | None = None
    device_at: datetime | None = None
    last_contact_at: datetime | None = None

    def at(self, received_at: datetime) -> datetime:
        """Give the time that counts for what was recorded (domain.md, "Lives", late commands)."""
        if self.device_at is None or self.last_contact_at is None:
            return received_at
        is_plausible = self.last_contact_at <= self.device_at <= received_at
        return self.device_at if is_plausible else received_at

    def following(self, name: str) -> CommandContext:
        """Give the context of a consequence: its id is derived, so doing it twice is harmless."""
        return replace(self, command_id=derived_id(self.command_id, name), seen_version=None)


@dataclass(frozen=True, slots=True)
class Done:
    """What a successful command answers: the subject's new version, and the ids that it made."""

    command: str
    command_id: UUID
    subject_type: str
    subject_id: UUID
    version: int
    at: datetime
    result: dict[str, Any] = field(default_factory=dict)
    is_replay: bool = False
