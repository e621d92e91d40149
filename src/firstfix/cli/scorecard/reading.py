"""The log of ``firstfix kpi``: found, its form recognised, read."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
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

__all__ = ["MAPPINGS", "BadInput", "mapping_of", "read_document", "read_log"]

MAPPINGS: Final = {
    "plain": PLAIN,
    "servicenow": SERVICENOW_INCIDENTS,
    "servicenow-table": SERVICENOW_TABLE,
    "xes": XES,
}
_CHUNK: Final = 1 << 16
# How files begin that are text of another kind, or none.
_OTHER_TEXT: Final = (b"\xff\xfe", b"\xfe\xff")
_GZIP: Final = b"\x1f\x8b"


class BadInput(Exception):
    """What is wrong with the file, the mapping or the words of the verb, in sentences."""


def read_log(options: argparse.Namespace) -> Log:
    """Give the log that the options name. Raises BadInput."""
    path = Path(options.file)
    try:
        mapping = mapping_of(options, path)
        if path.suffix.casefold() == ".parquet":
            # Only this needs the extra.
            parquet = importlib.import_module("firstfix.cli.scorecard.parquet_reading")
            return _table(mapping, partial(parquet.read_parquet, path, mapping))
        if mapping is XES or path.suffix.casefold() == ".xes":
            with path.open("rb") as file:
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
    with _opened(path) as lines:
        return read_table(lines, mapping, keeps_events=keeps_events)


def _opened(path: Path) -> TextIO:
    return path.open(encoding="utf-8", errors="replace", newline="")


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
    if path.suffix.casefold() == ".xes":
        return XES
    header = _header(path) if names_of is None else ",".join(names_of(path))
    known = (SERVICENOW_INCIDENTS, SERVICENOW_TABLE)
    return next((mapping for mapping in known if mapping.at in header), PLAIN)


def _header(path: Path) -> str:
    if path.suffix.casefold() == ".parquet":
        return ",".join(
            importlib.import_module("firstfix.cli.scorecard.parquet_reading").parquet_header(path)
        )
    with path.open("rb") as file:
        beginning = file.read(len(_OTHER_TEXT[0]))
    if beginning in _OTHER_TEXT:
        raise BadInput(f"{path}: it is UTF-16. Save it as UTF-8, such as 'CSV UTF-8' in a spreadsheet.")
    if beginning == _GZIP:
        raise BadInput(f"{path}: it is compressed. Unpack it first.")
    with path.open(encoding="utf-8", errors="replace") as lines:
        return lines.readline()


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


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
