"""The log of ``firstfix kpi``: found, its form recognised, read."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Final

from firstfix.cli.scorecard.opening import (
    BadInput,
    Misread,
    broken_packing,
    form_of,
    opened_bytes,
    opened_text,
)
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

__all__ = ["MAPPINGS", "BadInput", "mapping_of", "read_document", "read_log"]

MAPPINGS: Final = {
    "plain": PLAIN,
    "servicenow": SERVICENOW_INCIDENTS,
    "servicenow-table": SERVICENOW_TABLE,
    "xes": XES,
}
_CHUNK: Final = 1 << 16
# Letters of a first line in which a known form is looked for.
_LONGEST_HEADER: Final = 1 << 16


def read_log(options: argparse.Namespace) -> Log:
    """Give the log that the options name. Raises BadInput."""
    path = Path(options.file)
    try:
        mapping = mapping_of(options, path)
        form = form_of(path)
        if form == "parquet":
            # Only this needs the extra.
            parquet = importlib.import_module("firstfix.cli.scorecard.parquet_reading")
            return _table(mapping, partial(parquet.read_parquet, path, mapping))
        with broken_packing(path):
            if mapping is XES or form == "xes":
                with opened_bytes(path) as file:
                    return read_xes(_chunks(file), mapping)
            return _table(mapping, partial(_csv, path, mapping))
    except OSError as error:
        raise BadInput(f"{error.filename or path}: it cannot be read ({error.strerror or error}).") from None
    except (XesError, MappingError) as error:
        raise BadInput(str(error)) from None


def _table(mapping: LogMapping, read: Callable[..., Log]) -> Log:
    """Give the log of a table: without its events where it is written case by case and nobody reads them."""
    if not may_read_events(mapping):
        with contextlib.suppress(ScatteredError):
            log = read(keeps_events=False)
            if not reads_events(log):
                return log
    return read()


def _csv(path: Path, mapping: LogMapping, *, keeps_events: bool = True) -> Log:
    misread = Misread()
    with opened_text(path, misread) as lines:
        log = read_table(lines, mapping, keeps_events=keeps_events)
    log.account.misread_count = misread.count
    return log


def mapping_of(
    options: argparse.Namespace, path: Path, names_of: Callable[[Path], Iterable[str]] | None = None
) -> LogMapping:
    """Give the mapping that the options name, else the one that the columns are known by.

    ``names_of`` gives the columns of a file that this module does not read itself. Raises BadInput and
    MappingError, and OSError where the file cannot be read.
    """
    if options.mapping:
        return read_mapping(read_document(Path(options.mapping)))
    if options.form:
        return MAPPINGS[options.form]
    form = form_of(path)
    if form == "xes":
        return XES
    header = _header(path, form) if names_of is None else ",".join(names_of(path))
    known = (SERVICENOW_INCIDENTS, SERVICENOW_TABLE)
    return next((mapping for mapping in known if mapping.at in header.casefold()), PLAIN)


def _header(path: Path, form: str) -> str:
    if form == "parquet":
        return ",".join(
            importlib.import_module("firstfix.cli.scorecard.parquet_reading").parquet_header(path)
        )
    with broken_packing(path), opened_text(path) as lines:
        return lines.readline(_LONGEST_HEADER)


def read_document(path: Path) -> dict[str, object]:
    """Give the JSON object of a file. Raises BadInput."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: it cannot be read ({error.strerror or error}).") from None
    except ValueError as error:
        raise BadInput(f"{path} is no JSON: {error}.") from None
    if not isinstance(document, dict):
        raise BadInput(f"{path} must hold one JSON object.")
    return document


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
