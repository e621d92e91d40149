"""Logs as tables in text: CSV with commas, semicolons, tabs or bars, one event a row."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from firstfix.engines.scorecard.gathering import gather
from firstfix.engines.scorecard.log import EXAMPLES, Log
from firstfix.engines.scorecard.mapping import LogMapping

_DELIMITERS: Final = ",;\t|"
# A text of so many lines is no field of a table any more; its quote was never closed.
_LONGEST_FIELD: Final = 1000


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
    while True:
        for line in source:
            line_count += 1
            fields = line.rstrip("\r\n").split(delimiter)
            if len(fields) == width and '"' not in line:
                yield fields
                continue
            taken = _Taken(source)
            row = _quoted_row(line, taken, delimiter)
            if row is not None:
                yield row
                line_count += len(taken.lines)
                continue
            broken.append(line_count)
            if taken.lines:
                # A quote that nobody closed costs its own line, not those that it took along.
                source = _returned(taken.lines, source)
                break
        else:
            return


def _quoted_row(line: str, taken: _Taken, delimiter: str) -> list[str] | None:
    """Give the row that begins with ``line``, or ``None`` where it is no CSV or has no end."""
    try:
        row = next(csv.reader(chain([line], taken), delimiter=delimiter))
    except csv.Error:
        return None
    return None if taken.has_no_end else row


class _Taken:
    """Lines that a field of several lines takes along, kept until its end is found."""

    def __init__(self, source: Iterator[str]) -> None:
        self.lines: list[str] = []
        self.has_no_end = False
        self._source = source

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._source, "") if len(self.lines) < _LONGEST_FIELD else ""
        if not line:
            self.has_no_end = True
            raise StopIteration
        self.lines.append(line)
        return line


def _returned(lines: Sequence[str], source: Iterator[str]) -> _Returned:
    """Give a source in which ``lines`` come next; however often lines are given back, it stays one."""
    again = source if isinstance(source, _Returned) else _Returned(source)
    again.take_back(lines)
    return again


class _Returned:
    """A source to which lines can be given back."""

    def __init__(self, source: Iterator[str]) -> None:
        self._lines: deque[str] = deque()
        self._source = source

    def take_back(self, lines: Sequence[str]) -> None:
        """Let these lines come next."""
        self._lines.extendleft(reversed(lines))

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return self._lines.popleft() if self._lines else next(self._source)
