"""Questions to one calendar: add service time, measure it, find the next opening."""

from __future__ import annotations

from datetime import datetime

from firstfix.engines.service_clock.calendar import Calendar
from firstfix.engines.service_clock.moments import moment_of, second_of
from firstfix.engines.service_clock.timeline import timeline_of

__all__ = [
    "add_service_minutes",
    "is_open",
    "next_open",
    "open_intervals",
    "service_minutes_between",
    "service_seconds_between",
]


def add_service_minutes(calendar: Calendar, start_at: datetime, minutes: int) -> datetime:
    """Give the first instant (UTC) at which ``minutes`` of open time have passed since ``start_at``.

    A sum that ends with a window gives its closing time, not the next opening; zero minutes give
    ``start_at``. ``NeverOpens`` when ten years do not hold enough open time.
    """
    if minutes < 0:
        raise ValueError(f"minutes must not be negative: {minutes}.")
    start = second_of(start_at, name="start_at")
    return moment_of(timeline_of(calendar).reach(start, minutes * 60))


def service_seconds_between(calendar: Calendar, start_at: datetime, end_at: datetime) -> int:
    """Give the open seconds from ``start_at`` to ``end_at``, exact; negative when ``end_at`` is earlier."""
    start, end = second_of(start_at, name="start_at"), second_of(end_at, name="end_at")
    return timeline_of(calendar).seconds_between(start, end)


def service_minutes_between(calendar: Calendar, start_at: datetime, end_at: datetime) -> float:
    """Give the open minutes from ``start_at`` to ``end_at``: the exact seconds over 60, nothing rounded."""
    return service_seconds_between(calendar, start_at, end_at) / 60


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Tell whether the calendar is open at ``at``."""
    second = second_of(at)
    return timeline_of(calendar).covering(second, second).open_from(second) == second


def next_open(calendar: Calendar, at: datetime) -> datetime:
    """Give ``at`` (UTC, whole second) when open, else the next opening; ``NeverOpens`` past ten years."""
    return moment_of(timeline_of(calendar).open_from(second_of(at)))


def open_intervals(
    calendar: Calendar, start_at: datetime, end_at: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """Give the open intervals (UTC) from ``start_at`` to ``end_at``, clipped; touching ones are one."""
    start, end = second_of(start_at, name="start_at"), second_of(end_at, name="end_at")
    openings = timeline_of(calendar).covering(start, max(start, end))
    return tuple((moment_of(opens), moment_of(closes)) for opens, closes in openings.between(start, end))
