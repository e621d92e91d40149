"""Figures of a log larger than this machine's memory: DuckDB reads and counts, with the ``duckdb`` extra."""

from __future__ import annotations

import importlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from firstfix.cli.scorecard.reading import BadInput
from firstfix.engines.scorecard import KPIS, Kpi, LogMapping
from firstfix.engines.scorecard.measure import Measure
from firstfix.engines.scorecard.sql import (
    DUCKDB,
    Counted,
    counted,
    events_from,
    history_statements,
    measure_statement,
)
from firstfix.engines.scorecard.sql.dialect import name_literal, text_literal

__all__ = ["COLUMNS", "figure_rows", "header_of"]

# So many events at once take about a gigabyte.
_SLICE_EVENTS: Final = 1_000_000
# A row takes about 270 bytes until it is written.
_PIECE_EVENTS: Final = 4_000_000
# More goes to files beside the database.
_MEMORY: Final = "2GB"
_SLICE: Final = '"firstfix slice"'
_Counts = Callable[[Measure, str], Mapping[str, Counted]]
COLUMNS: Final = (
    "kpi", "segment", "word", "part", "measure", "unit", "n", "hits", "median", "p90", "mean", "left_out",
)  # fmt: skip


def header_of(path: Path) -> tuple[str, ...]:
    """Give the names of the columns of a CSV or Parquet file. Raises BadInput."""
    with _connected() as database:
        return _columns(database, path)


def figure_rows(path: Path, mapping: LogMapping, segments: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Give two rows for each KPI that the log carries, its value and its counter-metric, and by segment.

    The figures are those of ``score``; there are no intervals, findings, traces and cases, for no case comes
    into this process. Raises BadInput.
    """
    with tempfile.TemporaryDirectory() as folder, _connected(Path(folder)) as database:
        columns = _columns(database, path)
        if missing := {mapping.case, mapping.at, mapping.kind} - set(columns):
            raise BadInput(
                f"{path}: it has no column {', '.join(sorted(missing))}; say which with --mapping."
            )
        attributes = {name for name, column in mapping.attributes.items() if column in columns}
        kinds: set[str] = set()
        for source in _slices(database, path, mapping, columns, Path(folder)):
            events = events_from(mapping, columns, source, DUCKDB)
            _asked(database, f"CREATE OR REPLACE TEMP TABLE events AS {events}")
            for statement in history_statements(attributes, adds=bool(kinds)):
                _asked(database, statement)
            kinds |= {kind for (kind,) in _asked(database, "SELECT DISTINCT kind FROM events")} | {""}
        carried = frozenset(attributes | kinds)
        # Several KPIs share a counter-metric.
        counts = cache(partial(_counts, database))
        for kpi in KPIS:
            if not kpi.measure.lacks(carried) and not kpi.counter.lacks(carried):
                yield from _pair(counts, kpi, segments)


def _slices(
    database: Any, path: Path, mapping: LogMapping, columns: Sequence[str], folder: Path
) -> Iterator[str]:
    """Give what to read events from, one after the other; all events of a case are in one of them.

    A log of more than a slice is first written into as many folders as there are slices, by case.
    """
    source = _source(path)
    count = _asked(database, f"SELECT count(*) FROM {source}")[0][0]  # noqa: S608 - the path is quoted
    slice_count = -(-count // _SLICE_EVENTS)
    if slice_count <= 1:
        yield source
        return
    mapped = {mapping.case, mapping.at, mapping.kind, mapping.actor, *mapping.attributes.values()}
    kept = ", ".join(name_literal(name) for name in columns if name in mapped)
    slice_of = f"hash(CAST({name_literal(mapping.case)} AS text)) % {slice_count}"
    slices = folder / "slices"
    for piece in _pieces(database, path, kept, count, folder):
        _asked(
            database,
            f"COPY (SELECT seq, {kept}, {slice_of} AS {_SLICE} FROM {piece})"  # noqa: S608 - quoted
            f" TO {text_literal(str(slices))} (FORMAT parquet, PARTITION_BY ({_SLICE}), APPEND)",
        )
    for one in sorted(slices.iterdir()):
        files = text_literal(str(one / "*.parquet"))
        yield f"read_parquet({files}, hive_partitioning = false)"
        shutil.rmtree(one)


def _pieces(database: Any, path: Path, kept: str, count: int, folder: Path) -> Iterator[str]:
    """Give a large log in pieces of its rows, one after the other.

    DuckDB holds back what it writes by case until its statement ends: of 100 million events at once that is
    13 GB of files for what memory does not hold.
    """
    place = text_literal(str(path))
    if not _is_parquet(path):
        # Only Parquet can be read from the middle.
        place = text_literal(str(folder / "rows.parquet"))
        _asked(database, f"COPY (SELECT {kept} FROM {_source(path)}) TO {place} (FORMAT parquet)")  # noqa: S608
    for first in range(0, count, _PIECE_EVENTS):
        yield (
            f"(SELECT {kept}, file_row_number AS seq FROM read_parquet({place}, file_row_number = true)"  # noqa: S608
            f" WHERE file_row_number >= {first} AND file_row_number < {first + _PIECE_EVENTS}) AS source"
        )


def _columns(database: Any, path: Path) -> tuple[str, ...]:
    # The path is quoted.
    told = _asked(database, f"DESCRIBE SELECT * FROM {_source(path)}")  # noqa: S608
    return tuple(name for name, *_ in told)


def _pair(counts: _Counts, kpi: Kpi, segments: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for segment in ("", *segments):
        halves = [counts(measure, segment) for measure in (kpi.measure, kpi.counter)]
        for word in sorted(set().union(*halves)):
            for part, measure, half in zip(
                ("value", "counter"), (kpi.measure, kpi.counter), halves, strict=True
            ):
                yield kpi.id, segment, word, part, *_told(measure, half.get(word, Counted()))


def _counts(database: Any, measure: Measure, segment: str) -> dict[str, Counted]:
    try:
        statement = measure_statement(measure, DUCKDB, segment=segment)
    except ValueError as error:
        raise BadInput(str(error)) from None
    return dict(counted(measure, _asked(database, statement)))


def _told(measure: Measure, found: Counted) -> tuple[str, ...]:
    numbers = (found.n, found.hit_count, found.median, found.p90, found.mean)
    left_out = "; ".join(f"{code}: {count}" for code, count in sorted(found.excluded.items()))
    told = ("" if number is None else str(number) for number in numbers)
    return measure.id, measure.unit.value, *told, left_out


def _source(path: Path) -> str:
    call = "read_parquet" if _is_parquet(path) else "read_csv"
    place = text_literal(str(path))
    return f"(SELECT *, row_number() OVER () AS seq FROM {call}({place})) AS source"  # noqa: S608 - quoted


def _is_parquet(path: Path) -> bool:
    return path.suffix.casefold() == ".parquet"


def _connected(folder: Path | None = None) -> Any:
    """Give a database in memory, or in a folder, where it also puts what memory does not hold."""
    try:
        duckdb = importlib.import_module("duckdb")
    except ImportError:
        raise BadInput("Counting with DuckDB needs an extra: pip install 'firstfix[duckdb]'.") from None
    if folder is None:
        return duckdb.connect()
    database = duckdb.connect(folder / "figures.duckdb", config={"memory_limit": _MEMORY})
    # Its bar would stand among the figures.
    database.execute("SET enable_progress_bar = false")
    return database


def _asked(database: Any, statement: str) -> Sequence[Sequence[Any]]:
    try:
        return database.execute(statement).fetchall()
    except importlib.import_module("duckdb").Error as error:
        first_line = str(error).strip().partition("\n")[0]
        raise BadInput(f"DuckDB cannot read the log: {first_line}") from None
