"""A KPI by month as a drawing and as a table: what is only up and down, and what is a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from math import inf
from typing import Any, Final

from django.utils.translation import gettext as _

from firstfix.apps.scorecards.forms.columns import pair_cells
from firstfix.apps.scorecards.forms.words import figure_words, month_words
from firstfix.engines.scorecard import Pair, Value
from firstfix.engines.scorecard.measure import Measure, Unit
from firstfix.engines.scorecard.trends import control_chart
from firstfix.engines.scorecard.trends.control_chart import RULES, Chart

__all__ = ["Trend", "month_rows", "trend_of"]

WIDTH: Final = 360
HEIGHT: Final = 110


@dataclass(frozen=True, slots=True)
class Trend:
    """The drawing of a series: ``spots`` are months with a figure, ``lines`` join neighbours.

    ``levels`` are the middle and the limits of the control chart, without a limit that no figure can reach.
    ``summary`` is the drawing in one sentence; :func:`month_rows` say it month by month.
    """

    spots: list[Mapping[str, Any]]
    lines: list[str]
    levels: list[Mapping[str, Any]]
    summary: str
    highest: str
    lowest: str
    first: str
    last: str
    ticks: list[Mapping[str, Any]]


def trend_of(by_month: Mapping[str, Pair], *, present: str) -> Trend:
    """Give the trend of a KPI; the ``present`` month is drawn and judged by no rule, for it is not over."""
    told = _told(by_month)
    chart, rules = _judged(by_month, present)
    figures = {month: value.figure or 0.0 for month, value in told}
    measure = next(iter(by_month.values())).value.measure
    levels = _possible(measure, chart)
    scale = _Scale([*figures.values(), *(level for _kind, level in levels)])
    months = list(by_month)
    places = {month: _x(index, len(months)) for index, month in enumerate(months)}
    return Trend(
        spots=[
            {
                "x": places[month],
                "y": scale.y(figures[month]),
                "is_small": value.is_small,
                "is_signal": month in rules,
                "is_present": month == present,
            }
            for month, value in told
        ],
        lines=_lines(months, places, figures, scale),
        levels=[
            {"kind": kind, "y": scale.y(level), "label": figure_words(measure, level)}
            for kind, level in levels
        ],
        summary=_summary(chart, rules, told),
        highest=figure_words(measure, max(figures.values(), default=None)),
        lowest=figure_words(measure, min(figures.values(), default=None)),
        first=month_words(months[0]),
        last=month_words(months[-1]),
        ticks=[{"x": places[month], "label": month_words(month)} for month in months],
    )


def month_rows(by_month: Mapping[str, Pair], *, present: str) -> list[Mapping[str, Any]]:
    """Give the months in words, each with its counter-metric and with what stands out."""
    _chart, rules = _judged(by_month, present)
    # Before the first case of all there is nothing to say, month after month.
    begun = dropwhile(lambda told: not (told[1].value.n or told[1].counter.n), by_month.items())
    return [_row(month, pair, rules.get(month, ""), month == present) for month, pair in begun]


def _told(by_month: Mapping[str, Pair]) -> list[tuple[str, Value]]:
    return [(month, pair.value) for month, pair in by_month.items() if pair.value.n]


def _judged(by_month: Mapping[str, Pair], present: str) -> tuple[Chart, Mapping[str, str]]:
    """Give the control chart of the months that are over, and the rule that each signal breaks."""
    over = [(month, value) for month, value in _told(by_month) if month != present]
    chart = control_chart([value.figure or 0.0 for _month, value in over])
    return chart, {over[signal.place][0]: signal.rule for signal in chart.signals}


class _Scale:
    """Turns a figure into a height."""

    def __init__(self, known: Sequence[float]) -> None:
        self._low = min(known, default=0.0)
        self._span = (max(known, default=1.0) - self._low) or 1.0

    def y(self, figure: float) -> float:
        return round(HEIGHT - (figure - self._low) / self._span * HEIGHT, 1)


def _x(index: int, count: int) -> float:
    return round(WIDTH * index / max(1, count - 1), 1)


def _lines(
    months: Sequence[str], places: Mapping[str, float], figures: Mapping[str, float], scale: _Scale
) -> list[str]:
    """Give the points of each stretch of months with a figure; a month without one is a gap."""
    lines: list[list[str]] = [[]]
    for month in months:
        if month in figures:
            lines[-1].append(f"{places[month]},{scale.y(figures[month])}")
        elif lines[-1]:
            lines.append([])
    return [" ".join(points) for points in lines if len(points) > 1]


def _possible(measure: Measure, chart: Chart) -> list[tuple[str, float]]:
    """Give the middle and those limits that a figure can cross: no share is above 1, nothing below 0."""
    known = (("middle", chart.middle), ("limit", chart.low), ("limit", chart.high))
    most = inf if measure.unit in (Unit.HOURS, Unit.CASES) else 1.0
    return [(kind, level) for kind, level in known if level is not None and 0.0 <= level <= most]


def _row(month: str, pair: Pair, rule: str, is_present: bool) -> Mapping[str, Any]:
    value = pair.value
    remarks = [_(RULES[rule])] if rule else []
    remarks += [_("So far; the month is not over.")] if is_present else []
    remarks += (
        [_("Fewer than %(n)s cases.") % {"n": pair.kpi.minimum_n}] if 0 < value.n < pair.kpi.minimum_n else []
    )
    return {
        "month": month_words(month),
        "code": month,
        **pair_cells(pair),
        "remark": " ".join(remarks),
    }


def _summary(chart: Chart, rules: Mapping[str, str], told: Sequence[Any]) -> str:
    if not told:
        return _("No month has a figure.")
    if chart.is_stable is None:
        return _("Too few months to tell a change from the usual up and down.")
    if chart.is_stable:
        return _("No month stands out: what moves here is the usual up and down.")
    months = ", ".join(month_words(month) for month in rules)
    return _("More than the usual up and down: %(months)s.") % {"months": months}
