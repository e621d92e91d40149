"""Months and quarters that a report may be about."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

__all__ = [
    "Period",
    "day_count",
    "last_months",
    "last_quarters",
    "month_of_code",
    "months_back",
    "period_of",
    "quarter_of_code",
]

_MONTH: Final = re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])", re.ASCII)
_QUARTER: Final = re.compile(r"(?P<year>\d{4})-Q(?P<quarter>[1-4])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """One month (``2026-03``) or quarter (``2026-Q1``) with its months, and those of the one before it."""

    code: str
    months: tuple[str, ...]
    before: tuple[str, ...]

    @property
    def is_quarter(self) -> bool:
        """Tell whether it is a quarter."""
        return len(self.months) > 1

    @property
    def before_code(self) -> str:
        """Give the code of the period before it."""
        return _quarter_code(self.before[0]) if self.is_quarter else self.before[0]

    def is_over(self, now: datetime) -> bool:
        """Tell whether no case can be opened in it any more."""
        return self.months[-1] < f"{now:%Y-%m}"

    def back(self, count: int) -> tuple[str, ...]:
        """Give the last ``count`` months up to its end."""
        return months_back(self.months[-1], count)


def period_of(code: str) -> Period | None:
    """Give the month or the quarter of a code, or None for what is neither."""
    return month_of_code(code) or quarter_of_code(code)


def month_of_code(code: str) -> Period | None:
    """Give the month written as ``2026-03``, or None."""
    if not _MONTH.fullmatch(code):
        return None
    before, month = months_back(code, 2)
    return Period(code, (month,), (before,))


def quarter_of_code(code: str) -> Period | None:
    """Give the calendar quarter written as ``2026-Q1``, or None."""
    found = _QUARTER.fullmatch(code)
    if found is None:
        return None
    months = months_back(f"{found['year']}-{3 * int(found['quarter']):02}", 6)
    return Period(code, months[3:], months[:3])


def last_months(now: datetime, count: int) -> Sequence[Period]:
    """Give the present month and those before it, the latest first."""
    codes = reversed(months_back(f"{now:%Y-%m}", count))
    return [one for one in map(month_of_code, codes) if one is not None]


def last_quarters(now: datetime, count: int) -> Sequence[Period]:
    """Give the present quarter and those before it, the latest first."""
    codes = dict.fromkeys(_quarter_code(month) for month in reversed(months_back(f"{now:%Y-%m}", 3 * count)))
    return [one for one in map(quarter_of_code, list(codes)[:count]) if one is not None]


def day_count(months: Sequence[str], now: datetime) -> int:
    """Give how many days these months have, without those that have not come yet; at least one."""
    today = now.date()
    ends = [_days_in(month) for month in months]
    return max(1, sum(min(last, max(0, (today - first).days + 1)) for first, last in ends))


def _days_in(month: str) -> tuple[date, int]:
    year, number = map(int, month.split("-"))
    return date(year, number, 1), calendar.monthrange(year, number)[1]


def _quarter_code(month: str) -> str:
    year, number = month.split("-")
    return f"{year}-Q{(int(number) + 2) // 3}"


def months_back(last: str, count: int) -> tuple[str, ...]:
    """Give the ``count`` months up to ``last``, which is written as ``2026-03``."""
    year, number = map(int, last.split("-"))
    final = year * 12 + number - 1
    return tuple(f"{one // 12:04}-{one % 12 + 1:02}" for one in range(final - count + 1, final + 1))
