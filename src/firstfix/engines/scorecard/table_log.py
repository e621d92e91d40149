"""Logs as tables in text: CSV with commas, semicolons, tabs or bars, one event a row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain

from firstfix.engines.scorecard.log import Log, gather
from firstfix.engines.scorecard.mapping import LogMapping

_DELIMITERS = ",;\t|"


def read_table(lines: Iterable[str], mapping: LogMapping, *, keeps_events: bool = True) -> Log:
    """Give the log of a CSV text, read line by line; the first line names the columns.

    What cannot be read is in ``log.account``, never an exception: a broken row costs that row. Only with
    ``keeps_events=False`` it raises ScatteredError (see ``gather``).
    """
    source = iter(lines)
    first = next(source, "").removeprefix("\ufeff")
    reader = csv.reader(chain([first], source), delimiter=_delimiter(first))
    broken: list[int] = []
    header = next(_rows(reader, broken), [])
    names = [name.strip() for name in header]
    log = gather(_rows(reader, broken), names, mapping, keeps_events=keeps_events)
    if broken:
        log.account.row_count += len(broken)
        log.account.left_out["broken"] += len(broken)
        log.account.examples["broken"] = broken[:5]
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
