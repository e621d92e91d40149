"""Event rows as a table: its columns, a log's events as its rows, and a foreign table read as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from firstfix.engines.scorecard.event import KINDS, UNKNOWN
from firstfix.engines.scorecard.history import verdict_of
from firstfix.engines.scorecard.log import Log
from firstfix.engines.scorecard.mapping import ATTRIBUTES, COUNTS, NO, STAMPS, YES, LogMapping
from firstfix.engines.scorecard.moments import MomentReader
from firstfix.engines.scorecard.sql.courses import COURSE_COLUMNS
from firstfix.engines.scorecard.sql.dialect import (
    POSTGRESQL,
    SQLITE,
    Dialect,
    name_literal,
    text_literal,
)

# ``sequence`` numbers updates while a log is read, and afterwards no figure looks at it; ``sla_met`` is
# kept as a number.
CARRIED: Final = tuple(name for name in ATTRIBUTES if name not in {"sequence", "sla_met"})
_NUMBERS: Final = frozenset((*STAMPS, *COUNTS))
# What a row says first. ``is_met`` is 1, 0 or null; ``priority_rank`` is 1 for the highest priority.
_FIXED: Final = (
    ("case_id", "text NOT NULL"),
    ("seq", "bigint NOT NULL"),
    ("happened_at", "bigint NOT NULL"),
    ("actor", "text"),
    ("kind", "text NOT NULL"),
    ("is_met", "integer"),
    ("priority_rank", "integer"),
)
Cell = str | int | None


def events_table(table: str, dialect: Dialect = POSTGRESQL) -> str:
    """Give the statement that makes an empty table of events.

    ``seq`` is the order in which the log has them, ``happened_at`` and the stamps are seconds as in
    ``Event.at``, and ``kind`` is one of ``KINDS`` or "unknown". A stamp or count that the log has not is
    null, a text "". On SQLite ``seq`` is the key, and two columns that are reckoned serve its index.
    """
    columns = dict(_FIXED) | {
        name_literal(name): "bigint" if name in _NUMBERS else "text" for name in CARRIED
    }
    if dialect is SQLITE:
        columns |= {"seq": "integer PRIMARY KEY"} | COURSE_COLUMNS
    told = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    return f"CREATE TABLE {name_literal(table)} ({told})"


def event_rows(log: Log) -> Iterator[tuple[Cell, ...]]:
    """Give the rows of that table for a log that was read with its events."""
    places = {name: place for place, name in enumerate(log.attributes)}
    read = MomentReader(log.mapping.time_format).read
    ranks = {word: rank for rank, word in enumerate(log.mapping.priorities, 1)}
    met, priority = places.get("sla_met", -1), places.get("priority", -1)
    seq = 0
    for events in log.cases.values():
        for event in events:
            seq += 1
            said = event.attributes
            told = (_cell(name, _text_at(said, places.get(name, -1)), read) for name in CARRIED)
            is_met, rank = verdict_of(_text_at(said, met)), ranks.get(_text_at(said, priority))
            yield event.case, seq, event.at, event.actor, event.kind, _number(is_met), rank, *told


def _text_at(attributes: tuple[str, ...], place: int) -> str:
    return attributes[place] if place >= 0 else ""


def _number(is_so: bool | None) -> int | None:
    return None if is_so is None else int(is_so)


def _cell(name: str, text: str, read: Callable[[str], int | None]) -> Cell:
    if name in STAMPS:
        return read(text) if text else None
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
        "is_met": _verdict(mapping.attributes.get("sla_met"), known),
        "priority_rank": _rank(mapping, known),
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


def _verdict(column: str | None, known: set[str]) -> str:
    if column not in known:
        return "CAST(NULL AS integer)"
    words = [(word, 1) for word in sorted(YES)] + [(word, 0) for word in sorted(NO)]
    rows = " ".join(f"WHEN {text_literal(word)} THEN {verdict}" for word, verdict in words)
    return f"CASE lower(trim({_text(str(column))})) {rows} END"


def _rank(mapping: LogMapping, known: set[str]) -> str:
    column = mapping.attributes.get("priority")
    if column not in known or not mapping.priorities:
        return "CAST(NULL AS integer)"
    rows = " ".join(
        f"WHEN {text_literal(word)} THEN {rank}" for rank, word in enumerate(mapping.priorities, 1)
    )
    return f"CASE {_text(str(column))} {rows} END"
