"""A calendar compiled to sorted open intervals in UTC, so that every question is a binary search.

The cover starts around the first time asked for and doubles when a question leaves it. A cover is
never changed after it is built: a thread that reads one sees all of it or its predecessor.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, chain

from firstfix.engines.service_clock.calendar import Calendar
from firstfix.engines.service_clock.moments import DAY, EARLIEST, LATEST, moment_of
from firstfix.engines.service_clock.openings import Openings
from firstfix.engines.service_clock.windows import Window

__all__ = ["SEARCH_DAYS", "NeverOpens", "Timeline", "timeline_of"]

# How far ahead a due time or an opening is searched: ten years, longer than any service contract we
# know, so what lies beyond is a mistake in the calendar and not a promise.
SEARCH_DAYS = 3_653

# The first cover: events of a record lie mostly in the month before the first one asked for and in
# the year after it. Only speed depends on these two.
_DAYS_BEFORE, _DAYS_AFTER = 31, 400

# 1970-01-01 was a Thursday.
_WEEKDAY_OF_DAY_0 = 3
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()

_Spans = tuple[tuple[int, int], ...]


class NeverOpens(ValueError):
    """The calendar has not enough open time within :data:`SEARCH_DAYS` days to answer."""


class Timeline:
    """Open time of one calendar in seconds since 1970 UTC; get it by :func:`timeline_of`."""

    __slots__ = ("_openings", "_special", "_week", "_zone", "calendar")

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._zone = calendar.tz
        self._week = tuple(_spans(calendar.week.get(day, ())) for day in range(7))
        self._special = {day.toordinal() - _EPOCH_ORDINAL: () for day in calendar.holidays} | {
            day.toordinal() - _EPOCH_ORDINAL: _spans(windows) for day, windows in calendar.exceptions.items()
        }
        self._openings = Openings(0, 0, [], [], [])

    def covering(self, first: int, last: int) -> Openings:
        """Give openings that cover ``first`` to ``last``; read both ends of a difference from one of them."""
        openings = self._openings
        if openings.low <= first and last < openings.high:
            return openings
        return self._grow(first, last)

    def seconds_between(self, start: int, end: int) -> int:
        """Give the open seconds from ``start`` to ``end``, negative when ``end`` is earlier."""
        openings = self.covering(min(start, end), max(start, end))
        return openings.served(end) - openings.served(start)

    def reach(self, second: int, seconds: int) -> int:
        """Give the first second at which ``seconds`` are served after ``second``, or raise ``NeverOpens``."""
        limit = second + SEARCH_DAYS * DAY
        for openings in self._covers(second, limit):
            reached = openings.reach(second, seconds)
            if reached is not None and reached <= limit:
                return reached
        raise self._refusal(second)

    def open_from(self, second: int) -> int:
        """Give ``second`` if open, else the next opening, or raise ``NeverOpens``."""
        limit = second + SEARCH_DAYS * DAY
        for openings in self._covers(second, limit):
            opened = openings.open_from(second)
            if opened is not None and opened <= limit:
                return opened
        raise self._refusal(second)

    def _covers(self, second: int, limit: int) -> Iterator[Openings]:
        """Give ever longer covers from ``second`` until one holds ``limit``."""
        openings = self.covering(second, second)
        yield openings
        while self.calendar.has_windows and openings.high < min(limit, LATEST):
            openings = self._grow(second, min(openings.high, LATEST - 1))
            yield openings

    def _refusal(self, second: int) -> NeverOpens:
        return NeverOpens(
            f"The calendar in {self.calendar.zone} has not enough open time within {SEARCH_DAYS} days "
            f"after {moment_of(second):%Y-%m-%d %H:%M} UTC. Check its week, holidays and exceptions."
        )

    def _grow(self, first: int, last: int) -> Openings:
        """Build a cover that holds the old one and ``first`` to ``last``, doubled where it had to grow."""
        old = self._openings
        extent = old.high - old.low
        low, high = (old.low, old.high) if extent else (first, last)
        if first < low or not extent:
            low = min(low - extent, first - _DAYS_BEFORE * DAY)
        if last >= high:
            high = max(high + extent, last + _DAYS_AFTER * DAY)
        self._openings = self._built(max(low, EARLIEST), min(high, LATEST))
        return self._openings

    def _built(self, low: int, high: int) -> Openings:
        opens: list[int] = []
        closes: list[int] = []
        for start, end in chain.from_iterable(
            self._opened(*stretch) for stretch in self._stretches(low, high)
        ):
            if closes and closes[-1] == start:
                closes[-1] = end
            else:
                opens.append(start)
                closes.append(end)
        lengths = (end - start for start, end in zip(opens, closes, strict=True))
        served_before = list(accumulate(lengths, initial=0))[:-1]
        return Openings(low, high, opens, closes, served_before)

    def _stretches(self, low: int, high: int) -> Iterator[tuple[int, int, int]]:
        """Split ``[low, high)`` where the zone's offset changes: (start, end, offset) in seconds.

        One look a day finds every change: in the zone database (2026) no zone has two changes of
        offset within 6.9 days of each other after 1970.
        """
        start, offset = low, self._offset_at(low)
        for day in chain(range(low + DAY, high, DAY), (high,)):
            if (changed := self._offset_at(day)) != offset:
                change = self._change_between(max(start, day - DAY), day, changed)
                yield start, change, offset
                start, offset = change, changed
        if start < high:
            yield start, high, offset

    def _change_between(self, before: int, after: int, changed: int) -> int:
        """Give the first second with the offset ``changed``; ``after`` has it and ``before`` has not."""
        while after - before > 1:
            middle = (before + after) // 2
            before, after = (before, middle) if self._offset_at(middle) == changed else (middle, after)
        return after

    def _offset_at(self, second: int) -> int:
        offset = moment_of(second).astimezone(self._zone).utcoffset() or timedelta()
        return offset.days * DAY + offset.seconds

    def _opened(self, start: int, end: int, offset: int) -> Iterator[tuple[int, int]]:
        """Give the open intervals within one stretch of constant offset, in order."""
        for day in range((start + offset) // DAY, (end - 1 + offset) // DAY + 1):
            midnight = day * DAY - offset
            for opens, closes in self._spans_on(day):
                first, last = max(midnight + opens, start), min(midnight + closes, end)
                if first < last:
                    yield first, last

    def _spans_on(self, day: int) -> _Spans:
        special = self._special.get(day)
        return self._week[(day + _WEEKDAY_OF_DAY_0) % 7] if special is None else special


# Distinct calendars of one installation number in the dozens. A year of two windows a day takes about
# 60 kB (120 bytes an interval), so a full cache of calendars asked about a few years stays below 100 MB.
@lru_cache(maxsize=256)
def timeline_of(calendar: Calendar) -> Timeline:
    """Give the compiled timeline that all equal calendars share."""
    return Timeline(calendar)


def _spans(windows: tuple[Window, ...]) -> _Spans:
    return tuple((window.start * 60, window.end * 60) for window in windows)
