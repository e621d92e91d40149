"""Days, weeks, months and minutes of seconds since 1970-01-01, without a time zone: the log's own clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

DAY: Final = 86_400
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# 1970-01-05 was a Monday; weeks begin on Mondays (ISO 8601).
_FIRST_MONDAY: Final = 4


def month_of(moment: int) -> str:
    """Give the month of a moment as ``2026-03``."""
    return _month_of_day(moment // DAY)


def week_of(moment: int) -> str:
    """Give the Monday that begins the week of a moment, as ``2026-03-02``."""
    return _week_of_day(moment // DAY)


def day_of(moment: int) -> str:
    """Give the day of a moment as ``2026-03-02``."""
    return _date(moment // DAY)


def minute_of(moment: int) -> str:
    """Give the minute of a moment as ``2026-03-02 08:00``."""
    return (_EPOCH + timedelta(seconds=moment)).isoformat(" ", "minutes")[:16]


# What a period is called and how it is found, by its name as a segment.
PERIODS: Final[Mapping[str, Callable[[int], str]]] = {"month": month_of, "week": week_of, "day": day_of}


def periods_between(step: str, first: int, last: int) -> list[str]:
    """Give the names of all periods from the moment ``first`` to the moment ``last``, without a gap."""
    name_of = PERIODS[step]
    return list(dict.fromkeys(name_of(day * DAY) for day in range(first // DAY, last // DAY + 1)))


def whole_periods(step: str, first: int, last: int) -> list[str]:
    """Give those of them of which every day lies between the two."""
    name_of, names = PERIODS[step], periods_between(step, first, last)
    cut = {name_of(first), name_of(last)}
    before, after = name_of((first // DAY - 1) * DAY), name_of((last // DAY + 1) * DAY)
    return [name for name in names if name not in cut or name not in {before, after}]


def days_in(step: str, name: str) -> int:
    """Give the number of days of a period by its name."""
    if step != "month":
        return 7 if step == "week" else 1
    year, month = map(int, name.split("-"))
    first, after = (
        datetime(year, month, 1, tzinfo=UTC),
        datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC),
    )
    return (after - first).days


def _month_of_day(day: int) -> str:
    return _date(day)[:7]


def _week_of_day(day: int) -> str:
    return _date(day - (day - _FIRST_MONDAY) % 7)


@lru_cache(maxsize=10_000)
def _date(day: int) -> str:
    return (_EPOCH + timedelta(days=day)).date().isoformat()
