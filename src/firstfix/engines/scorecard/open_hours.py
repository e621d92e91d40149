"""Business hours: the calendar that a log was worked by, and the KPIs that are counted in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from firstfix.engines.scorecard import measures
from firstfix.engines.scorecard.declaration import Direction, Kpi, Role, Target
from firstfix.engines.scorecard.log import Account
from firstfix.engines.service_clock import Calendar, week_from_text
from firstfix.engines.verdict import mark

_TWO_CLOCKS: Final = mark("Counting only open hours while the customer waits by the clock.")
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


def calendar_for(calendar: Calendar, account: Account) -> Calendar:
    """Give the calendar on the log's own clock: times without a zone are taken for the calendar's own."""
    if any("zone" in way for way in account.time_ways):
        return calendar
    return replace(calendar, zone="UTC")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"Holidays must read like 2026-12-25: {text!r}.") from None
