"""``firstfix kpi``: the KPIs of an event log, each with its counter-metric, and what the log hides.

The file is CSV, XES or (with an extra) Parquet. Its columns are known for a log in our own words ('plain'),
for ServiceNow incidents ('servicenow', a published export, or 'servicenow-table', with the names of the
table) and for XES; '--mapping FILE.json' names the columns of any other log. Without '--as' or '--mapping'
the header decides.

'--html FILE' writes one page that needs no network. '--since DATE --about category=VPN' asks what something
that was done on that day did to the number of these cases; '--beside category=Mail' names cases that it left
alone.

Exit code 0 with figures, 1 where the log has no event that can be read, 2 where the file, the mapping or the
words of the verb cannot be used.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import gc
import importlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from firstfix.cli.parsing import verb_parser
from firstfix.cli.scorecard.lines import report_lines
from firstfix.cli.scorecard.reading import MAPPINGS, BadInput, mapping_of, read_document, read_log
from firstfix.engines.scorecard import (
    KPIS,
    Cases,
    Kpi,
    Log,
    MappingError,
    Report,
    reads_events,
    report_document,
    report_of,
    report_rows,
)
from firstfix.engines.scorecard.moments import MomentReader

__all__ = ["run"]

# What a plain answer needs none of is loaded where it is asked for: it would take a tenth of the time.
_TRENDS: Final = "firstfix.engines.scorecard.trend_report"


def run(arguments: list[str]) -> int:
    """Print the report of a log and give the exit code."""
    options = _parser().parse_args(arguments)
    try:
        with _without_looking_for_cycles():
            return _count_elsewhere(options) if options.duckdb else _told(options)
    except BadInput as error:
        sys.stderr.write(f"{error}\n")
        return 2


@contextlib.contextmanager
def _without_looking_for_cycles() -> Iterator[None]:
    """Let no garbage be looked for: among a million objects it costs a tenth of the time and finds none.

    That holds until the report is printed and gone, since Python looks through all that is there.
    """
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


def _told(options: argparse.Namespace) -> int:
    # Only this needs templates.
    page = options.html and importlib.import_module("firstfix.cli.scorecard.page")
    write = page and page.page_writer(options.html, file=Path(options.file).name, language=options.language)
    report, trends = _reports(options)
    if write:
        write(report, trends)
    _print(options, report, trends)
    return 0 if report.case_count else 1


def _count_elsewhere(options: argparse.Namespace) -> int:
    """Print the figures that DuckDB counts, as CSV."""
    others = ("html", "json", "trends", "calendar", "since")
    if asked := [f"--{name}" for name in others if getattr(options, name)]:
        raise BadInput(f"--duckdb prints figures as CSV and nothing besides; leave out {', '.join(asked)}.")
    path = Path(options.file)
    columnar = importlib.import_module("firstfix.cli.scorecard.columnar")
    try:
        mapping = mapping_of(options, path, columnar.header_of)
    except OSError as error:
        raise BadInput(f"{error.filename or path}: it cannot be read ({error.strerror or error}).") from None
    except MappingError as error:
        raise BadInput(str(error)) from None
    rows = [columnar.COLUMNS, *columnar.figure_rows(path, mapping, options.by or [])]
    csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
    return 0 if len(rows) > 1 else 1


def _reports(options: argparse.Namespace) -> tuple[Report, Any]:
    """Give the report and, where they are asked for, the trends."""
    try:
        asked = _intervention(options)
        cases, kpis = _cases(options, read_log(options))
        report = report_of(cases, segments=options.by, kpis=kpis)
        if not (options.trends or options.html or asked):
            return report, None
        return report, importlib.import_module(_TRENDS).trend_report(cases, report.scored, asked)
    except ValueError as error:
        raise BadInput(str(error)) from None


def _cases(options: argparse.Namespace, log: Log) -> tuple[Cases, Sequence[Kpi]]:
    """Give the cases and what to count of them: with a calendar, business hours as well."""
    keeps_events = reads_events(log)
    if options.calendar is None:
        return Cases(log, keeps_events=keeps_events), KPIS
    opening = importlib.import_module("firstfix.engines.scorecard.open_hours")
    calendar = opening.read_calendar(read_document(Path(options.calendar)))
    hours = opening.open_hours_of(calendar, log.account)
    return Cases(log, keeps_events=keeps_events, open_hours=hours), opening.in_open_hours(KPIS)


def _intervention(options: argparse.Namespace) -> Any:
    """Give the intervention that the words describe, or ``None``."""
    if options.since is None and options.about is None and options.beside is None:
        return None
    if options.since is None or options.about is None:
        raise BadInput("--since DATE and --about SEGMENT=WORD belong together: when, and about which cases.")
    at = MomentReader().read(options.since)
    if at is None:
        raise BadInput(f"--since {options.since}: write a date such as 2026-04-01.")
    beside = None if options.beside is None else _chosen("--beside", options.beside)
    return importlib.import_module(_TRENDS).Intervention(at, _chosen("--about", options.about), beside)


def _chosen(option: str, words: str) -> tuple[str, str]:
    segment, sign, word = words.partition("=")
    if not sign or not word:
        raise BadInput(f"{option} {words}: write SEGMENT=WORD, such as category=VPN.")
    return segment, word


def _print(options: argparse.Namespace, report: Report, trends: Any) -> None:
    if options.json:
        sys.stdout.write(json.dumps(_document(report, trends), indent=1, ensure_ascii=False) + "\n")
    elif options.csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows(report_rows(report))
    elif options.html is None:
        lines = importlib.import_module("firstfix.cli.scorecard.trend_lines") if trends else None
        more = lines.trend_lines(trends) if lines else {}
        sys.stdout.write("\n".join(report_lines(report, more)) + "\n")
    else:
        sys.stdout.write(f"{options.html}: {report.case_count} cases, {len(report.scored)} KPIs.\n")


def _document(report: Report, trends: Any) -> dict[str, Any]:
    document = report_document(report)
    if trends:
        written = importlib.import_module("firstfix.engines.scorecard.trend_document")
        document |= written.trends_document(trends)
    return document


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("kpi", __doc__)
    parser.add_argument("file", help="the log: CSV with a header, XES, or Parquet")
    parser.add_argument("--mapping", metavar="FILE", help="a JSON file that names the columns of the log")
    parser.add_argument("--as", dest="form", choices=sorted(MAPPINGS), help="the known form of the log")
    parser.add_argument(
        "--by", action="append", help="segment by this attribute, or by month or week; may be repeated"
    )
    parser.add_argument(
        "--calendar", metavar="FILE", help="a JSON file of business hours: zone, week and holidays"
    )
    parser.add_argument("--trends", action="store_true", help="add control charts, changes and drivers")
    parser.add_argument("--html", metavar="FILE", help="write the report as one page that needs no network")
    parser.add_argument("--language", default="en", help="the page's language, such as de")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print everything as JSON")
    form.add_argument("--csv", action="store_true", help="print the figures as CSV, two rows a pair")
    parser.add_argument(
        "--duckdb", action="store_true", help="let DuckDB count a large CSV or Parquet; prints figures as CSV"
    )
    parser.add_argument("--since", metavar="DATE", help="the day of an intervention, such as 2026-04-01")
    parser.add_argument("--about", metavar="SEGMENT=WORD", help="the cases that the intervention is about")
    parser.add_argument("--beside", metavar="SEGMENT=WORD", help="cases that the intervention left alone")
    return parser
