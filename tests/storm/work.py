"""What one sequence knows of its case while it goes on."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from firstfix.kernel.commands import find_command
from tests.storm.ground import Ground
from tests.storm.paths import Move, Told

__all__ = ["Work"]

# The noun that a command makes, and what is remembered of it.
_MADE_BY = {
    "create_case": "case",
    "create_work_order": "work_order",
    "propose_visit": "visit",
    "request_part": "reservation",
    "propose_hypothesis": "hypothesis",
    "create_change": "change",
    "request_approval": "approval_request",
    "add_evidence": "evidence_item",
}


@dataclass
class Work:
    """One case on the ground: its kind, the ids of what was made for it, the time, a link to it."""

    ground: Ground
    dice: Random
    kind: str
    severity: int
    moment: datetime
    is_guarded: bool = False
    ids: dict[str, UUID] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)
    sent: list[Move] = field(default_factory=list)
    link: str = ""

    @property
    def site_id(self) -> str:
        """Give the site that the work is at."""
        place = self.ground.guarded if self.is_guarded else self.ground.region.site
        return str(place.pk)

    @property
    def depot_id(self) -> str:
        """Give the depot that parts come from and go back to."""
        return str(self.ground.region.depot.pk)

    def id_of(self, noun: str) -> str | None:
        """Give the id of what was made last of this noun, as text."""
        return str(self.ids[noun]) if noun in self.ids else None

    def after(self, **span: float) -> str:
        """Give the time so much later than now, as text."""
        return (self.moment + timedelta(**span)).isoformat()

    def fork(self, seed: int) -> Work:
        """Give a copy that goes its own way from here."""
        other = copy(self)
        other.dice, other.ids, other.checks = Random(seed), dict(self.ids), dict(self.checks)
        other.sent = list(self.sent)
        return other

    def move(self, command: str, who: str, /, **fields: Any) -> Move | None:
        """Give the command on what was made last of its noun, or None where there is none of it yet."""
        spec = find_command(command).spec  # type: ignore[union-attr]
        given = {name: value(self) if callable(value) else value for name, value in fields.items()}
        subject_id = given.pop("subject", None) or self.ids.get(spec.on)
        if not spec.creates and subject_id is None:
            return None
        said = {name: value for name, value in given.items() if value is not None}
        return Move(command, who, None if spec.creates else UUID(str(subject_id)), said)

    def learn(self, move: Move, told: Told) -> None:
        """Remember what a command made."""
        if not told.is_done or told.subject_id is None:
            return
        self.sent.append(move)
        if move.command in _MADE_BY:
            self.ids[_MADE_BY[move.command]] = told.subject_id
        if move.command == "start_checklist":
            self.checks = dict(told.result["checks"])
        if move.command == "add_evidence" and move.fields.get("has_passed") is False:
            self.ids["failure"] = told.subject_id
