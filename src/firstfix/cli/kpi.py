"""``firstfix kpi``: the KPIs of an event log, each with its counter-metric, and what the log hides.

The file is CSV or XES. Its columns are known for a log in our own words ('plain'), for ServiceNow incidents
('servicenow', a published export, or 'servicenow-table', with the names of the table) and for XES;
'--mapping FILE.json' names the columns of any other log. Without '--as' or '--mapping' the header decides.

Exit code 0 with figures, 1 where the log has no event that can be read, 2 where the file or the mapping
cannot be used.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from firstfix.cli.parsing import verb_parser
from firstfix.engines.scorecard import (
    PLAIN,
    SERVICENOW_INCIDENTS,
    SERVICENOW_TABLE,
    XES,
    Log,
    LogMapping,
    MappingError,
    Report,
    ScatteredError,
    Scored,
    Value,
    XesError,
    make_report,
    may_read_events,
    read_mapping,
    read_table,
    read_xes,
    reads_events,
    report_document,
)

__all__ = ["run"]

_MAPPINGS: Final = {
    "plain": PLAIN,
    "servicenow": SERVICENOW_INCIDENTS,
    "servicenow-table": SERVICENOW_TABLE,
    "xes": XES,
}
_CHUNK: Final = 1 << 16
_UNITS: Final = {"share": "%", "time_share": "%", "hours": " h", "cases": ""}


class _BadInput(Exception):
    """What is wrong with the file or the mapping, in sentences."""


def run(arguments: list[str]) -> int:
    """Print the report of a log and give the exit code."""
    options = _parser().parse_args(arguments)
    try:
        report = _report(options)
    except _BadInput as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if options.json:
        sys.stdout.write(json.dumps(report_document(report), indent=1, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(report)) + "\n")
    return 0 if report.case_count else 1


def _report(options: argparse.Namespace) -> Report:
    # Looking for cycles among a million events costs a tenth of the time and finds none.
    was_looking = gc.isenabled()
    gc.disable()
    try:
        return make_report(_read(options), segments=options.by)
    finally:
        if was_looking:
            gc.enable()


def _read(options: argparse.Namespace) -> Log:
    path = Path(options.file)
    try:
        mapping = _mapping(options, path)
        if mapping is XES or path.suffix.casefold() == ".xes":
            with path.open("rb") as file:
                return read_xes(_chunks(file), mapping)
        return _table(path, mapping)
    except OSError as error:
        raise _BadInput(f"{error.filename or path}: it cannot be read ({error.strerror or error}).") from None
    except (XesError, MappingError) as error:
        raise _BadInput(str(error)) from None


def _table(path: Path, mapping: LogMapping) -> Log:
    """Give the log of a CSV: without its events where it is written case by case and nobody reads them."""
    if not may_read_events(mapping):
        with contextlib.suppress(ScatteredError), _opened(path) as lines:
            log = read_table(lines, mapping, keeps_events=False)
            if not reads_events(log):
                return log
    with _opened(path) as lines:
        return read_table(lines, mapping)


def _opened(path: Path) -> TextIO:
    return path.open(encoding="utf-8", errors="replace", newline="")


def _mapping(options: argparse.Namespace, path: Path) -> LogMapping:
    if options.mapping:
        return read_mapping(_document(Path(options.mapping)))
    if options.form:
        return _MAPPINGS[options.form]
    if path.suffix.casefold() == ".xes":
        return XES
    with path.open(encoding="utf-8", errors="replace") as lines:
        header = lines.readline()
    known = (SERVICENOW_INCIDENTS, SERVICENOW_TABLE)
    return next((mapping for mapping in known if mapping.at in header), PLAIN)


def _document(path: Path) -> dict[str, object]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _BadInput(f"{path} is no JSON: {error}.") from None
    if not isinstance(document, dict):
        raise _BadInput(f"{path} must hold one JSON object.")
    return document


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _lines(report: Report) -> Iterator[str]:
    yield f"{report.case_count} cases, {report.event_count} events, {report.row_count} rows."
    for scored in report.scored:
        yield from _tile(scored)
    for withheld in report.withheld:
        yield f"\n{withheld.kpi.id}  {withheld.kpi.question}"
        yield f"  Not shown. {withheld.sentence.format(lacks=', '.join(withheld.lacks))}"
    if report.waited:
        yield "\nFor whom cases waited:"
        for one in report.waited:
            waited = f"{one.hours:.0f} h in {one.case_count} cases"
            yield f"- {one.party}: {one.share:.1%} of the waiting, {waited}"
    yield "\nWhat the log hides:"
    yield from (f"- {finding.text()}" for finding in report.findings)
    flagged = [trace for trace in report.traces if trace.is_flagged]
    yield "\nTraces of playing with numbers (they accuse nobody; there may be a good reason):"
    yield from (f"- {trace.text()}" for trace in flagged)
    if not flagged:
        yield f"- None. Detectors that this log has the data for: {len(report.traces)}."


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


def _figure(figure: float, unit: str) -> str:
    scale = 100 if unit in {"share", "time_share"} else 1
    digits = 0 if unit == "cases" else 1
    return f"{figure * scale:.{digits}f}{_UNITS[unit]}"


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("kpi", __doc__)
    parser.add_argument("file", help="the log: CSV with a header, or XES")
    parser.add_argument("--mapping", metavar="FILE", help="a JSON file that names the columns of the log")
    parser.add_argument("--as", dest="form", choices=sorted(_MAPPINGS), help="the known form of the log")
    parser.add_argument(
        "--by", action="append", help="segment by this attribute or by month; may be repeated"
    )
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    return parser
