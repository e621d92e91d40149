"""The courses of a log's cases in SQLite: what happened in which order, put together without its windows.

SQLite's window functions take twenty times as long as putting texts together. So each case's kinds become a
text of one letter an event, and its moments a text of equal widths. Most cases take one of a few courses (a
log of seventeen thousand cases has seventeen hundred): what each comes to is reckoned once, by the engine
itself (``history.plot_of``), as places of events, which are looked up among the moments of every case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, Protocol

from firstfix.engines.scorecard.event import CANCELLED, DONE, KINDS, UNKNOWN
from firstfix.engines.scorecard.history import GIVEN_BACK, Plot, plot_of
from firstfix.engines.scorecard.sql.dialect import name_literal, text_literal


class Connection(Protocol):
    """What this asks of a connection to SQLite; ``sqlite3.Connection`` has it."""

    def execute(self, statement: str, /) -> Any:
        """Run a statement and give its rows."""

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> Any:
        """Run a statement for each row."""


_LETTERS: Final = {kind: chr(ord("a") + number) for number, kind in enumerate(sorted(KINDS | {UNKNOWN}))}
_KINDS: Final = {letter: kind for kind, letter in _LETTERS.items()}
# Added to a moment, it makes twelve digits of every second from the year 2 to the year 9998.
_SHIFT: Final = 500_000_000_000
_MOMENT: Final = 12
# Digits of the number of an event in its log.
_NUMBER: Final = 10
_SPOT: Final = _MOMENT + _NUMBER
_LETTER_OF: Final = " ".join(
    f"WHEN {text_literal(kind)} THEN {text_literal(letter)}" for kind, letter in _LETTERS.items()
)
# Reckoned columns of the events: ``spot`` is moment and number, so that its order is that of the case.
COURSE_COLUMNS: Final = {
    "spot": f"text AS (printf('%0{_MOMENT}d%0{_NUMBER}d', happened_at + {_SHIFT}, seq)) VIRTUAL",
    "letter": f"text AS (CASE kind {_LETTER_OF} END) VIRTUAL",
}
_TABLES: Final = {
    "plots": (
        "course text PRIMARY KEY", "event_count integer", "last_spot integer", "responded_spot integer",
        "next_spot integer", "assigned_spot integer", "acknowledged_spot integer", "resolved_spot integer",
        "closed_spot integer", "is_given_back integer", "has_evidence integer", "returned_count integer",
        "has_asked_back integer", "is_done integer", "is_cancelled integer", "has_waited integer",
    ),
    "stays": (
        "course text", "number integer", "begun integer", "ended integer", "PRIMARY KEY (course, number)",
    ),
}  # fmt: skip
_NEW_COURSES: Final = "SELECT DISTINCT course FROM courses WHERE course NOT IN (SELECT course FROM plots)"


def course_index(table: str = "events") -> str:
    """Give the statement that makes the index by which SQLite follows cases; best made after filling."""
    return f"CREATE INDEX IF NOT EXISTS {_index(table)} ON {name_literal(table)} (case_id, spot, letter)"


def follow_courses(database: Connection, table: str = "events") -> None:
    """Put the courses of all cases, and what each course comes to, into temporary tables.

    They are ``courses`` (a row a case), ``plots`` (a row a course) and ``stays`` (times of waiting). The
    latter two name events by where their spot begins among the case's spots, counted from 1. What a course
    comes to depends on nothing else, so they stay for as long as the connection, and only new courses are
    reckoned.
    """
    database.execute(course_index(table))
    forget_courses(database)
    for name, columns in _TABLES.items():
        database.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} ({', '.join(columns)}) WITHOUT ROWID")
    database.execute(_courses(table))
    found = database.execute(_NEW_COURSES).fetchall()
    plots = {course: plot_of(tuple(map(_KINDS.__getitem__, course))) for (course,) in sorted(found)}
    database.executemany(
        f"INSERT INTO plots VALUES ({', '.join('?' * len(_TABLES['plots']))})",
        [_plot_row(course, plot) for course, plot in plots.items()],
    )
    database.executemany(
        "INSERT INTO stays VALUES (?, ?, ?, ?)",
        [
            (course, number, _begins(begun), _begins(ended))
            for course, plot in plots.items()
            for number, (_, begun, ended) in enumerate(plot.waits)
        ],
    )


def forget_courses(database: Connection) -> None:
    """Drop the courses of the cases."""
    database.execute("DROP TABLE IF EXISTS temp.courses")


def last_moment(database: Connection) -> int | None:
    """Give the last moment of the log whose courses are followed, ``None`` where it has no event."""
    (latest,) = database.execute(f"SELECT max(substr(spots, -{_SPOT}, {_MOMENT})) FROM courses").fetchone()
    return None if latest is None else int(latest) - _SHIFT


def moment_at(begins: str) -> str:
    """Give the moment of a case's event by where its spot begins, null where that is null."""
    return f"(CAST(substr(spots, {begins}, {_MOMENT}) AS integer) - {_SHIFT})"


def number_at(begins: str) -> str:
    """Give the number of a case's event by where its spot begins: its ``seq``, which is the key."""
    return f"CAST(substr(spots, {begins} + {_MOMENT}, {_NUMBER}) AS integer)"


def _index(table: str) -> str:
    return name_literal(f"{table}_by_course")


def _courses(table: str) -> str:
    # SQLite puts texts together in the order in which it meets the rows, and INDEXED BY fixes that order.
    # Out of a blob a moment is taken at once; in a text SQLite would count letters up to it.
    return f"""\
CREATE TEMPORARY TABLE courses AS
SELECT case_id, group_concat(letter, '') AS course, CAST(group_concat(spot, '') AS blob) AS spots
FROM {name_literal(table)} INDEXED BY {_index(table)} GROUP BY case_id"""


def _plot_row(course: str, plot: Plot) -> tuple[Any, ...]:
    acts = dict(plot.acts)
    places = (
        plot.responded, plot.next_step, acts.get("assigned", -1), acts.get("acknowledged", -1),
        plot.resolved, plot.closed,
    )  # fmt: skip
    return (
        course,
        len(course),
        _begins(len(course) - 1),
        *map(_begins, places),
        GIVEN_BACK in acts,
        "evidence_added" in acts,
        plot.returned_count,
        any(party == "customer" for party, _, _ in plot.waits),
        plot.phase in DONE,
        plot.phase == CANCELLED,
        bool(plot.waits),
    )


def _begins(place: int) -> int | None:
    """Give where the spot of an event begins, by its place in the case."""
    return _SPOT * place + 1 if place >= 0 else None
