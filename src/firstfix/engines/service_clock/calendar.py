"""Business calendars: a zone, a week of windows, closed days and days with other hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from firstfix.engines.service_clock.windows import MINUTES_A_DAY, Window, checked_windows

__all__ = ["ALWAYS", "Calendar"]

_Week = Mapping[int, tuple[Window, ...]]
_Days = Mapping[date, tuple[Window, ...]]
_Key = TypeVar("_Key", int, date)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a service is open: windows by weekday in one IANA zone, holidays, and exceptions.

    ``week`` maps 0 (Monday) to 6 (Sunday) to windows, an absent day is closed. ``holidays`` are closed
    dates. ``exceptions`` give a date other windows than its weekday's, and win over a holiday: an
    empty tuple closes the date. ``ValueError`` names what is wrong. Equal calendars hash alike and
    share one compiled timeline.
    """

    zone: str
    week: _Week
    holidays: frozenset[date] = frozenset()
    exceptions: _Days = field(default_factory=dict)
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        _check_zone(self.zone)
        week = {day: checked_windows(self.week[day], day=f"weekday {day}") for day in _weekdays(self.week)}
        holidays = frozenset(_checked_date(day, name="holidays") for day in self.holidays)
        special_days = sorted(_checked_date(day, name="exceptions") for day in self.exceptions)
        exceptions = {day: checked_windows(self.exceptions[day], day=str(day)) for day in special_days}
        # A weekday without windows and an absent one mean the same, so they are stored the same.
        week = {day: windows for day, windows in week.items() if windows}
        object.__setattr__(self, "week", MappingProxyType(week))
        object.__setattr__(self, "holidays", holidays)
        object.__setattr__(self, "exceptions", MappingProxyType(exceptions))
        key = (self.zone, tuple(week.items()), holidays, tuple(exceptions.items()))
        object.__setattr__(self, "_hash", hash(key))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type[Calendar], tuple[Any, ...]]:
        """Pickle the four public fields only: a stored hash would be wrong in another process."""
        return Calendar, (self.zone, dict(self.week), self.holidays, dict(self.exceptions))

    @classmethod
    def always(cls, zone: str) -> Calendar:
        """Give the calendar that is open around the clock; ``zone`` serves display only."""
        return cls(zone, {day: (Window(0, MINUTES_A_DAY),) for day in range(7)})

    @property
    def tz(self) -> ZoneInfo:
        """Give the zone's rules."""
        return ZoneInfo(self.zone)

    @property
    def has_windows(self) -> bool:
        """Tell whether the calendar opens on any day at all."""
        return bool(self.week) or any(self.exceptions.values())

    def to_json(self) -> dict[str, Any]:
        """Give the calendar as plain JSON values; :meth:`from_json` reads them back equal."""
        return {
            "zone": self.zone,
            "week": {str(day): _pairs(windows) for day, windows in self.week.items()},
            "holidays": [day.isoformat() for day in sorted(self.holidays)],
            "exceptions": {day.isoformat(): _pairs(windows) for day, windows in self.exceptions.items()},
        }

    @classmethod
    def from_json(cls, stored: object) -> Calendar:
        """Give the calendar that :meth:`to_json` wrote; ``ValueError`` names the field that is wrong."""
        fields = _mapping(stored, name="calendar")
        if unknown := sorted(map(str, fields.keys() - {"zone", "week", "holidays", "exceptions"})):
            raise ValueError(f"A calendar has no field {unknown[0]!r}.")
        return cls(
            zone=fields.get("zone", ""),
            week=_windows_by(fields.get("week", {}), _weekday_from_text, name="week"),
            holidays=frozenset(
                _date_from_text(day) for day in _list(fields.get("holidays", []), name="holidays")
            ),
            exceptions=_windows_by(fields.get("exceptions", {}), _date_from_text, name="exceptions"),
        )


def _check_zone(zone: object) -> None:
    if not isinstance(zone, str) or not zone:
        raise ValueError(f"zone must be an IANA name such as Europe/Berlin: {zone!r}.")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"zone is not a known IANA time zone: {zone!r}.") from None


def _weekdays(week: Mapping[int, object]) -> list[int]:
    for day in week:
        if type(day) is not int or not 0 <= day <= 6:
            raise ValueError(f"week needs days 0 (Monday) to 6 (Sunday): {day!r}.")
    return sorted(week)


def _checked_date(day: object, *, name: str) -> date:
    if not isinstance(day, date) or isinstance(day, datetime):
        raise ValueError(f"{name} needs dates: {day!r}.")
    return day


def _pairs(windows: tuple[Window, ...]) -> list[list[int]]:
    return [[window.start, window.end] for window in windows]


def _mapping(stored: object, *, name: str) -> dict[str, Any]:
    if not isinstance(stored, dict):
        raise ValueError(f"{name} must be an object with fields.")
    return stored


def _list(stored: object, *, name: str) -> list[Any]:
    if not isinstance(stored, list):
        raise ValueError(f"{name} must be a list.")
    return stored


def _windows_by(
    stored: object, key_of: Callable[[object], _Key], *, name: str
) -> dict[_Key, tuple[Window, ...]]:
    return {
        key_of(key): tuple(_window_from_pair(pair, name=name) for pair in _list(pairs, name=f"{name} {key}"))
        for key, pairs in _mapping(stored, name=name).items()
    }


def _window_from_pair(pair: object, *, name: str) -> Window:
    if not isinstance(pair, list) or len(pair) != 2:
        raise ValueError(f"{name} needs windows as [start minute, end minute]: {pair!r}.")
    return Window(*pair)


def _weekday_from_text(text: object) -> int:
    if text not in tuple("0123456"):
        raise ValueError(f"week needs days 0 (Monday) to 6 (Sunday): {text!r}.")
    return int(str(text))


def _date_from_text(text: object) -> date:
    try:
        return date.fromisoformat(text)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        raise ValueError(f"A date must read like 2026-12-25: {text!r}.") from None


ALWAYS = Calendar.always("UTC")
