"""Business hours: the calendar that a log was worked by, and the KPIs that are counted in it.

It stands apart because most logs are counted by the clock and need no calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from firstfix.engines.scorecard import measures
from firstfix.engines.scorecard.declaration import Direction, Kpi, Role, Target
from firstfix.engines.scorecard.ground import OpenHours
from firstfix.engines.scorecard.log import Account
from firstfix.engines.service_clock import Calendar, timeline_of, week_from_text
from firstfix.engines.verdict import mark

_TWO_CLOCKS: Final = mark("Counting only open hours while the customer waits by the clock.")
# Calendars hold from 1970 to 2200 (service_clock).
_CALENDAR_END: Final = 7_258_118_400
_TREND: Final = Target(mark("None is stated; the trend counts."))

# Both clocks side by side (S1-K03): open hours never stand without the hours that the customer waited.
OPEN_HOURS_KPIS: Final = (
    Kpi(
        "LOG-OPEN-RESTORE",
        mark("How long until service is back, in business hours?"),
        measures.RESTORE_OPEN_HOURS,
        measures.RESTORE_HOURS,
        _TWO_CLOCKS,
        Direction.LOWER,
        Role.OUTCOME,
        _TREND,
        mark("monthly"),
    ),
    Kpi(
        "LOG-OPEN-RESPONSE",
        mark("How long until somebody responds, in business hours?"),
        measures.RESPONSE_OPEN_HOURS,
        measures.RESPONSE_HOURS,
        _TWO_CLOCKS,
        Direction.LOWER,
        Role.OUTPUT,
        _TREND,
        mark("weekly"),
    ),
)


def in_open_hours(kpis: Iterable[Kpi]) -> tuple[Kpi, ...]:
    """Give the KPIs as they are counted with a calendar: acceptance has its target in business hours."""
    counted = tuple(
        replace(kpi, measure=measures.ACCEPTANCE_OPEN_HOURS)
        if kpi.measure is measures.ACCEPTANCE_HOURS
        else kpi
        for kpi in kpis
    )
    return (*counted, *OPEN_HOURS_KPIS)


def read_calendar(document: Mapping[str, object]) -> Calendar:
    """Give the calendar that a JSON document describes: ``zone``, ``week``, ``holidays``.

    ``week`` is written as ``{"mon-fri": "08:00-17:00"}``. Raises ``ValueError`` with a sentence.
    """
    if unknown := sorted(set(document) - {"zone", "week", "holidays"}):
        raise ValueError(f"The calendar has {', '.join(unknown)}, which means nothing here.")
    zone, week, holidays = document.get("zone"), document.get("week"), document.get("holidays", [])
    if not isinstance(zone, str):
        raise ValueError("Say the calendar's 'zone', such as Europe/Berlin.")
    if not isinstance(week, Mapping) or not all(isinstance(shifts, str) for shifts in week.values()):
        raise ValueError('Say the calendar\'s \'week\', such as {"mon-fri": "08:00-17:00"}.')
    if not isinstance(holidays, list) or not all(isinstance(day, str) for day in holidays):
        raise ValueError("'holidays' must be a list of dates, such as [\"2026-12-25\"].")
    return Calendar(zone, week_from_text(week), frozenset(map(_date, holidays)))


def open_hours_of(calendar: Calendar, account: Account) -> OpenHours:
    """Give what counts the open hours between two moments of a log, ``None`` outside 1970 to 2200.

    Times without a zone are taken for those of the calendar.
    """
    is_zoned = any("zone" in way for way in account.time_ways)
    timeline = timeline_of(calendar if is_zoned else replace(calendar, zone="UTC"))

    def open_hours(first: int, last: int) -> float | None:
        if not 0 <= min(first, last) <= max(first, last) < _CALENDAR_END:
            return None
        return timeline.seconds_between(first, last) / 3600

    return open_hours


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"Holidays must read like 2026-12-25: {text!r}.") from None
