"""Trends, drivers and interventions as lines on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from firstfix.cli.scorecard.lines import figure_of
from firstfix.engines.scorecard.trend_report import Trend, TrendReport
from firstfix.engines.scorecard.trends import Change, Series, Study

__all__ = ["trend_lines"]

_OUTCOMES: Final = {
    "rose": "it rose by more than chance explains",
    "fell": "it fell by more than chance explains",
    "chance": "chance explains the difference",
    "too_few": "too few cases to say anything",
}


def trend_lines(told: TrendReport) -> Mapping[str, Sequence[str]]:
    """Give the lines for each KPI by its id, and under "" those of the whole work."""
    by_kpi = {trend.kpi.id: tuple(_trend(trend)) for trend in told.trends}
    return {**by_kpi, "": (*_drivers(told), *(_study(told.study) if told.study else ()))}


def _trend(trend: Trend) -> Iterator[str]:
    yield f"  {_chart(trend.value)}"
    yield f"  beside: {_chart(trend.counter)}"
    if trend.change:
        yield f"  {_change(trend.change, trend.value.measure.unit.value)}"


def _chart(series: Series) -> str:
    chart, unit = series.chart, series.measure.unit.value
    if series.usual is None:
        return f"By {series.step}: {len(chart.values)} with enough cases, too few to tell what is usual."
    low, high = series.usual
    usual = f"{figure_of(low, unit)} to {figure_of(high, unit)}"
    signals = [f"{series.told[signal.place].name} ({signal.rule})" for signal in chart.signals]
    told = f"out of the ordinary: {', '.join(signals)}" if signals else "nothing out of the ordinary"
    return f"By {series.step}: usual is {usual}; {told}."


def _change(change: Change, unit: str) -> str:
    compared = change.comparison
    if compared.earlier is None or compared.later is None:
        return f"{change.earlier} to {change.later}: {_OUTCOMES[compared.outcome.value]}."
    before, now = figure_of(compared.earlier, unit), figure_of(compared.later, unit)
    told = (
        f"{change.earlier} to {change.later}: {before} (n = {compared.earlier_n}) to {now}"
        f" (n = {compared.later_n}); {_OUTCOMES[compared.outcome.value]}."
    )
    shift = change.shift
    if shift is None:
        return told
    whole = "mean" if unit in {"hours", "time_share"} else "share"
    return (
        f"{told} Of the {whole}'s difference {figure_of(shift.change, unit)} is other work and"
        f" {figure_of(shift.mix, unit)} another mix of {change.segment}."
    )


def _study(study: Study) -> Iterator[str]:
    found = study.found
    yield f"\nThe intervention about {study.intervention.about[1]}:"
    if found.effect is None or found.effect_interval is None:
        yield "- Too short before or after to tell: eight whole periods are needed on each side."
        return
    low, high = found.effect_interval
    sure = "more than chance" if found.is_more_than_chance else "chance explains it"
    beside = " beside the control" if found.is_controlled else ""
    yield f"- {found.effect:+.1f} cases a {study.step}{beside} ({low:+.1f} to {high:+.1f}): {sure}."


def _drivers(told: TrendReport) -> Iterator[str]:
    if told.drivers:
        yield f"\nWhat drives the work, by {told.driven_by}:"
    for driver in told.drivers:
        again = "" if driver.recurrence is None else f", {driver.recurrence:.1%} come again in 30 days"
        yield (
            f"- {driver.name}: {driver.case_count} cases ({driver.share:.1%}, together"
            f" {driver.cumulative_share:.1%}), {driver.hours_share:.1%} of all hours{again}"
        )
