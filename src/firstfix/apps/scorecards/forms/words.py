"""Figures and reasons in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from firstfix.apps.scorecards.queries.field_measures import REASONS_HERE
from firstfix.engines.scorecard import PairVerdict, Value
from firstfix.engines.scorecard.measure import Measure, Unit
from firstfix.engines.verdict import mark

__all__ = ["VERDICT_TONES", "figure_words", "interval_words", "month_words", "reason_words", "verdict_words"]

_VERDICTS: Final[Mapping[PairVerdict, str]] = {
    PairVerdict.MET: mark("Target met"),
    PairVerdict.MISSED: mark("Target missed"),
    PairVerdict.IN_DOUBT: mark("In doubt"),
    PairVerdict.UNGUARDED: mark("Not backed by its counter-metric"),
    PairVerdict.TOO_FEW: mark("Too few cases"),
    PairVerdict.NO_BOUND: mark("No number as target"),
}
VERDICT_TONES: Final[Mapping[PairVerdict, str]] = {
    PairVerdict.MET: "good",
    PairVerdict.MISSED: "bad",
    PairVerdict.IN_DOUBT: "warn",
    PairVerdict.UNGUARDED: "warn",
    PairVerdict.TOO_FEW: "idle",
    PairVerdict.NO_BOUND: "idle",
}
_MONTHS: Final = (
    mark("Jan"), mark("Feb"), mark("Mar"), mark("Apr"), mark("May"), mark("Jun"), mark("Jul"), mark("Aug"),
    mark("Sep"), mark("Oct"), mark("Nov"), mark("Dec"),
)  # fmt: skip
_HOURS_OF_A_DAY: Final = 24
# From two days on hours are hard to picture.
_TOLD_IN_DAYS: Final = 48


def figure_words(measure: Measure, figure: float | None) -> str:
    """Give a figure with its unit; a dash where there is none."""
    if figure is None:
        return "–"
    if measure.unit is Unit.CASES:
        return number_format(round(figure), use_l10n=True, force_grouping=True)
    if measure.unit is Unit.HOURS:
        return _hours(figure)
    return _("%(share)s %%") % {"share": _number(100 * figure)}


def _hours(hours: float) -> str:
    if abs(hours) >= _TOLD_IN_DAYS:
        return _("%(days)s days") % {"days": _number(hours / _HOURS_OF_A_DAY)}
    if abs(hours) < 1:
        return _("%(minutes)s min") % {"minutes": number_format(round(60 * hours))}
    return _("%(hours)s h") % {"hours": _number(hours)}


def _number(figure: float) -> str:
    # Rounded first: number_format cuts off what is beyond the decimals.
    return str(number_format(round(figure, 1), 1))


def interval_words(value: Value) -> str:
    """Give from where to where the figure may lie by chance, or why nobody can say."""
    if value.interval is None:
        return _("too few for an interval")
    low, high = (figure_words(value.measure, end) for end in value.interval)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def reason_words(code: str) -> str:
    """Give why a case was left out."""
    return _(REASONS_HERE.get(code, code))


def verdict_words(verdict: PairVerdict) -> str:
    """Give a verdict in words."""
    return _(_VERDICTS[verdict])


def month_words(month: str) -> str:
    """Give a month such as ``2026-03`` as people say it."""
    year, number = month.split("-")
    return f"{_(_MONTHS[int(number) - 1])} {year}"
