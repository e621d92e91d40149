"""Figures and reasons in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from firstfix.apps.cases.models import CaseKind
from firstfix.apps.scorecards.queries.field_measures import REASONS_HERE
from firstfix.engines.scorecard import PairVerdict, Value
from firstfix.engines.scorecard.measure import Measure, Unit
from firstfix.engines.verdict import Scalar, mark

__all__ = [
    "VERDICT_TONES",
    "figure_words",
    "finding_words",
    "interval_words",
    "month_words",
    "period_words",
    "reason_words",
    "segment_names",
    "segment_words",
    "verdict_words",
]

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
_KINDS: Final = {kind.value: kind.label for kind in CaseKind}
_HOURS_OF_A_DAY: Final = 24
# From two days on hours are hard to picture.
_TOLD_IN_DAYS: Final = 48


def finding_words(sentence: str, params: Mapping[str, Scalar]) -> str:
    """Give the sentence of a finding; the names of measures and kinds in it are translated as well."""
    return _(sentence).format(
        **{name: _(value) if value and isinstance(value, str) else value for name, value in params.items()}
    )


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


def segment_names() -> Mapping[str, str]:
    """Give what cases are told apart by, by code."""
    return {"job_type": _("Kind of case"), "priority": _("Priority"), "group": _("Team")}


def segment_words(segment: str, value: str, teams: Mapping[str, str]) -> str:
    """Give one segment's name; ``teams`` are the names of teams by their ids."""
    words = {"job_type": _KINDS.get(value, value), "priority": value, "group": teams.get(value, value)}
    return str(words[segment]) or _("not said")


def verdict_words(verdict: PairVerdict) -> str:
    """Give a verdict in words."""
    return _(_VERDICTS[verdict])


def month_words(month: str) -> str:
    """Give a month such as ``2026-03`` as people say it."""
    year, number = map(int, month.split("-"))
    return date_format(date(year, number, 1), "M Y")


def period_words(code: str) -> str:
    """Give the code of a month or a quarter as people say it."""
    year, _dash, part = code.partition("-")
    if part.startswith("Q"):
        return _("Q%(number)s %(year)s") % {"number": part[1:], "year": year}
    return month_words(code)
