"""The log of ``firstfix kpi``: found, its form recognised, read."""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from firstfix.engines.scorecard import (
    PLAIN,
    SERVICENOW_INCIDENTS,
    SERVICENOW_TABLE,
    XES,
    Log,
    LogMapping,
    MappingError,
    ScatteredError,
    XesError,
    may_read_events,
    read_mapping,
    read_table,
    read_xes,
    reads_events,
)

__all__ = ["MAPPINGS", "BadInput", "read_log"]

MAPPINGS: Final = {
    "plain": PLAIN,
    "servicenow": SERVICENOW_INCIDENTS,
    "servicenow-table": SERVICENOW_TABLE,
    "xes": XES,
}
_CHUNK: Final = 1 << 16


class BadInput(Exception):
    """What is wrong with the file, the mapping or the words of the verb, in sentences."""


def read_log(options: argparse.Namespace) -> Log:
    """Give the log that the options name. Raises BadInput."""
    path = Path(options.file)
    try:
        mapping = _mapping(options, path)
        if mapping is XES or path.suffix.casefold() == ".xes":
            with path.open("rb") as file:
                return read_xes(_chunks(file), mapping)
        return _table(path, mapping)
    except OSError as error:
        raise BadInput(f"{error.filename or path}: it cannot be read ({error.strerror or error}).") from None
    except (XesError, MappingError) as error:
        raise BadInput(str(error)) from None


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
        return MAPPINGS[options.form]
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
        raise BadInput(f"{path} is no JSON: {error}.") from None
    if not isinstance(document, dict):
        raise BadInput(f"{path} must hold one JSON object.")
    return document


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
