"""What a command body gets to work with: the circumstances, and where to leave its traces."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from firstfix.engines.verdict import Verdict
from firstfix.kernel.commands.context import CommandContext
from firstfix.kernel.commands.subjects import see
from firstfix.kernel.identity.actor import Actor
from firstfix.kernel.ids import derived_id

__all__ = ["Override", "Work"]


@dataclass(frozen=True, slots=True)
class Override:
    """A gate that a right went round: which gate, what was missing, and why."""

    gate: str
    missing: tuple[str, ...]
    because: str


@dataclass(slots=True)
class Work:
    """One command while it is carried out.

    ``now`` is the server's time of receipt; ``at`` the time that counts for what was recorded
    (the device's, where it is plausible). ``subject_id`` is the id of the subject; for a creating
    command it is derived from the command id, so a replay makes nothing new.
    """

    context: CommandContext
    now: datetime
    at: datetime
    subject_type: str
    subject_id: UUID
    target_state: str | None = None
    verdicts: dict[str, Verdict | None] = field(default_factory=dict)
    overrides: list[Override] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    events: list[Any] = field(default_factory=list)
    touched: dict[tuple[str, UUID], tuple[str, ...]] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """Give who gave the command."""
        return self.context.actor

    def see(self, noun: str, subject_id: UUID) -> Any:
        """Give another subject if the actor may see it; raises Refused (not visible) otherwise."""
        return see(self.actor, noun, subject_id)

    def new_id(self, name: str) -> UUID:
        """Give the id for a row that this command makes; the same command makes the same id again."""
        return derived_id(self.context.command_id, name)

    def emit(self, event: Any) -> None:
        """Announce ``event`` (a past-tense frozen dataclass) once the command is committed."""
        self.events.append(event)

    def note(self, **facts: str | int | bool | None) -> None:
        """Add codes and ids to the ledger row; never names or free text."""
        self.facts.update(facts)

    def touch(self, noun: str, subject_id: UUID, *, edited: tuple[str, ...] = ()) -> None:
        """Link the command into another subject's chain too."""
        known = self.touched.get((noun, subject_id), ())
        self.touched[noun, subject_id] = tuple(dict.fromkeys((*known, *edited)))
