"""Windows of local opening time within one day, and a week of them written as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Window", "checked_windows", "week_from_text"]

MINUTES_A_DAY = 1440
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHIFT = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """One opening within a day: local minutes after midnight, ``start`` included, ``end`` not.

    ``Window(480, 1020)`` is 08:00-17:00; ``end`` 1440 is 24:00. ``ValueError`` unless
    0 <= start < end <= 1440.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if type(self.start) is not int or type(self.end) is not int:
            raise ValueError(f"A window needs whole minutes: {self.start!r} to {self.end!r}.")
        if not 0 <= self.start < self.end <= MINUTES_A_DAY:
            raise ValueError(
                f"A window must run forward within one day, minutes 0 to {MINUTES_A_DAY}: "
                f"{self.start} to {self.end}. Write a night shift as two windows."
            )

    def text(self) -> str:
        """Give the window as ``08:00-17:00``."""
        return f"{_clock(self.start)}-{_clock(self.end)}"


def checked_windows(windows: Iterable[Window], *, day: str) -> tuple[Window, ...]:
    """Give the windows of one day in order; ``ValueError`` naming ``day`` when two overlap."""
    ordered = tuple(windows)
    if not all(isinstance(window, Window) for window in ordered):
        raise ValueError(f"{day} needs windows: {ordered!r}.")
    ordered = tuple(sorted(ordered))
    for earlier, later in pairwise(ordered):
        if later.start < earlier.end:
            raise ValueError(f"Windows overlap on {day}: {earlier.text()} and {later.text()}.")
    return ordered


def week_from_text(week: Mapping[str, str]) -> dict[int, tuple[Window, ...]]:
    """Give a calendar's week from text: ``{"mon-fri": "08:00-12:00 13:00-17:00", "sat": "22:00-06:00"}``.

    A shift whose end is not after its start runs over midnight into the next day; ``00:00-24:00`` is
    the whole day. ``ValueError`` names the day or the shift that cannot be read.
    """
    windows: dict[int, list[Window]] = {}
    for days, shifts in week.items():
        for day in _days(days):
            for start, end in _shifts(shifts, days=days):
                _add_shift(windows, day, start, end)
    return {day: checked_windows(windows[day], day=_DAYS[day]) for day in sorted(windows)}


def _days(days: str) -> list[int]:
    first, _, last = days.strip().lower().partition("-")
    try:
        begin = _DAYS.index(first.strip())
        end = _DAYS.index(last.strip()) if last else begin
    except ValueError:
        raise ValueError(f"Days must read like mon or mon-fri: {days!r}.") from None
    return [day % 7 for day in range(begin, end + 1 if end >= begin else end + 8)]


def _shifts(shifts: str, *, days: str) -> list[tuple[int, int]]:
    if _SHIFT.sub("", shifts).strip(" ,;\t\n"):
        raise ValueError(f"Hours on {days} must read like 08:00-17:00: {shifts!r}.")
    return [_minutes(match, days=days) for match in _SHIFT.finditer(shifts)]


def _minutes(shift: re.Match[str], *, days: str) -> tuple[int, int]:
    hour, minute, end_hour, end_minute = (int(digits) for digits in shift.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if max(minute, end_minute) > 59 or start >= MINUTES_A_DAY or end > MINUTES_A_DAY:
        raise ValueError(f"Hours on {days} must lie from 00:00 to 24:00: {shift.group()!r}.")
    return start, end


def _add_shift(windows: dict[int, list[Window]], day: int, start: int, end: int) -> None:
    if end > start:
        windows.setdefault(day, []).append(Window(start, end))
        return
    windows.setdefault(day, []).append(Window(start, MINUTES_A_DAY))
    if end:
        windows.setdefault((day + 1) % 7, []).append(Window(0, end))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
