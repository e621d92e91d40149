"""Moments and lengths of time as everybody says them when days are planned, in the reader's language."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import get_language, gettext

from firstfix.engines.dispatch.planning.why_words import hours_and_minutes

__all__ = ["short_moment", "span_words"]


def short_moment(local: datetime) -> str:
    """Give a time on somebody's clocks in the reader's language: "Mon 23 09:15"."""
    return f"{WEEKDAYS_ABBR[local.weekday()]} {local:%d %H:%M}"


def span_words(minutes: int) -> str:
    """Give a duration in the reader's language: "1 h 25 min"."""
    return _worded(get_language(), minutes)


# A board of two weeks says a few durations some thousand times.
@lru_cache(maxsize=4096)
def _worded(_language: str | None, minutes: int) -> str:
    return hours_and_minutes(minutes, gettext)
