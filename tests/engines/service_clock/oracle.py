"""A second judge for service clocks, obvious and slow: it walks the time and looks at the wall clock.

It shares no code with the engine: no intervals, no sums by subtraction, no search. It converts every
minute of UTC to the zone's wall clock, asks whether that time lies in a window of that date, and counts;
inside a minute in which something happens it counts second by second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class PlainCalendar:
    zone: str
    week: Mapping[int, Pairs]
    holidays: frozenset[date]
    exceptions: Mapping[date, Pairs]


@dataclass(frozen=True)
class PlainTarget:
    limit: int
    pause_on: Mapping[str, str]
    allowed: frozenset[str]


@dataclass(frozen=True)
class PlainEvent:
    kind: str
    second: int
    by: str
    id: str
    reason: str


def wall_clock(zone: str, first: int, minute_count: int) -> list[tuple[date, int]]:
    """Give local date and minute of the day for every minute of UTC from ``first``."""
    rules = ZoneInfo(zone)
    shown = (
        datetime.fromtimestamp(second, UTC).astimezone(rules)
        for second in range(first, first + minute_count * 60, 60)
    )
    return [(local.date(), local.hour * 60 + local.minute) for local in shown]


def open_minutes(calendar: PlainCalendar, wall: list[tuple[date, int]]) -> list[bool]:
    """Give for every minute of ``wall`` whether the calendar is open in it."""
    painted = {day: _painted(calendar, day) for day in {day for day, _ in wall}}
    return [painted[day][minute] for day, minute in wall]


def _painted(calendar: PlainCalendar, day: date) -> list[bool]:
    """Give all 1440 minutes of a date, each true where a window lies over it."""
    if day in calendar.exceptions:
        windows = calendar.exceptions[day]
    elif day in calendar.holidays:
        windows = ()
    else:
        windows = calendar.week.get(day.weekday(), ())
    minutes = [False] * 1440
    for start, end in windows:
        for minute in range(start, end):
            minutes[minute] = True
    return minutes


@dataclass
class Wait:
    by: str
    reason: str
    since: int
    until: int | None = None
    seconds: int = 0
    service_seconds: int = 0


@dataclass
class Walk:
    """A clock that is carried through time one step after the other."""

    target: PlainTarget
    first: int
    is_open_at: list[bool]
    started: int | None = None
    stopped: int | None = None
    was_held_at_stop: bool = False
    used: int = 0
    paused: int = 0
    breached: int | None = None
    waits: list[Wait] = field(default_factory=list)
    rounds: list[tuple[int, int, int, int | None]] = field(default_factory=list)

    def run(self, events: list[PlainEvent], now: int) -> None:
        """Carry the clock from its first minute to ``now``, taking each event when its second comes."""
        waiting = sorted((event for event in events if event.second <= now), key=_order)
        second = self.first
        for event in waiting:
            self._carry(second, event.second)
            self.take(event)
            second = event.second
        self._carry(second, now)

    def take(self, event: PlainEvent) -> None:
        match event.kind:
            case "start":
                if self.started is None:
                    self._begin(event.second)
            case "restart":
                self._restart(event.second)
            case "stop":
                self._stop(event.second)
            case "reopen":
                self.stopped = None
            case "resume":
                self._resume(event)
            case _:
                self._wait(event)

    def _restart(self, second: int) -> None:
        if self.started is not None and second > self.started:
            ended = second if self.stopped is None else self.stopped
            self.rounds.append((self.started, ended, self.used, self.breached))
            self._begin(second)

    def _stop(self, second: int) -> None:
        if self.started is not None and self.stopped is None:
            self.stopped = second
            self.was_held_at_stop = self.is_held()
            for wait in self.lasting():
                wait.until = second

    def _resume(self, event: PlainEvent) -> None:
        for wait in self.lasting():
            is_theirs = event.by in ("everyone", wait.by)
            if is_theirs and event.reason in ("", wait.reason):
                wait.until = event.second

    def _wait(self, event: PlainEvent) -> None:
        if event.kind not in self.target.pause_on or self.stopped is not None:
            return
        reason = event.reason or self.target.pause_on[event.kind]
        if not any(wait.by == event.by and wait.reason == reason for wait in self.lasting()):
            self.waits.append(Wait(event.by, reason, event.second))

    def lasting(self) -> list[Wait]:
        return [wait for wait in self.waits if wait.until is None]

    def is_held(self) -> bool:
        return any(wait.reason in self.target.allowed for wait in self.lasting())

    def due_from(self, second: int) -> int | None:
        """Give the second at which the target is used up if the clock runs on; None if unknown."""
        left = self.target.limit - self.used
        while left > 0:
            minute = (second - self.first) // 60
            if minute >= len(self.is_open_at):
                return None
            is_open = self.is_open_at[minute]
            step = 60 if second % 60 == 0 and (left >= 60 or not is_open) else 1
            left -= step if is_open else 0
            second += step
        return second

    def _begin(self, second: int) -> None:
        self.started, self.stopped, self.breached = second, None, None
        self.used = self.paused = 0
        self.waits = [Wait(wait.by, wait.reason, second) for wait in self.lasting()]

    def _carry(self, second: int, until: int) -> None:
        """Count step by step, whole minutes where nothing can change inside them, else seconds."""
        if self.started is None or self.stopped is not None:
            return
        lasting, is_held = self.lasting(), self.is_held()
        while second < until:
            is_open = self.is_open_at[(second - self.first) // 60]
            is_last_minute = is_open and not is_held and 0 < self.target.limit - self.used < 60
            step = 60 if second % 60 == 0 and until - second >= 60 and not is_last_minute else 1
            served = step if is_open else 0
            if is_held:
                self.paused += served
            else:
                if self.used >= self.target.limit and self.breached is None:
                    self.breached = second
                self.used += served
            for wait in lasting:
                wait.seconds += step
                wait.service_seconds += served
            second += step


def _order(event: PlainEvent) -> tuple[int, bool, str, str, str, str]:
    return event.second, event.kind != "start", event.id, event.kind, event.by, event.reason
