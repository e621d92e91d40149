"""A service target: a promise in time, with the events that start, hold, stop and reopen its clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from firstfix.engines.service_clock.calendar import Calendar

__all__ = ["Role", "Target", "TargetKind"]


class TargetKind(StrEnum):
    """What is promised (domain.md, "service target")."""

    ACKNOWLEDGE = "acknowledge"
    RESPOND = "respond"
    ARRIVE = "arrive"
    RESTORE = "restore"
    RESOLVE = "resolve"


class Role(StrEnum):
    """What an event kind does to the clock of a target."""

    START = "start"
    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"
    REOPEN = "reopen"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Target:
    """A promise of ``minutes`` of open time on ``calendar``, and the event kinds that drive its clock.

    ``pause_on`` maps an event kind to the reason it pauses for; only reasons in
    ``allowed_pause_reasons`` stop the clock. After a stop, ``reopen_on`` kinds go on with what was used;
    ``restart_on`` kinds begin again at zero. ``ValueError`` when the minutes are not positive, when
    nothing starts or stops the clock, or when one event kind has two roles.
    """

    kind: TargetKind
    minutes: int
    calendar: Calendar
    name: str
    start_on: frozenset[str]
    stop_on: frozenset[str]
    pause_on: Mapping[str, str] = field(default_factory=dict)
    resume_on: frozenset[str] = frozenset()
    allowed_pause_reasons: frozenset[str] = frozenset()
    reopen_on: frozenset[str] = frozenset()
    restart_on: frozenset[str] = frozenset()
    roles: Mapping[str, Role] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if type(self.minutes) is not int or self.minutes <= 0:
            raise ValueError(
                f"minutes of target {self.name!r} must be a positive whole number: {self.minutes!r}."
            )
        if not self.start_on or not self.stop_on:
            raise ValueError(
                f"Target {self.name!r} needs events that start its clock and events that stop it."
            )
        object.__setattr__(self, "kind", TargetKind(self.kind))
        object.__setattr__(self, "pause_on", MappingProxyType(dict(self.pause_on)))
        object.__setattr__(self, "roles", MappingProxyType(self._checked_roles()))

    def __hash__(self) -> int:
        return hash((self.kind, self.minutes, self.calendar, self.name))

    def __reduce__(self) -> tuple[type[Target], tuple[Any, ...]]:
        """Pickle what the constructor takes: engine work runs in child processes too."""
        given = (getattr(self, part.name) for part in fields(self) if part.init)
        return Target, tuple(dict(part) if isinstance(part, MappingProxyType) else part for part in given)

    def _checked_roles(self) -> dict[str, Role]:
        kinds_by_role = {
            Role.START: self.start_on,
            Role.STOP: self.stop_on,
            Role.PAUSE: self.pause_on,
            Role.RESUME: self.resume_on,
            Role.REOPEN: self.reopen_on,
            Role.RESTART: self.restart_on,
        }
        roles: dict[str, Role] = {}
        for role, kinds in kinds_by_role.items():
            for kind in kinds:
                if other := roles.get(kind):
                    raise ValueError(
                        f"Target {self.name!r} uses event {kind!r} twice: to {other} and to {role}."
                    )
                roles[kind] = role
        return roles
