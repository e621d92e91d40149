"""Times of a log as whole seconds, whatever way they are written; each way is counted."""

from __future__ import annotations

import re
from collections import Counter
from datetime import MAXYEAR, MINYEAR, date
from typing import Final

_EPOCH: Final = date(1970, 1, 1).toordinal()
_TIME: Final = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
_ZONE: Final = r"(?P<zone> ?Z| ?[+-]\d\d:?\d\d)?"
_REST: Final = rf"(?:[ T,]+{_TIME}{_ZONE})?"
_ISO: Final = re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d){_REST}")
_DOTTED: Final = re.compile(rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}}){_REST}")
_SLASHED: Final = re.compile(rf"(?P<one>\d{{1,2}})/(?P<two>\d{{1,2}})/(?P<year>\d{{4}}){_REST}")
_SHAPES: Final = (("ISO 8601", _ISO), ("day.month.year", _DOTTED))
_SLASHED_PARTS: Final = {"day_first": ("two", "one"), "month_first": ("one", "two")}
# How many letters of a text are its date, where the halves are kept apart.
DATE_WIDTH: Final = 10


class MomentReader:
    """Reads times; ``read`` gives whole seconds since 1970-01-01, or ``None`` where it cannot.

    Fractions of a second are left out. A time with a zone is turned into UTC, one without is taken as it
    stands. What is written ``03/04/2026`` is read only where ``time_format`` says which comes first.
    """

    def __init__(self, time_format: str = "auto") -> None:
        self.read_counts: Counter[str] = Counter()
        self.ambiguous_count = 0
        self._slashed = _SLASHED_PARTS.get(time_format)
        self._first_way = ""
        self._dates: dict[str, int] = {}
        self._rests: dict[str, int] = {}

    @property
    def halves(self) -> tuple[dict[str, int], dict[str, int]]:
        """Give the seconds of known dates and of known times of day, for loops that a call would slow.

        Where the first ten letters of a text are a known date and the rest a known time of day, its
        seconds are their sum, as ``read`` says; else ask ``read``, which learns them.
        """
        return self._dates, self._rests

    def read(self, text: str) -> int | None:
        """Give the seconds of a time, or ``None`` where it is empty or cannot be read."""
        try:
            return self._dates[text[:DATE_WIDTH]] + self._rests[text[DATE_WIDTH:]]
        except KeyError:
            return self._learnt(text)

    def ways(self, total: int) -> dict[str, int]:
        """Give how many of ``total`` readable times were written in each way, the first way first."""
        others = {way: count for way, count in self.read_counts.items() if way != self._first_way}
        return {self._first_way: total - sum(others.values()), **others} if self._first_way else {}

    def _learnt(self, text: str) -> int | None:
        way, found = _matched(text.strip())
        parts = _day_parts(found, self._slashed) if found else None
        if found is None or parts is None:
            self.ambiguous_count += found is not None
            return None
        days, seconds = _days(*parts), _seconds(found)
        if days is None or seconds is None:
            return None
        way += " with a zone" if found["zone"] else ""
        self._first_way = self._first_way or way
        if way == self._first_way and _is_cut_after_its_date(text, found):
            self._dates[text[:DATE_WIDTH]] = days
            self._rests[text[DATE_WIDTH:]] = seconds
        elif way != self._first_way:
            self.read_counts[way] += 1
        return days + seconds


def _matched(text: str) -> tuple[str, re.Match[str] | None]:
    for way, shape in _SHAPES:
        if found := shape.fullmatch(text):
            return way, found
    return "dates with slashes", _SLASHED.fullmatch(text)


def _day_parts(found: re.Match[str], slashed: tuple[str, str] | None) -> tuple[int, int, int] | None:
    """Give year, month and day; ``None`` where nobody said whether the day or the month comes first."""
    if "one" not in found.re.groupindex:
        return int(found["year"]), int(found["month"]), int(found["day"])
    if slashed is None:
        return None
    month, day = slashed
    return int(found["year"]), int(found[month]), int(found[day])


def _days(year: int, month: int, day: int) -> int | None:
    # A zone may shift a time into the day before or after, which has to exist.
    if not MINYEAR < year < MAXYEAR:
        return None
    try:
        return (date(year, month, day).toordinal() - _EPOCH) * 86_400
    except ValueError:
        return None


def _seconds(found: re.Match[str]) -> int | None:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * 3600 + minute * 60 + second - _offset((found["zone"] or "Z").strip())


def _offset(zone: str) -> int:
    if zone == "Z":
        return 0
    size = int(zone[1:3]) * 3600 + int(zone[-2:]) * 60
    return -size if zone[0] == "-" else size


def _is_cut_after_its_date(text: str, found: re.Match[str]) -> bool:
    """Tell whether the first ten characters are the whole date, so that both halves may be kept apart."""
    parts = ("day", "month", "year", "one", "two")
    ends = [found.end(part) for part in parts if part in found.re.groupindex]
    return text == found.string and max(ends) == DATE_WIDTH
