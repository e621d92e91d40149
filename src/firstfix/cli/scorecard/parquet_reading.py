"""Logs as Parquet, read batch by batch with the ``parquet`` extra."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from firstfix.cli.scorecard.reading import BadInput
from firstfix.engines.scorecard import Log, LogMapping
from firstfix.engines.scorecard.gathering import as_mapped, gather

__all__ = ["parquet_header", "read_parquet"]

_BATCH_ROWS: Final = 8192


def parquet_header(path: Path) -> tuple[str, ...]:
    """Give the names of the columns. Raises BadInput where the file is no Parquet or the extra is missing."""
    return tuple(_file(path).schema_arrow.names)


def read_parquet(path: Path, mapping: LogMapping, *, keeps_events: bool = True) -> Log:
    """Give the log of a Parquet file; only the columns of the mapping are read.

    Raises BadInput, and ScatteredError as ``gather`` does.
    """
    file = _file(path)
    asked = {mapping.case, mapping.at, mapping.kind, mapping.actor, *mapping.attributes.values()}
    names = file.schema_arrow.names
    mapped = as_mapped(names, mapping)
    header = [name for name, known in zip(names, mapped, strict=True) if known in asked]
    return gather(_rows(file, header), header, mapping, keeps_events=keeps_events)


def _rows(file: Any, header: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Give rows of texts, as a CSV would have them: null is empty, a time is in the form of ISO 8601."""
    arrow, compute = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.compute")
    for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=list(header)):
        columns = [_texts(column, arrow, compute) for column in batch.columns]
        yield from zip(*columns, strict=True)


def _texts(column: Any, arrow: Any, compute: Any) -> list[str]:
    if arrow.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return compute.fill_null(column.cast(arrow.string()), "").to_pylist()


def _file(path: Path) -> Any:
    try:
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise BadInput("Reading Parquet needs an extra: pip install 'firstfix[parquet]'.") from None
    try:
        return parquet.ParquetFile(path)
    except ValueError as error:
        raise BadInput(f"{path}: it is no Parquet that can be read ({error}).") from None
