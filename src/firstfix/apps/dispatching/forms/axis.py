"""Where a moment lies on the board: days side by side, nights folded away where nothing happens in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR

from firstfix.apps.dispatching.queries.planning.moments import short_moment

__all__ = ["FULL", "ZOOMS", "Axis", "DrawnDate", "axis_for", "day_at", "weekday_of"]

ZOOMS = (1, 3, 14)
"""How many days a board may show: a day, three days, two weeks."""

FULL = 1000
"""Places are counted in thousandths of the board's width; pages turn them into the classes of places.css."""

# What a day shows unless something lies outside: from six in the morning to eight in the evening.
_FIRST_HOUR, _LAST_HOUR = 6, 20
# A day on which nobody has working hours shows what there is, and so many hours at least.
_FEWEST_HOURS = 10
_WEEKEND = 5


@dataclass(frozen=True, slots=True)
class DrawnDate:
    """One day on the board: the place where it begins and how wide it is."""

    on: date
    first: int
    width: int
    is_weekend: bool

    @property
    def words(self) -> str:
        """Give the day in the reader's language: "Mon 23"."""
        return f"{WEEKDAYS_ABBR[self.on.weekday()]} {self.on:%d}"


@dataclass(frozen=True, slots=True)
class Axis:
    """The days from ``first_on`` on, each from ``first_hour`` to ``last_hour`` on the clocks of ``zone``.

    ``offset`` is how far those clocks are from UTC, or None where they are put forward or back on these days.
    """

    first_on: date
    day_count: int
    zone: ZoneInfo
    first_hour: int
    last_hour: int
    offset: timedelta | None = None

    def place(self, moment: datetime) -> int:
        """Give where a moment lies, 0 to 1000; what lies outside counts as the nearest edge."""
        return self.place_of(self.local(moment))

    def local(self, moment: datetime) -> datetime:
        """Give a moment with the clocks' own day and hour (its ``tzinfo`` means nothing any more)."""
        return _local(moment, self.zone, self.offset)

    def place_of(self, local: datetime) -> int:
        """Give where a time of :meth:`local` lies."""
        day = (local.date() - self.first_on).days
        if not 0 <= day < self.day_count:
            return 0 if day < 0 else FULL
        minutes = local.hour * 60 + local.minute - self.first_hour * 60
        share = min(max(minutes / self.minutes_a_day, 0), 1)
        return round((day + share) * FULL / self.day_count)

    @property
    def minutes_a_day(self) -> int:
        """Give how many minutes of each day are shown."""
        return (self.last_hour - self.first_hour) * 60

    @property
    def dates(self) -> tuple[DrawnDate, ...]:
        """Give the days with their places."""
        days = [self.first_on + timedelta(days=number) for number in range(self.day_count)]
        return tuple(
            DrawnDate(on, *self._stretch(number, number + 1), on.weekday() >= _WEEKEND)
            for number, on in enumerate(days)
        )

    @property
    def hours(self) -> tuple[tuple[int, int], ...]:
        """Give the hours that are written above the lanes with their places; none where days are narrow."""
        step = {1: 1, 3: 3}.get(self.day_count, 0)
        if not step:
            return ()
        of_day = range(self.first_hour, self.last_hour, step)
        return tuple((hour, self._at(day, hour)) for day in range(self.day_count) for hour in of_day)

    @property
    def is_long(self) -> bool:
        """Tell whether more than the working day is shown."""
        return self.minutes_a_day > (_LAST_HOUR - _FIRST_HOUR) * 60

    def _at(self, day: int, hour: int) -> int:
        share = (hour - self.first_hour) * 60 / self.minutes_a_day
        return round((day + share) * FULL / self.day_count)

    def _stretch(self, first: int, last: int) -> tuple[int, int]:
        start, end = (round(number * FULL / self.day_count) for number in (first, last))
        return start, end - start


def axis_for(
    first_on: date,
    day_count: int,
    zone: str,
    stretches: Iterable[tuple[datetime, datetime]],
    *,
    is_work_day: bool = True,
) -> Axis:
    """Give the axis of these days: as much of the nights is shown as ``stretches`` reach into.

    Where nobody works on these days (``is_work_day``), the hours around the stretches are enough.
    """
    clocks = ZoneInfo(zone)
    offset = _steady_offset(first_on, day_count, clocks)
    last_on = first_on + timedelta(days=day_count - 1)
    local = ((_local(start, clocks, offset), _local(end, clocks, offset)) for start, end in stretches)
    hours = {
        _hours(start, end, first_on, last_on)
        for start, end in local
        if start.date() <= last_on and end.date() >= first_on
    }
    return Axis(first_on, day_count, clocks, *_shown_hours(hours, is_work_day=is_work_day), offset)


def day_at(moment: datetime) -> str:
    """Give a moment on the reader's clocks and in their language: "Mon 23 09:15"."""
    return short_moment(timezone.localtime(moment))


def weekday_of(on: date) -> str:
    """Give the name of a day of the week in the reader's language."""
    return str(WEEKDAYS[on.weekday()])


def _steady_offset(first_on: date, day_count: int, zone: ZoneInfo) -> timedelta | None:
    """Give how far the clocks are from UTC from a day before these days to a day after, if it stays so."""
    ends = (first_on - timedelta(days=1), first_on + timedelta(days=day_count + 1))
    offsets = {datetime(on.year, on.month, on.day, tzinfo=zone).utcoffset() for on in ends}
    return offsets.pop() if len(offsets) == 1 else None


def _local(moment: datetime, zone: ZoneInfo, offset: timedelta | None) -> datetime:
    # Asking a zone costs ten times as much as adding, and a board of two weeks asks ten thousand times.
    return moment.astimezone(zone) if offset is None else moment.astimezone(UTC) + offset


def _hours(opens: datetime, closes: datetime, first_on: date, last_on: date) -> tuple[int, int]:
    """Give between which whole hours of these days a stretch lies; over a midnight of theirs it is all."""
    first_day, last_day = max(opens.date(), first_on), min(closes.date(), last_on)
    if first_day < last_day:
        return 0, 24
    first = opens.hour if opens.date() == first_day else 0
    last = closes.hour + (1 if closes.minute else 0) if closes.date() == last_day else 24
    return first, last


def _shown_hours(hours: Iterable[tuple[int, int]], *, is_work_day: bool) -> tuple[int, int]:
    first = min((opens for opens, _ in hours), default=_FIRST_HOUR)
    last = max((closes for _, closes in hours), default=_LAST_HOUR)
    if is_work_day or not hours:
        return min(first, _FIRST_HOUR), max(last, _LAST_HOUR)
    first, last = max(first - 1, 0), min(last + 1, 24)
    first = max(0, min(first, last - _FEWEST_HOURS))
    return first, max(last, first + _FEWEST_HOURS)
