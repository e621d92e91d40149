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
import csv
import gc
import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

from firstfix.cli.parsing import verb_parser
from firstfix.cli.scorecard.lines import report_lines
from firstfix.cli.scorecard.reading import MAPPINGS, BadInput, mapping_of, read_document, read_log
from firstfix.engines.scorecard import (
    Intervention,
    MappingError,
    Report,
    make_report,
    read_calendar,
    report_document,
    report_rows,
)
from firstfix.engines.scorecard.moments import MomentReader

__all__ = ["run"]


def run(arguments: list[str]) -> int:
    """Print the report of a log and give the exit code."""
    options = _parser().parse_args(arguments)
    try:
        if options.duckdb:
            return _count_elsewhere(options)
        write = _page_writer(options)
        report = _report(options)
        write(report)
    except BadInput as error:
        sys.stderr.write(f"{error}\n")
        return 2
    _print(options, report)
    return 0 if report.case_count else 1


def _count_elsewhere(options: argparse.Namespace) -> int:
    """Print the figures that DuckDB counts, as CSV."""
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


def _page_writer(options: argparse.Namespace) -> Callable[[Report], None]:
    """Give what writes the page, once it is sure that it can be written."""
    if options.html is None:
        return lambda _: None
    # Only this needs templates.
    page = importlib.import_module("firstfix.cli.scorecard.page")
    return page.page_writer(options.html, file=Path(options.file).name, language=options.language)


def _report(options: argparse.Namespace) -> Report:
    # Looking for cycles among a million events costs a tenth of the time and finds none.
    was_looking = gc.isenabled()
    gc.disable()
    try:
        return make_report(
            read_log(options),
            segments=options.by,
            tells_trends=options.trends or options.html is not None,
            intervention=_intervention(options),
            calendar=read_calendar(read_document(Path(options.calendar))) if options.calendar else None,
        )
    except ValueError as error:
        raise BadInput(str(error)) from None
    finally:
        if was_looking:
            gc.enable()


def _intervention(options: argparse.Namespace) -> Intervention | None:
    if options.since is None and options.about is None and options.beside is None:
        return None
    if options.since is None or options.about is None:
        raise BadInput("--since DATE and --about SEGMENT=WORD belong together: when, and about which cases.")
    at = MomentReader().read(options.since)
    if at is None:
        raise BadInput(f"--since {options.since}: write a date such as 2026-04-01.")
    beside = None if options.beside is None else _chosen("--beside", options.beside)
    return Intervention(at, _chosen("--about", options.about), beside)


def _chosen(option: str, words: str) -> tuple[str, str]:
    segment, sign, word = words.partition("=")
    if not sign or not word:
        raise BadInput(f"{option} {words}: write SEGMENT=WORD, such as category=VPN.")
    return segment, word


def _print(options: argparse.Namespace, report: Report) -> None:
    if options.json:
        sys.stdout.write(json.dumps(report_document(report), indent=1, ensure_ascii=False) + "\n")
    elif options.csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows(report_rows(report))
    elif options.html is None:
        sys.stdout.write("\n".join(report_lines(report)) + "\n")
    else:
        sys.stdout.write(f"{options.html}: {report.case_count} cases, {len(report.scored)} KPIs.\n")


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
