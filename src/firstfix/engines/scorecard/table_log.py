"""Logs as tables in text: CSV with commas, semicolons, tabs or bars, one event a row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain

from firstfix.engines.scorecard.gathering import gather
from firstfix.engines.scorecard.log import EXAMPLES, Log
from firstfix.engines.scorecard.mapping import LogMapping

_DELIMITERS = ",;\t|"


def read_table(lines: Iterable[str], mapping: LogMapping, *, keeps_events: bool = True) -> Log:
    """Give the log of a CSV text, read line by line; the first line names the columns.

    What cannot be read is in ``log.account``, never an exception: a broken row costs that row. Only with
    ``keeps_events=False`` it raises ScatteredError (see ``gather``).
    """
    source = iter(lines)
    first = next(source, "").removeprefix("\ufeff")
    delimiter = _delimiter(first)
    broken: list[int] = []
    is_quoted = '"' in first
    reader = csv.reader(chain([first], source), delimiter=delimiter)
    header = next(_rows(reader, broken), [])
    names = [name.strip() for name in header]
    rows = _rows(reader, broken) if is_quoted else _split_rows(source, delimiter, len(names), broken)
    log = gather(rows, names, mapping, keeps_events=keeps_events)
    if broken:
        log.account.row_count += len(broken)
        log.account.left_out["broken"] += len(broken)
        log.account.examples["broken"] = broken[:EXAMPLES]
    return log


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def _rows(reader: Iterator[list[str]], broken: list[int]) -> Iterator[list[str]]:
    """Give the rows, and note the numbers of the lines that the CSV reader refuses."""
    while True:
        try:
            yield from reader
        except csv.Error:
            broken.append(getattr(reader, "line_num", 0))
        else:
            return


def _split_rows(source: Iterator[str], delimiter: str, width: int, broken: list[int]) -> Iterator[list[str]]:
    """Give the rows of a table that seldom quotes, and note the lines that are no CSV.

    A line without quotes and with the right number of fields says the same to ``str.split``, in a third of
    the time. All others, with the lines that their quotes take along, are left to the CSV reader.
    """
    # The header is the first line.
    line_count = 1
    for line in source:
        line_count += 1
        fields = line.rstrip("\r\n").split(delimiter)
        if len(fields) == width and '"' not in line:
            yield fields
            continue
        reader = csv.reader(chain([line], source), delimiter=delimiter)
        try:
            yield next(reader)
        except csv.Error:
            broken.append(line_count)
        line_count += reader.line_num - 1
