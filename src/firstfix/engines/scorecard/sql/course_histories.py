"""Histories of cases in SQLite out of their courses, kept in a table or counted at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from firstfix.engines.scorecard.measure import Measure
from firstfix.engines.scorecard.sql.compiling import Counted
from firstfix.engines.scorecard.sql.courses import (
    Connection,
    follow_courses,
    forget_courses,
    last_moment,
    moment_at,
    number_at,
)
from firstfix.engines.scorecard.sql.dialect import name_literal
from firstfix.engines.scorecard.sql.history_table import GROUPS, HIGH_COUNT, TOLD
from firstfix.engines.scorecard.sql.together import counted_together

_INDEXES: Final = (
    "CREATE INDEX IF NOT EXISTS history_of_asset ON history (asset, opened_at) WHERE asset <> ''",
    (
        "CREATE INDEX IF NOT EXISTS history_of_category ON history (category, customer, opened_at)"
        " WHERE category <> '' AND customer <> ''"
    ),
)


def recounted(
    database: Connection, measures: Iterable[Measure], attributes: Iterable[str], *, table: str = "events"
) -> Mapping[str, Counted]:
    """Give what each measure comes to over all cases of a table of events in SQLite, by its id.

    Nothing is kept. ``attributes`` are those that the log carries, as in ``keep_histories``.
    """
    follow_courses(database, table)
    try:
        histories = f"({histories_statement(attributes, table)})"
        return counted_together(
            measures,
            lambda statement: database.execute(statement).fetchall(),
            histories=histories,
            ends_at=last_moment(database),
        )
    finally:
        forget_courses(database)


def keep_histories(
    database: Connection, attributes: Iterable[str], *, table: str = "events", adds: bool = False
) -> None:
    """Make the table ``history`` out of a table of events in SQLite; one row a case.

    With ``adds`` the cases are put into a ``history`` that is there. ``attributes`` are those that the log
    carries: where it has a stamp or a counter, that is taken and not what the events say.
    """
    make = "INSERT INTO history" if adds else "CREATE TABLE history AS"
    follow_courses(database, table)
    for statement in (f"{make} {histories_statement(attributes, table)}", *_INDEXES):
        database.execute(statement)
    forget_courses(database)


def histories_statement(attributes: Iterable[str], table: str = "events") -> str:
    """Give the statement that makes histories of the courses: each beside its first event and its last."""
    carried, events = set(attributes), name_literal(table)
    has_changes = "handover_count" not in carried and "group" in carried
    return f"""\
{_groups(events) if has_changes else ""}SELECT {", ".join(_columns(carried, events))}
FROM courses CROSS JOIN plots ON plots.course = courses.course
  CROSS JOIN {events} AS first ON first.seq = {number_at("1")}
  CROSS JOIN {events} AS last ON last.seq = {number_at("last_spot")}
  {"LEFT JOIN groups ON groups.case_id = courses.case_id" if has_changes else ""}"""


def _columns(carried: set[str], events: str) -> list[str]:
    resolved = "last.resolved_at" if "resolved_at" in carried else moment_at("resolved_spot")
    closed = "last.closed_at" if "closed_at" in carried else moment_at("closed_spot")
    handed = "last.handover_count" if "handover_count" in carried else "NULL"
    has_changes = "handover_count" not in carried and "group" in carried
    ranks = "first.priority_rank", "last.priority_rank"
    high = (f"coalesce({one}, {other}) <= {HIGH_COUNT}" for one, other in (ranks, reversed(ranks)))
    columns = {
        "case_order": f"(SELECT min(seq) FROM {events} AS one WHERE one.case_id = courses.case_id)",
        "opened_at": f"coalesce(last.opened_at, {moment_at('1')})",
        "last_at": moment_at("last_spot"),
        "responded_at": moment_at("responded_spot"),
        "next_step_at": moment_at("next_spot"),
        "assigned_at": moment_at("assigned_spot"),
        "acknowledged_at": moment_at("acknowledged_spot"),
        "resolved_event_at": moment_at("resolved_spot"),
        "resolved_at": resolved,
        "closed_at": closed,
        "due_at": "last.due_at",
        "waited_seconds": _WAITED,
        "ended_at": f"coalesce({resolved}, {closed}, {moment_at('last_spot')})",
        "reopened_count": "coalesce(last.reopen_count, returned_count)",
        "handed_count": f"coalesce({'change_count' if has_changes else handed}, 0)",
        "first_group": _first_group(events),
        "is_met": "last.is_met",
        "first_rank": "first.priority_rank",
        "final_rank": "last.priority_rank",
        "is_high": f"({' OR '.join(high)})",
        "first_category": "first.category",
        **{name_literal(name): f"last.{name_literal(name)}" for name in TOLD},
    }
    return ["courses.case_id", *_PLOTTED, *(f"{told} AS {name}" for name, told in columns.items())]


# What a course says by itself.
_PLOTTED: Final = (
    "event_count", "is_given_back", "has_evidence", "has_asked_back", "is_done", "is_cancelled",
    "returned_count",
)  # fmt: skip
_WAITED: Final = f"""CASE WHEN has_waited THEN (SELECT sum({moment_at("ended")} - {moment_at("begun")})
    FROM stays WHERE stays.course = plots.course) ELSE 0 END"""


def _first_group(events: str) -> str:
    """Give the first group that the case names; nearly always its first event names one."""
    return f"""CASE WHEN first."group" <> '' THEN first."group" ELSE coalesce((
      SELECT "group" FROM {events} AS one WHERE one.case_id = courses.case_id AND "group" <> ''
      ORDER BY spot LIMIT 1), '') END"""


def _groups(events: str) -> str:
    return f"""\
WITH ordered AS (
  SELECT case_id, "group", row_number() OVER (PARTITION BY case_id ORDER BY spot) AS place FROM {events}
), {GROUPS})
"""
