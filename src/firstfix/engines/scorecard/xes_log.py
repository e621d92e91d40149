"""Logs in XES (IEEE 1849-2016), the exchange format of process mining tools, read as a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from xml.parsers import expat

from firstfix.engines.scorecard.gathering import gather
from firstfix.engines.scorecard.log import Log
from firstfix.engines.scorecard.mapping import LogMapping

_VALUES: Final = frozenset({"string", "date", "int", "float", "boolean", "id"})


class XesError(ValueError):
    """The file is no XES that may be read; the message says why and where."""


def read_xes(chunks: Iterable[bytes], mapping: LogMapping) -> Log:
    """Give the log of an XES file that comes in pieces of any size.

    A column of the mapping is a key of the event, or ``case:`` and a key of its trace. Where the XML breaks
    off after some events, these are read and ``log.account.broken_off`` says where. Raises
    :class:`XesError` where it is broken from the start, or declares entities.
    """
    needed = (mapping.case, mapping.at, mapping.kind, mapping.actor, *mapping.attributes.values())
    asked = tuple(dict.fromkeys(column for column in needed if column))
    seen: set[str] = set()
    breaks: list[str] = []
    log = gather(_rows(chunks, asked, seen, breaks), asked, mapping)
    log.account.broken_off = "".join(breaks)
    unseen = [(name, key) for name, key in mapping.attributes.items() if key not in seen]
    log.account.missing_columns += tuple(unseen)
    return log


class _BrokenError(Exception):
    """The XML breaks here."""


def _rows(
    chunks: Iterable[bytes], asked: tuple[str, ...], seen: set[str], breaks: list[str]
) -> Iterator[list[str]]:
    """Give the rows; where the XML breaks after some of them, note the sentence of it and end."""
    traces = _Traces(asked, seen)
    try:
        yield from _parsed(chunks, traces)
    except _BrokenError as error:
        yield from traces.taken()
        if not seen:
            raise XesError(str(error)) from error
        breaks.append(str(error))


def _parsed(chunks: Iterable[bytes], traces: _Traces) -> Iterator[list[str]]:
    parser = expat.ParserCreate()
    parser.StartElementHandler = traces.start
    parser.EndElementHandler = traces.end
    parser.EntityDeclHandler = _refuse_entity
    for chunk in chunks:
        _parse(parser, chunk, is_final=False)
        yield from traces.taken()
    _parse(parser, b"", is_final=True)
    yield from traces.taken()


def _parse(parser: expat.XMLParserType, chunk: bytes, *, is_final: bool) -> None:
    try:
        parser.Parse(chunk, is_final)
    except expat.ExpatError as error:
        sentence = f"The XML is broken at line {error.lineno}: {expat.ErrorString(error.code)}."
        raise _BrokenError(sentence) from error


def _refuse_entity(*_declaration: object) -> None:
    raise XesError("The file declares XML entities; an event log needs none, so it is not read.")


class _Traces:
    """Collects the attributes of the trace and of the event that the parser is in."""

    def __init__(self, asked: tuple[str, ...], seen: set[str]) -> None:
        self._asked = asked
        self._seen = seen
        self._rows: list[list[str]] = []
        self._trace: dict[str, str] = {}
        self._event: dict[str, str] | None = None
        # Attributes may hold attributes of their own, which describe them and not the event.
        self._depth = 0

    def taken(self) -> list[list[str]]:
        """Give the rows since the last call."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        name = tag.rpartition(":")[2]
        if name == "trace":
            self._trace = {}
        elif name == "event":
            self._event = {}
        elif name in _VALUES:
            self._depth += 1
            if self._depth == 1:
                self._note(attributes.get("key", ""), attributes.get("value", ""))

    def end(self, tag: str) -> None:
        """Take the end of an element; an event that ends is a row."""
        name = tag.rpartition(":")[2]
        if name in _VALUES:
            self._depth -= 1
        elif name == "event" and self._event is not None:
            told = self._trace | self._event
            self._seen.update(told)
            self._rows.append([told.get(key, "") for key in self._asked])
            self._event = None

    def _note(self, key: str, value: str) -> None:
        if self._event is None:
            self._trace[f"case:{key}"] = value
        else:
            self._event[key] = value
