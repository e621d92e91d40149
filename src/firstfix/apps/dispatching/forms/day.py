"""What the pages about the plan draw: where a stretch of time lies on the strip of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from firstfix.apps.dispatching.queries import DayList, DayVisit, EngineerDay

__all__ = ["NEXT_STEP", "DrawnDay", "drawn_day"]

NEXT_STEP: Mapping[str, str] = {
    "assigned": "accept_visit",
    "accepted": "start_travel",
    "en_route": "check_in",
}
"""What leads a visit on before the engineer is on site; later steps are on the visit's own page."""

# What the strip shows unless something lies outside: from six in the morning to eight in the evening.
_FIRST_HOUR, _LAST_HOUR = 6, 20
_QUARTER_MINUTES = 15


@dataclass(frozen=True, slots=True)
class DrawnDay:
    """The strip: its hours, the rows, and where now lies on it (None on another day).

    Places on it are counted in quarters of an hour from the first hour; pages turn them into classes.
    """

    hours: tuple[int, ...]
    is_whole_day: bool
    rows: tuple[dict[str, Any], ...]
    now_at: int | None


def drawn_day(day: DayList, zone: str, now: datetime) -> DrawnDay:
    """Give where everything of the day lies; a visit of a few minutes still fills one quarter."""
    strip = _Strip(day, ZoneInfo(zone))
    is_today = day.start_at <= now < day.end_at
    return DrawnDay(
        hours=tuple(range(strip.first, strip.last)),
        is_whole_day=strip.first == 0,
        rows=tuple(strip.row(engineer) for engineer in day.engineers),
        now_at=strip.place(now)
        if is_today and strip.first <= now.astimezone(strip.zone).hour < strip.last
        else None,
    )


class _Strip:
    def __init__(self, day: DayList, zone: ZoneInfo) -> None:
        self.day, self.zone = day, zone
        fits = all(self._fits(visit) for engineer in day.engineers for visit in engineer.visits)
        self.first, self.last = (_FIRST_HOUR, _LAST_HOUR) if fits else (0, 24)

    def row(self, engineer: EngineerDay) -> dict[str, Any]:
        """Give an engineer's row: visits with the way before each, and absences."""
        return {
            "engineer": engineer,
            "visits": [self._visit(visit) for visit in engineer.visits],
            "absences": [
                self._span(one.start_at, one.end_at) | {"absence": one} for one in engineer.absences
            ],
        }

    def place(self, moment: datetime) -> int:
        """Give the quarter in which a moment lies, from 1; what lies outside counts as the edge."""
        clipped = min(max(moment, self.day.start_at), self.day.end_at)
        local = clipped.astimezone(self.zone)
        is_end = clipped == self.day.end_at
        minutes = 24 * 60 if is_end else local.hour * 60 + local.minute
        quarter = (minutes - self.first * 60) // _QUARTER_MINUTES
        return min(max(quarter, 0), (self.last - self.first) * 4) + 1

    def _visit(self, visit: DayVisit) -> dict[str, Any]:
        way = self._span(visit.leave_at, visit.start_at) if visit.travel_minutes else None
        return self._span(visit.start_at, visit.end_at) | {"shown": visit, "way": way}

    def _span(self, start: datetime, end: datetime) -> dict[str, Any]:
        first = self.place(start)
        return {"first": first, "last": max(self.place(end), first + 1)}

    def _fits(self, visit: DayVisit) -> bool:
        opens, closes = visit.leave_at.astimezone(self.zone), visit.end_at.astimezone(self.zone)
        is_same_day = opens.date() == closes.date() == self.day.on
        ends_early = closes.hour < _LAST_HOUR or (closes.hour == _LAST_HOUR and closes.minute == 0)
        return is_same_day and opens.hour >= _FIRST_HOUR and ends_early
