"""Months of seconds since 1970-01-01, without a time zone: the log's own clock."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

_DAY = 86_400


def month_of(moment: int) -> str:
    """Give the month of a moment as ``2026-03``."""
    return _month_of_day(moment // _DAY)


@lru_cache(maxsize=10_000)
def _month_of_day(day: int) -> str:
    return datetime.fromtimestamp(day * _DAY, UTC).strftime("%Y-%m")
