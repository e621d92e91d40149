"""Trends, drivers and interventions as plain values, to go with those of ``report_document``."""

from __future__ import annotations

from typing import Any

from firstfix.engines.scorecard.trend_report import Trend, TrendReport
from firstfix.engines.scorecard.trends import Change, Driver, Series, Study


def trends_document(told: TrendReport) -> dict[str, Any]:
    """Give a report's second half as a JSON object, whose fields belong into that of the first."""
    document: dict[str, Any] = {"trends": [_trend(one) for one in told.trends]}
    if told.drivers:
        document["drivers"] = {"by": told.driven_by, "rows": [_driver(one) for one in told.drivers]}
    if told.study:
        document["study"] = _study(told.study)
    return document


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "id": trend.kpi.id,
        "value": _series(trend.value),
        "counter": _series(trend.counter),
        "change": None if trend.change is None else _change(trend.change),
    }


def _driver(driver: Driver) -> dict[str, Any]:
    return {
        "name": driver.name,
        "cases": driver.case_count,
        "share": driver.share,
        "cumulative_share": driver.cumulative_share,
        "hours_share": driver.hours_share,
        "median_hours": driver.median_hours,
        "recurrence": driver.recurrence,
        "recurrence_interval": driver.recurrence_interval,
        "watched": driver.watched_count,
    }


def _study(study: Study) -> dict[str, Any]:
    found = study.found
    return {
        "about": list(study.intervention.about),
        "beside": list(study.intervention.beside) if study.intervention.beside else None,
        "at": study.intervention.at,
        "step": study.step,
        "periods": list(study.names),
        "counts": list(study.counts),
        "control": list(study.control),
        "first_after": study.place,
        "is_told": found.is_told,
        "is_more_than_chance": found.is_more_than_chance if found.is_told else None,
        "effect": found.effect,
        "effect_interval": found.effect_interval,
        "level_change": found.level_change,
        "level_interval": found.level_interval,
        "slope_change": found.slope_change,
        "slope_interval": found.slope_interval,
    }


def _series(series: Series) -> dict[str, Any]:
    chart, told = series.chart, series.told
    return {
        "name": series.measure.name,
        "unit": series.measure.unit.value,
        "step": series.step,
        "points": [
            {"period": point.name, "n": point.n, "figure": point.figure, "left_out": point.why_not}
            for point in series.points
        ],
        "middle": chart.middle,
        "low": chart.low,
        "high": chart.high,
        "is_stable": chart.is_stable,
        "signals": [
            {
                "period": told[signal.place].name,
                "rule": signal.rule,
                "side": "above" if signal.is_above else "below",
            }
            for signal in chart.signals
        ],
    }


def _change(change: Change) -> dict[str, Any]:
    compared, shift = change.comparison, change.shift
    return {
        "earlier": {"period": change.earlier, "n": compared.earlier_n, "figure": compared.earlier},
        "later": {"period": change.later, "n": compared.later_n, "figure": compared.later},
        "difference": compared.difference,
        "interval": compared.interval,
        "longer_chance": compared.longer_chance,
        "outcome": compared.outcome.value,
        "mix": None
        if shift is None
        else {
            "segment": change.segment,
            "difference": shift.difference,
            "by_mix": shift.mix,
            "by_work": shift.change,
            "is_reversed": shift.is_reversed,
        },
    }
