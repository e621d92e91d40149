"""Points in words: the time on the road that counts as much, which is what the terms are weighed against."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext

from firstfix.apps.dispatching.queries.planning.moments import span_words
from firstfix.engines.dispatch.planning import DEFAULT_POLICY

__all__ = ["POINTS_A_MINUTE", "worth_words"]

POINTS_A_MINUTE = DEFAULT_POLICY.travel
"""What a minute on the road costs."""

# Nobody reads minutes beside so many hours.
_LONG_HOURS = 100


def worth_words(points: int, *, signed: bool = False) -> str:
    """Give points as time on the road: "1 h 20 min", "4,120 h"; ``signed`` writes what is more and less."""
    minutes = round(abs(points) / POINTS_A_MINUTE)
    hours = round(minutes / 60)
    grouped = number_format(hours, use_l10n=True, force_grouping=True)
    words = gettext("{n} h").format(n=grouped) if hours >= _LONG_HOURS else span_words(minutes)
    sign = ("+" if points > 0 else "−") if signed and minutes else ""
    return f"{sign}{words}"
