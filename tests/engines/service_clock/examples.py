"""Calendars, targets and events that the tests of the service clock read like sentences with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from firstfix.engines.service_clock import (
    Calendar,
    ClockEvent,
    ClockReading,
    Target,
    read_clock,
    week_from_text,
)

BERLIN = ZoneInfo("Europe/Berlin")

# Monday 2026-03-02 is the day most tests play on.
MONDAY = date(2026, 3, 2)

OFFICE = Calendar("Europe/Berlin", week_from_text({"mon-fri": "08:00-12:00 13:00-17:00"}))

RESTORE = Target(
    kind="restore",
    minutes=240,
    calendar=OFFICE,
    name="P1 restore",
    start_on=frozenset({"opened"}),
    stop_on=frozenset({"restored"}),
    pause_on={"change_awaited": "customer_change", "access_awaited": "access", "vendor_awaited": "vendor"},
    resume_on=frozenset({"wait_ended"}),
    allowed_pause_reasons=frozenset({"customer_change", "access"}),
    reopen_on=frozenset({"reopened"}),
    restart_on=frozenset({"began_anew"}),
)


def berlin(text: str) -> datetime:
    """Give ``"03-02 08:00"`` of 2026 (or a whole date) as Berlin time."""
    return datetime.fromisoformat(text if len(text) > 14 else f"2026-{text}").replace(tzinfo=BERLIN)


def shown(at: datetime | None) -> str | None:
    """Give a time the way :func:`berlin` reads it."""
    return None if at is None else at.astimezone(BERLIN).strftime("%m-%d %H:%M")


def told(*lines: str) -> list[ClockEvent]:
    """Give events from lines such as ``"03-02 09:00 change_awaited customer"``, with ids in their order."""
    return [_event(place, *line.split()) for place, line in enumerate(lines)]


def read(*lines: str, now: str, target: Target = RESTORE) -> ClockReading:
    """Give the reading of ``target`` over told lines."""
    return read_clock(target, told(*lines), berlin(now))


def with_limit(minutes: int) -> Target:
    """Give the restore target with other minutes."""
    return replace(RESTORE, minutes=minutes)


def _event(place: int, day: str, hour: str, kind: str, by: str = "us", reason: str = "") -> ClockEvent:
    return ClockEvent(kind, berlin(f"{day} {hour}"), by, id=f"{place:02d}", reason=reason)
