"""A report as lines on a terminal: each KPI with what stands beside it, and what the log hides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from firstfix.engines.scorecard import Report, Scored, Value
from firstfix.engines.scorecard.measure import REASONS

__all__ = ["figure_of", "report_lines"]

_MINUTES_UNTIL: Final = 2
_UNITS: Final = {"share": "%", "time_share": "%", "hours": " h", "cases": ""}


def report_lines(report: Report, more: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Give the lines, with nothing in them that a terminal would obey.

    ``more`` are further lines for each KPI, and under "" for the whole (see ``trend_lines``).
    """
    return map(_harmless, _lines(report, more))


def _harmless(line: str) -> str:
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in line)


def _lines(report: Report, more: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield f"{report.case_count} cases, {report.event_count} events, {report.row_count} rows."
    if not report.case_count:
        yield from (f"- {finding.text()}" for finding in report.findings)
        return
    for scored in report.scored:
        yield from _tile(scored)
        yield from more.get(scored.pair.kpi.id, ())
    for withheld in report.withheld:
        yield f"\n{withheld.kpi.id}  {withheld.kpi.question}"
        yield f"  Not shown. {withheld.sentence.format(lacks=', '.join(withheld.lacks))}"
    yield from _work(report)
    yield from more.get("", ())
    yield "\nWhat the log hides:"
    yield from (f"- {finding.text()}" for finding in report.findings)
    yield "\nTraces of playing with numbers (they accuse nobody; there may be a good reason):"
    yield from _traces(report)


def _traces(report: Report) -> Iterator[str]:
    flagged = [trace for trace in report.traces if trace.is_flagged]
    yield from (f"- {trace.text()}" for trace in flagged)
    if not report.traces:
        yield (
            "- None was looked for: the log tells nothing of due dates, acknowledgements, evidence, checks,"
            " assets, merges and surveys."
        )
    elif not flagged:
        looked = "; ".join(trace.name for trace in report.traces)
        yield f"- None. Looked for, of ten, because the log has the data: {looked}."


def _work(report: Report) -> Iterator[str]:
    if report.waited:
        yield "\nFor whom cases waited:"
        for one in report.waited:
            waited = f"{one.hours:.0f} h in {one.case_count} cases"
            yield f"- {one.party}: {one.share:.1%} of the waiting, {waited}"


def _tile(scored: Scored) -> Iterator[str]:
    kpi = scored.pair.kpi
    yield f"\n{kpi.id}  {kpi.question}  [{scored.verdict.value.replace('_', ' ')}; {kpi.target.words}]"
    yield f"  {_told(scored.pair.value)}"
    yield from _left_out(scored.pair.value)
    yield f"  beside: {_told(scored.pair.counter)}"
    yield from _left_out(scored.pair.counter)


def _left_out(value: Value) -> Iterator[str]:
    for code, count in sorted(value.excluded.items(), key=lambda one: -one[1]):
        yield f"    left out: {count} of {value.n + sum(value.excluded.values())}. {REASONS[code]}"


def _told(value: Value) -> str:
    unit = value.measure.unit.value
    if value.figure is None:
        return f"{value.measure.name}: no case has it."
    sure = ""
    if value.interval:
        sure = f" ({figure_of(value.interval[0], unit)} to {figure_of(value.interval[1], unit)})"
    spread = ""
    if value.mean is not None and value.p90 is not None:
        spread = f" median{sure}, p90 {figure_of(value.p90, unit)}, mean {figure_of(value.mean, unit)}"
    small = ", too few to say much" if value.is_small else ""
    figure = figure_of(value.figure, unit)
    return f"{value.measure.name}: {figure}{spread or sure}; n = {value.n}{small}"


def figure_of(figure: float, unit: str) -> str:
    """Give a figure with its unit: times of less than two hours in minutes."""
    if unit == "hours" and abs(figure) < _MINUTES_UNTIL:
        return f"{figure * 60:.0f} min"
    scale = 100 if unit in {"share", "time_share"} else 1
    digits = 0 if unit == "cases" else 1
    return f"{figure * scale:.{digits}f}{_UNITS[unit]}"
