"""A report as lines on a terminal: each KPI with what stands beside it, and what the log hides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstfix.engines.scorecard import Report, Scored, Trend, Value
from firstfix.engines.scorecard.trends import Change, Series, Study

__all__ = ["report_lines"]

_UNITS: Final = {"share": "%", "time_share": "%", "hours": " h", "cases": ""}
_OUTCOMES: Final = {
    "rose": "it rose by more than chance explains",
    "fell": "it fell by more than chance explains",
    "chance": "chance explains the difference",
    "too_few": "too few cases to say anything",
}


def report_lines(report: Report) -> Iterator[str]:
    """Give the lines, with nothing in them that a terminal would obey."""
    return map(_harmless, _lines(report))


def _harmless(line: str) -> str:
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in line)


def _lines(report: Report) -> Iterator[str]:
    yield f"{report.case_count} cases, {report.event_count} events, {report.row_count} rows."
    trends = {trend.kpi.id: trend for trend in report.trends}
    for scored in report.scored:
        yield from _tile(scored)
        if scored.pair.kpi.id in trends:
            yield from _trend(trends[scored.pair.kpi.id])
    for withheld in report.withheld:
        yield f"\n{withheld.kpi.id}  {withheld.kpi.question}"
        yield f"  Not shown. {withheld.sentence.format(lacks=', '.join(withheld.lacks))}"
    yield from _work(report)
    if report.study:
        yield from _study(report.study)
    yield "\nWhat the log hides:"
    yield from (f"- {finding.text()}" for finding in report.findings)
    flagged = [trace for trace in report.traces if trace.is_flagged]
    yield "\nTraces of playing with numbers (they accuse nobody; there may be a good reason):"
    yield from (f"- {trace.text()}" for trace in flagged)
    if not flagged:
        yield f"- None. Detectors that this log has the data for: {len(report.traces)}."


def _work(report: Report) -> Iterator[str]:
    if report.waited:
        yield "\nFor whom cases waited:"
        for one in report.waited:
            waited = f"{one.hours:.0f} h in {one.case_count} cases"
            yield f"- {one.party}: {one.share:.1%} of the waiting, {waited}"
    if report.drivers:
        yield f"\nWhat drives the work, by {report.driven_by}:"
    for driver in report.drivers:
        again = "" if driver.recurrence is None else f", {driver.recurrence:.1%} come again in 30 days"
        yield (
            f"- {driver.name}: {driver.case_count} cases ({driver.share:.1%}, together"
            f" {driver.cumulative_share:.1%}), {driver.hours_share:.1%} of all hours{again}"
        )


def _tile(scored: Scored) -> Iterator[str]:
    kpi = scored.pair.kpi
    yield f"\n{kpi.id}  {kpi.question}  [{scored.verdict.value.replace('_', ' ')}; {kpi.target.words}]"
    yield f"  {_told(scored.pair.value)}"
    yield f"  beside: {_told(scored.pair.counter)}"


def _told(value: Value) -> str:
    unit = value.measure.unit.value
    if value.figure is None:
        return f"{value.measure.name}: no case has it."
    sure = ""
    if value.interval:
        sure = f" ({_figure(value.interval[0], unit)} to {_figure(value.interval[1], unit)})"
    spread = ""
    if value.mean is not None and value.p90 is not None:
        spread = f" median{sure}, p90 {_figure(value.p90, unit)}, mean {_figure(value.mean, unit)}"
    left_out = f", {sum(value.excluded.values())} left out" if value.excluded else ""
    small = ", too few to say much" if value.is_small else ""
    return (
        f"{value.measure.name}: {_figure(value.figure, unit)}{spread or sure}; n = {value.n}{left_out}{small}"
    )


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
    usual = f"{_figure(low, unit)} to {_figure(high, unit)}"
    signals = [f"{series.told[signal.place].name} ({signal.rule})" for signal in chart.signals]
    told = f"out of the ordinary: {', '.join(signals)}" if signals else "nothing out of the ordinary"
    return f"By {series.step}: usual is {usual}; {told}."


def _change(change: Change, unit: str) -> str:
    compared = change.comparison
    if compared.earlier is None or compared.later is None:
        return f"{change.earlier} to {change.later}: {_OUTCOMES[compared.outcome.value]}."
    told = (
        f"{change.earlier} to {change.later}: {_figure(compared.earlier, unit)} (n = {compared.earlier_n}) to"
        f" {_figure(compared.later, unit)} (n = {compared.later_n}); {_OUTCOMES[compared.outcome.value]}."
    )
    shift = change.shift
    if shift is None:
        return told
    whole = "mean" if unit in {"hours", "time_share"} else "share"
    return (
        f"{told} Of the {whole}'s difference {_figure(shift.change, unit)} is other work and"
        f" {_figure(shift.mix, unit)} another mix of {change.segment}."
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


def _figure(figure: float, unit: str) -> str:
    scale = 100 if unit in {"share", "time_share"} else 1
    digits = 0 if unit == "cases" else 1
    return f"{figure * scale:.{digits}f}{_UNITS[unit]}"
