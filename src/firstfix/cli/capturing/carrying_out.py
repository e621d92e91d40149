"""A capture from the command line: open, read, judge, tell."""

from __future__ import annotations

import argparse
import importlib
import sys
from dataclasses import replace
from pathlib import Path

import rfc8785

from firstfix.cli.capturing.lines import report_lines
from firstfix.cli.capturing.progress import Watched
from firstfix.cli.capturing.report import Looked, looked_document
from firstfix.cli.preflighting.files import BadInput, check_targets, write_whole
from firstfix.cli.preflighting.printing import print_document, print_text
from firstfix.cli.preflighting.speaking import speaking_of
from firstfix.engines.capture import Reader, compare_ends, read_capture, sample_of
from firstfix.engines.diagnosis import Status
from firstfix.engines.diagnosis.exit_code import BAD_SPEC, FAILED, PASSED, WARNED

__all__ = ["carry_out"]


def carry_out(options: argparse.Namespace) -> int:
    """Give the exit code of what the words of the verb ask for."""
    try:
        speaking = speaking_of(options.language)
        check_targets([options.html], source=options.file)
        check_targets([options.html], source=options.second)
        return _told(options, replace(_looked(options), speaking=speaking))
    except BadInput as error:
        sys.stderr.write("\n".join(error.lines) + "\n")
        return BAD_SPEC


def _looked(options: argparse.Namespace) -> Looked:
    names = [name for name in (options.file, options.second) if name is not None]
    reports = []
    for name in names:
        with _opened(name, options) as stream:
            reports.append(read_capture(stream))
    if len(names) == 1:
        return Looked(tuple(names), tuple(reports), None)
    samples = []
    for name in names:
        with _opened(name, options) as stream:
            samples.append(sample_of(Reader(stream).batches()))
    losing = frozenset(
        (str(finding.params["source"]), str(finding.params["target"]))
        for report in reports
        for finding in report.findings
        if finding.code.code == "PCAP.TCP.LOSS"
    )
    return Looked(tuple(names), tuple(reports), compare_ends(*samples, losing=losing))


def _opened(name: str, options: argparse.Namespace) -> Watched:
    try:
        path = Path(name)
        if path.is_dir():
            raise BadInput(f"{name} is a folder; name a capture in it.")
        if options.second is not None and not path.is_file():
            raise BadInput(f"{name} can be read only once; to compare two captures, save it as a file first.")
        size = path.stat().st_size
        return Watched(path.open("rb"), name, size, is_shown=not options.quiet and sys.stderr.isatty())
    except OSError as error:
        raise BadInput(f"{name}: it cannot be read ({error.strerror or error}).") from None
    except ValueError as error:
        raise BadInput(f"{name!r} is no name of a file ({error}).") from None


def _told(options: argparse.Namespace, looked: Looked) -> int:
    if options.html:
        # Templates are loaded only for whoever wants a page: they are a tenth of a start.
        page = importlib.import_module("firstfix.cli.capturing.page")
        write_whole(options.html, page.page_of(looked).encode("utf-8"))
    if options.json:
        print_document(rfc8785.dumps(looked_document(looked)))
    else:
        print_text("\n".join(report_lines(looked)))
    for name, report in zip(looked.names, looked.reports, strict=True):
        if report.damage is not None:
            sys.stderr.write(f"{looked.damage_words(name, report)}\n")
    return _exit_code(looked)


def _exit_code(looked: Looked) -> int:
    if any(report.damage is not None for report in looked.reports):
        return BAD_SPEC
    statuses = {finding.status for finding in looked.findings}
    return FAILED if Status.FAIL in statuses else WARNED if Status.WARN in statuses else PASSED
