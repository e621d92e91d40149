"""Event rows as a table: its columns, a log's events as its rows, and a foreign table read as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from firstfix.engines.scorecard.event import KINDS, UNKNOWN
from firstfix.engines.scorecard.log import Log
from firstfix.engines.scorecard.mapping import ATTRIBUTES, COUNTS, STAMPS, LogMapping
from firstfix.engines.scorecard.moments import MomentReader
from firstfix.engines.scorecard.sql.dialect import Dialect, name_literal, text_literal

# ``sequence`` numbers updates while a log is read; afterwards no figure looks at it.
CARRIED: Final = tuple(name for name in ATTRIBUTES if name != "sequence")
_NUMBERS: Final = frozenset((*STAMPS, *COUNTS))
Cell = str | int | None


def events_table(table: str) -> str:
    """Give the statement that makes an empty table of events.

    ``seq`` is the order in which the log has them, ``happened_at`` and the stamps are seconds as in
    ``Event.at``, and ``kind`` is one of ``KINDS`` or "unknown". A stamp or count that the log has not is
    null, a text "".
    """
    columns = [f"{name_literal(name)} {'bigint' if name in _NUMBERS else 'text'}" for name in CARRIED]
    fixed = [
        "case_id text NOT NULL",
        "seq bigint NOT NULL",
        "happened_at bigint NOT NULL",
        "actor text",
        "kind text NOT NULL",
    ]
    return f"CREATE TABLE {name_literal(table)} ({', '.join([*fixed, *columns])})"


def event_rows(log: Log) -> Iterator[tuple[Cell, ...]]:
    """Give the rows of that table for a log that was read with its events."""
    places = {name: place for place, name in enumerate(log.attributes)}
    read = MomentReader(log.mapping.time_format).read
    seq = 0
    for events in log.cases.values():
        for event in events:
            seq += 1
            told = (_cell(name, event.attributes, places.get(name, -1), read) for name in CARRIED)
            yield event.case, seq, event.at, event.actor, event.kind, *told


def _cell(name: str, attributes: tuple[str, ...], place: int, read: object) -> Cell:
    text = attributes[place] if place >= 0 else ""
    if name in STAMPS:
        return read(text) if text and callable(read) else None
    if name in COUNTS:
        return int(text) if text.isdecimal() else None
    return text


def events_from(mapping: LogMapping, columns: Iterable[str], source: str, dialect: Dialect) -> str:
    """Give the statement that reads events out of ``source``, a table or a call that gives one.

    ``columns`` are those that it has; it must number its rows in a column ``seq``. Times must be of the
    database's own type or in the form of ISO 8601. What is said twice is one event, and a row without a case
    or a time is none, as in ``gather``.
    """
    known = set(columns)
    carried = [name for name in CARRIED if mapping.attributes.get(name) in known]
    told = {name: _from(name, mapping.attributes[name], dialect) for name in carried}
    case, at = _text(mapping.case), dialect.seconds_of(name_literal(mapping.at))
    fixed = {
        "case_id": case,
        "happened_at": at,
        "actor": _text(mapping.actor) if mapping.actor in known else "''",
        "kind": _kind(mapping),
    }
    read = {**fixed, **{name_literal(name): expression for name, expression in told.items()}}
    alike = [mapping.attributes["sequence"]] if mapping.attributes.get("sequence") in known else []
    chosen = ", ".join(f"{expression} AS {name}" for name, expression in read.items())
    absent = ", ".join(f"{_absent(name)} AS {name_literal(name)}" for name in CARRIED if name not in told)
    grouped = ", ".join([*read, *(name_literal(column) for column in alike)])
    kept = ", ".join(read)
    return (
        f"SELECT {kept}{', ' + absent if absent else ''}, min(seq) AS seq FROM (SELECT seq,"
        f" {', '.join([chosen, *(name_literal(column) for column in alike)])} FROM {source}) said"
        f" WHERE case_id <> '' AND happened_at IS NOT NULL GROUP BY {grouped}"
    )


def _from(name: str, column: str, dialect: Dialect) -> str:
    if name in STAMPS:
        return dialect.seconds_of(name_literal(column))
    if name in COUNTS:
        return f"CAST({dialect.number_of(_text(column))} AS bigint)"
    return _text(column)


def _absent(name: str) -> str:
    return "CAST(NULL AS bigint)" if name in _NUMBERS else "''"


def _text(column: str) -> str:
    return f"coalesce(CAST({name_literal(column)} AS text), '')"


def _kind(mapping: LogMapping) -> str:
    words = {kind: kind for kind in sorted(KINDS)} | {
        word.casefold(): kind for word, kind in mapping.kinds.items()
    }
    rows = " ".join(f"WHEN {text_literal(word)} THEN {text_literal(kind)}" for word, kind in words.items())
    return f"CASE lower(trim({_text(mapping.kind)})) {rows} ELSE {text_literal(UNKNOWN)} END"
