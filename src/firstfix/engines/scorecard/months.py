"""Months and minutes of seconds since 1970-01-01, without a time zone: the log's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

_DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def month_of(moment: int) -> str:
    """Give the month of a moment as ``2026-03``."""
    return _month_of_day(moment // _DAY)


def minute_of(moment: int) -> str:
    """Give the minute of a moment as ``2026-03-02 08:00``."""
    return (_EPOCH + timedelta(seconds=moment)).isoformat(" ", "minutes")[:16]


@lru_cache(maxsize=10_000)
def _month_of_day(day: int) -> str:
    return (_EPOCH + timedelta(days=day)).date().isoformat()[:7]
