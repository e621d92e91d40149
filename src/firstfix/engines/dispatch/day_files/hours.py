"""Business hours of a file: how many service minutes have passed at each minute of the horizon."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from firstfix.engines.dispatch.day_files.forms import CalendarForm, DayForm
from firstfix.engines.dispatch.day_files.moments import Horizon
from firstfix.engines.dispatch.day_files.times import Times
from firstfix.engines.service_clock import Calendar, Window, open_intervals, week_from_text

__all__ = ["passed_minutes"]


def passed_minutes(
    form: DayForm, times: Times, count: int, problems: list[str]
) -> Mapping[str, Sequence[int]]:
    """Give, by calendar, the service minutes passed at each of the first ``count`` minutes."""
    passed: dict[str, Sequence[int]] = {}
    for name, written in form.calendars.items():
        try:
            calendar = _calendar(written, times.horizon)
        except ValueError as error:
            problems.append(f"Calendar {name}: {error}")
        else:
            passed[name] = _passed(calendar, times.horizon, count)
    return passed


def _calendar(written: CalendarForm, horizon: Horizon) -> Calendar:
    exceptions = {_day(day): _hours(day, hours) for day, hours in written.exceptions.items()}
    return Calendar(
        written.time_zone or horizon.zone.key,
        week_from_text(written.week),
        frozenset(_day(day) for day in written.holidays),
        exceptions,
    )


def _hours(day: str, hours: str) -> tuple[Window, ...]:
    if not hours.strip():
        return ()
    week = week_from_text({"mon": hours})
    if len(week) > 1:
        raise ValueError(f"the hours on {day} run over midnight; write the rest on the next day.")
    return week[0]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no day; write it like 2026-12-25.") from None


def _passed(calendar: Calendar, horizon: Horizon, count: int) -> Sequence[int]:
    passed = array("q", [0]) * (count + 1)
    end_at = horizon.starts_at + timedelta(minutes=count)
    total, done = 0, 0
    for opens_at, closes_at in open_intervals(calendar, horizon.starts_at, end_at):
        opens, closes = horizon.minute(opens_at), horizon.minute(closes_at)
        for minute in range(done, opens + 1):
            passed[minute] = total
        for minute in range(opens + 1, closes + 1):
            total += 1
            passed[minute] = total
        done = closes + 1
    for minute in range(done, count + 1):
        passed[minute] = total
    return passed
