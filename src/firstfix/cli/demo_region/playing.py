"""Play one story of the demo: every step is a command of the person who would give it, at its own time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zlib import crc32
from zoneinfo import ZoneInfo

from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.visits.models import TimeEntry
from firstfix.cli.demo_region import people
from firstfix.cli.demo_region.ground import COUNTRIES, Customer
from firstfix.cli.demo_region.making import give
from firstfix.cli.demo_region.people import Member
from firstfix.kernel import clock
from firstfix.kernel.commands import Channel, Command, Done
from firstfix.kernel.identity import Actor

__all__ = ["TRAVEL_MINUTES", "Play", "TooEarly", "free_slot"]

# How long the demo's engineers drive; the region is about two hours across.
TRAVEL_MINUTES = 35
_SPECIALISTS = ("samira", "paul", "samira", "viktor")
_SLOTS = ((8, 30), (10, 45), (13, 15), (15, 15))
_DAYS_AHEAD = 12


class TooEarly(RuntimeError):
    """A step of a story would lie in the future; its times in the table are wrong."""


@dataclass
class Play:
    """One story being played: about what, who comes, when, and what was made so far.

    ``at`` is the time of the next step; it only moves on. ``until`` is the present, which no step may
    pass. ``made`` holds the ids of what the steps made, by a short name.
    """

    key: str
    kind: str
    story: Mapping[str, Any]
    customer: Customer
    site: UUID
    asset: UUID
    opened_at: datetime
    until: datetime
    member: Member | None = None
    visit_at: datetime | None = None
    at: datetime = field(init=False)
    made: dict[str, UUID] = field(default_factory=dict)
    step_count: int = 0

    def __post_init__(self) -> None:
        self.at = self.opened_at

    def do(
        self,
        who: str,
        command: Command,
        *subject: UUID,
        channel: Channel = Channel.PAGE,
        after_minutes: int = 2,
        **given: Any,
    ) -> Done:
        """Let a person give a command so many minutes after the step before; raises Refusing."""
        self.at += timedelta(minutes=after_minutes)
        if self.at > self.until:
            raise TooEarly(f"{self.key}: {command.spec.name} at {self.at:%Y-%m-%d %H:%M}")
        self.step_count += 1
        with clock.frozen_at(self.at):
            actor, name = _actor(who), f"{self.key}:{self.step_count}"
            return give(command, actor, name, *subject, channel=channel, **given)

    def make(self, name: str, who: str, command: Command, **given: Any) -> UUID:
        """Give the id of what a creating command makes, and keep it under ``name``."""
        self.made[name] = self.do(who, command, **given).subject_id
        return self.made[name]

    def on_site(self, command: Command, *subject: UUID, after_minutes: int = 2, **given: Any) -> Done:
        """Let the engineer give a command over the phone."""
        who = self.engineer.code
        return self.do(who, command, *subject, channel=Channel.PHONE, after_minutes=after_minutes, **given)

    def wait_until(self, moment: datetime) -> None:
        """Let nothing happen before ``moment``."""
        self.at = max(self.at, moment)

    @property
    def specialist(self) -> str:
        """Give the code of who takes the case; by its key, so that it stays the same person."""
        return _SPECIALISTS[crc32(self.key.encode()) % len(_SPECIALISTS)]

    @property
    def engineer(self) -> Member:
        """Give who goes to the site."""
        assert self.member is not None, f"{self.key} has no engineer"
        return self.member

    @property
    def starts_at(self) -> datetime:
        """Give when the visit is to begin."""
        assert self.visit_at is not None, f"{self.key} has no visit"
        return self.visit_at

    @property
    def ends_at(self) -> datetime:
        """Give when the visit is to end."""
        return self.starts_at + timedelta(minutes=max(self.story["minutes"] + 30, 60))

    @property
    def skills(self) -> tuple[str, ...]:
        """Give what the engineer has to hold."""
        family = self.story["family"]
        return (family, "electrical") if family == "power" else (family,)

    @property
    def contact(self) -> str:
        """Give the code of the customer's contact."""
        return people.contact_of(self.customer)

    @property
    def contact_name(self) -> str:
        """Give the name of the customer's contact."""
        return people.CONTACTS[self.customer.code][0]


def free_slot(play: Play, anchor: datetime, after: datetime) -> tuple[Member, datetime]:
    """Give an engineer with the skills, and a time on a working day after ``after`` that is free."""
    zone = ZoneInfo(COUNTRIES[play.customer.country])
    first_day = after.astimezone(zone).date()
    for ahead in range(1, _DAYS_AHEAD):
        day = first_day + timedelta(days=ahead)
        for hour, minute in _SLOTS if day.weekday() < 5 else ():
            start = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)
            for member in people.engineers_for(play.skills, play.customer.country, day, anchor):
                if _is_free(member, start, play.story["minutes"]):
                    return member, start
    raise TooEarly(f"{play.key}: nobody is free within {_DAYS_AHEAD} days of {first_day}")


def _is_free(member: Member, start: datetime, minutes: int) -> bool:
    person = people.person_id(member.code)
    leave_at, end_at = start - timedelta(minutes=TRAVEL_MINUTES), start + timedelta(minutes=minutes + 30)
    held = Assignment.objects.holding().filter(engineer=person).overlapping(leave_at, end_at)
    # Whoever's clock runs is at work in the present; a story of the past must not stop it.
    is_at_work = TimeEntry.objects.running().filter(person=person).exists()
    return not held.exists() and not is_at_work


@cache
def _actor(code: str) -> Actor:
    return people.actor(code)
