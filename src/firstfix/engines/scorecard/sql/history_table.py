"""Histories of cases as a statement: what ``history.Biographer`` writes, said to a database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from firstfix.engines.scorecard.event import CANCELLED, CLOSED, DONE, PHASES, RESOLVED, UNKNOWN, WAITING
from firstfix.engines.scorecard.history import RESPONSES
from firstfix.engines.scorecard.sql.dialect import name_literal, text_literal

# The texts of the last event that measures and segments ask for.
TOLD: Final = (
    "priority", "group", "category", "job_type", "asset", "site", "customer", "merged_into", "rating",
    "end_code",
)  # fmt: skip
HISTORY_NUMBERS: Final = ("opened_at", "resolved_at", "closed_at", "due_at", "reopen_count", "handover_count")
RESPONDS: Final = f"kind IN ({', '.join(map(text_literal, sorted(RESPONSES)))})"
HIGH_COUNT: Final = 2
# Every event has a time. Counting from the end as well would put all events in order a second time.
IS_LAST: Final = "next_at IS NULL"


def history_statements(
    attributes: Iterable[str], *, table: str = "events", adds: bool = False
) -> tuple[str, ...]:
    """Give the statements that make the table ``history`` out of a table of events in PostgreSQL or DuckDB.

    One row a case. With ``adds`` they put the cases into a ``history`` that is there: for logs that are
    followed slice by slice, each case in one of them. ``attributes`` are those that the log carries: where
    it has a stamp or a counter, that is taken and not what the events say. For SQLite see ``keep_histories``.
    """
    make = "INSERT INTO history" if adds else "CREATE TABLE history AS"
    return ("\n".join((make, _ordered(table), _WALKS, _SAID, _told(set(attributes)), _CHOSEN)),)


def _ordered(table: str) -> str:
    """Give the beginning: the events of each case in their order."""
    return f"""\
WITH ordered AS (
  SELECT events.*, row_number() OVER placed AS place, lead(happened_at) OVER placed AS next_at
  FROM {name_literal(table)} AS events WINDOW placed AS (PARTITION BY case_id ORDER BY happened_at, seq)"""


def _told(carried: set[str]) -> str:
    return f"""\
), told AS (
  SELECT said.*, resolved_event_at, {_told_columns(carried)}
  FROM said LEFT JOIN walks ON walks.case_id = said.case_id
    LEFT JOIN groups ON groups.case_id = said.case_id
)"""


def _told_columns(carried: set[str]) -> str:
    """Give what is taken from the log's own stamps and counters, and else from the events."""
    return f"""\
coalesce(opened_at, first_at) AS begun_at,
    {_stamp("resolved_at", "resolved_event_at", carried)} AS restored_at,
    {_stamp("closed_at", "closed_event_at", carried)} AS shut_at,
    coalesce(waited, 0) AS waited_seconds, coalesce(asked_back_count, 0) > 0 AS has_asked_back,
    coalesce(final_kind, {text_literal(UNKNOWN)}) AS final_kind,
    coalesce(returned_count, 0) AS returned_count,
    coalesce({"said.reopen_count, " if "reopen_count" in carried else ""}returned_count, 0)
      AS reopened_count,
    {_handovers(carried)} AS handed_count, coalesce(first_group, '') AS first_group,
    met = 1 AS is_met"""


def words(kinds: Iterable[str]) -> str:
    """Give kinds as a list of SQL."""
    return ", ".join(map(text_literal, sorted(kinds)))


def _last(name: str) -> str:
    column = name_literal(name)
    return f"max({column}) FILTER (WHERE {IS_LAST}) AS {column}"


def _stamp(name: str, otherwise: str, carried: set[str]) -> str:
    return f"said.{name_literal(name)}" if name in carried else otherwise


def _handovers(carried: set[str]) -> str:
    if "handover_count" in carried:
        return "coalesce(said.handover_count, 0)"
    return "coalesce(change_count, 0)"


# The groups of each case: the first, and how often they changed.
GROUPS: Final = """\
named AS (
  SELECT case_id, "group", lag("group") OVER (PARTITION BY case_id ORDER BY place) AS group_before
  FROM ordered WHERE "group" <> ''
), groups AS (
  SELECT case_id, max("group") FILTER (WHERE group_before IS NULL) AS first_group,
    count(*) FILTER (WHERE group_before <> "group") AS change_count
  FROM named GROUP BY case_id"""
# The phases of each case: those that it stood in, how often it came back, how long it waited.
_WALKS: Final = f"""\
), phases AS (
  SELECT case_id, happened_at, place, kind,
    lag(kind) OVER (PARTITION BY case_id ORDER BY place) AS left_kind
  FROM ordered WHERE kind IN ({words(PHASES)})
), moves AS (
  SELECT case_id, happened_at, place, kind,
    lead(happened_at) OVER (PARTITION BY case_id ORDER BY place) AS left_at,
    CASE WHEN left_kind IN ({words(DONE)}) AND kind NOT IN ({words(DONE)}) THEN 1 ELSE 0 END AS is_return
  FROM phases WHERE left_kind IS NULL OR left_kind <> kind
), eras AS (
  SELECT moves.*, sum(is_return) OVER (PARTITION BY case_id ORDER BY place) AS era,
    sum(is_return) OVER (PARTITION BY case_id) AS returned_count
  FROM moves
), walks AS (
  SELECT case_id, max(returned_count) AS returned_count,
    min(happened_at) FILTER (WHERE era = returned_count AND kind IN ({words((RESOLVED, CLOSED))}))
      AS resolved_event_at,
    max(happened_at) FILTER (WHERE era = returned_count AND kind = {text_literal(CLOSED)})
      AS closed_event_at,
    sum(left_at - happened_at) FILTER (WHERE kind IN ({words(WAITING)})) AS waited,
    count(left_at) FILTER (WHERE kind = 'waiting_customer') AS asked_back_count,
    max(kind) FILTER (WHERE left_at IS NULL) AS final_kind
  FROM eras GROUP BY case_id
), {GROUPS}"""
# What each case's events say without any order of phases.
_SAID: Final = f"""\
), said AS (
  SELECT case_id, min(seq) AS case_order, count(*) AS event_count, min(happened_at) AS first_at,
    max(happened_at) AS last_at, min(happened_at) FILTER (WHERE {RESPONDS}) AS responded_at,
    min(next_at) FILTER (WHERE {RESPONDS}) AS next_step_at,
    min(happened_at) FILTER (WHERE kind = 'assigned') AS assigned_at,
    min(happened_at) FILTER (WHERE kind = 'acknowledged') AS acknowledged_at,
    max(place) FILTER (WHERE kind = 'assigned') > min(place) FILTER (WHERE kind = 'acknowledged')
      AS is_given_back,
    count(*) FILTER (WHERE kind = 'evidence_added') > 0 AS has_evidence,
    max(is_met) FILTER (WHERE {IS_LAST}) AS met, {", ".join(map(_last, TOLD))},
    {", ".join(map(_last, HISTORY_NUMBERS))},
    max(priority_rank) FILTER (WHERE place = 1) AS first_rank,
    max(priority_rank) FILTER (WHERE {IS_LAST}) AS final_rank,
    max("category") FILTER (WHERE place = 1) AS first_category
  FROM ordered GROUP BY case_id"""
_CHOSEN: Final = f"""\
SELECT told.case_id, case_order, event_count, begun_at AS opened_at, last_at, responded_at, next_step_at,
  assigned_at, acknowledged_at, coalesce(is_given_back, false) AS is_given_back, has_evidence,
  resolved_event_at, restored_at AS resolved_at, shut_at AS closed_at, due_at, waited_seconds, has_asked_back,
  final_kind IN ({words(DONE)}) AS is_done, final_kind = {text_literal(CANCELLED)} AS is_cancelled,
  coalesce(restored_at, shut_at, last_at) AS ended_at,
  returned_count, reopened_count, handed_count, first_group, is_met, first_rank, final_rank,
  CASE WHEN first_rank IS NULL AND final_rank IS NULL THEN NULL
    ELSE coalesce(first_rank, final_rank) <= {HIGH_COUNT}
      OR coalesce(final_rank, first_rank) <= {HIGH_COUNT}
  END AS is_high,
  first_category, {", ".join(name_literal(name) for name in TOLD)}
FROM told"""
