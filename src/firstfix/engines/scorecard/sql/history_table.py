"""Histories of cases as a statement: what ``history.Biographer`` writes, said to a database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from firstfix.engines.scorecard.event import CLOSED, DONE, NEW, PHASES, RESOLVED, UNKNOWN, WAITING
from firstfix.engines.scorecard.mapping import NO, YES, LogMapping
from firstfix.engines.scorecard.sql.dialect import name_literal, text_literal

# The texts of the last event that measures and segments ask for.
TOLD: Final = (
    "priority", "group", "category", "job_type", "asset", "site", "customer", "merged_into", "rating",
    "end_code",
)  # fmt: skip
_NUMBERS: Final = ("opened_at", "resolved_at", "closed_at", "due_at", "reopen_count", "handover_count")
_HIGH_COUNT: Final = 2


_RESPONSES: Final = ", ".join(map(text_literal, sorted(PHASES - {NEW} | {"responded"})))
_RESPONDS: Final = f"kind IN ({_RESPONSES})"


def history_statement(mapping: LogMapping, attributes: Iterable[str], table: str = "events") -> str:
    """Give the statement that follows every case of a table of events; one row a case.

    ``attributes`` are those that the log carries: where it has a stamp or a counter, that is taken and not
    what the events say. Put the answer into a table of its own, ``history``, for the measures.
    """
    return "\n".join((_ordered(table), _WALKS, _SAID, _told(mapping, set(attributes)), _CHOSEN))


def _ordered(table: str) -> str:
    """Give the beginning: the events of each case in their order."""
    return f"""\
WITH ordered AS (
  SELECT events.*, row_number() OVER placed AS place, lead(happened_at) OVER placed AS next_at,
    row_number() OVER (PARTITION BY case_id ORDER BY happened_at DESC, seq DESC) AS place_from_end
  FROM {name_literal(table)} AS events WINDOW placed AS (PARTITION BY case_id ORDER BY happened_at, seq)"""


def _told(mapping: LogMapping, carried: set[str]) -> str:
    """Give what is taken from the log's own stamps and counters, and else from the events."""
    return f"""\
), told AS (
  SELECT said.*, coalesce(opened_at, first_at) AS begun_at, resolved_event_at,
    {_stamp("resolved_at", "resolved_event_at", carried)} AS restored_at,
    {_stamp("closed_at", "closed_event_at", carried)} AS shut_at,
    coalesce(waited, 0) AS waited_seconds, coalesce(asked_back_count, 0) > 0 AS has_asked_back,
    coalesce(final_kind, {text_literal(UNKNOWN)}) AS final_kind,
    coalesce(returned_count, 0) AS returned_count,
    coalesce({"said.reopen_count, " if "reopen_count" in carried else ""}returned_count, 0)
      AS reopened_count,
    {_handovers(carried)} AS handed_count, coalesce(first_group, '') AS first_group,
    {_verdict()} AS is_met, {_rank("first_priority", mapping)} AS first_rank,
    {_rank("priority", mapping)} AS final_rank
  FROM said LEFT JOIN walks ON walks.case_id = said.case_id
    LEFT JOIN groups ON groups.case_id = said.case_id
)"""


def _words(words: Iterable[str]) -> str:
    return ", ".join(map(text_literal, sorted(words)))


def _last(name: str) -> str:
    column = name_literal(name)
    return f"max({column}) FILTER (WHERE place_from_end = 1) AS {column}"


def _stamp(name: str, otherwise: str, carried: set[str]) -> str:
    return f"said.{name_literal(name)}" if name in carried else otherwise


def _handovers(carried: set[str]) -> str:
    if "handover_count" in carried:
        return "coalesce(said.handover_count, 0)"
    return "coalesce(change_count, 0)"


def _verdict() -> str:
    word = "lower(trim(sla_met))"
    return f"CASE WHEN {word} IN ({_words(YES)}) THEN true WHEN {word} IN ({_words(NO)}) THEN false END"


def _rank(column: str, mapping: LogMapping) -> str:
    rows = " ".join(
        f"WHEN {text_literal(word)} THEN {rank}" for rank, word in enumerate(mapping.priorities, 1)
    )
    return f"CASE {name_literal(column)} {rows} END" if rows else "CAST(NULL AS integer)"


# The phases of each case: those that it stood in, how often it came back, how long it waited.
_WALKS: Final = f"""\
), phases AS (
  SELECT case_id, happened_at, place, kind,
    lag(kind) OVER (PARTITION BY case_id ORDER BY place) AS left_kind
  FROM ordered WHERE kind IN ({_words(PHASES)})
), moves AS (
  SELECT case_id, happened_at, place, kind,
    lead(happened_at) OVER (PARTITION BY case_id ORDER BY place) AS left_at,
    CASE WHEN left_kind IN ({_words(DONE)}) AND kind NOT IN ({_words(DONE)}) THEN 1 ELSE 0 END AS is_return
  FROM phases WHERE left_kind IS NULL OR left_kind <> kind
), eras AS (
  SELECT moves.*, sum(is_return) OVER (PARTITION BY case_id ORDER BY place) AS era,
    sum(is_return) OVER (PARTITION BY case_id) AS returned_count
  FROM moves
), walks AS (
  SELECT case_id, max(returned_count) AS returned_count,
    min(happened_at) FILTER (WHERE era = returned_count AND kind IN ({_words((RESOLVED, CLOSED))}))
      AS resolved_event_at,
    max(happened_at) FILTER (WHERE era = returned_count AND kind = {text_literal(CLOSED)})
      AS closed_event_at,
    sum(left_at - happened_at) FILTER (WHERE kind IN ({_words(WAITING)})) AS waited,
    count(left_at) FILTER (WHERE kind = 'waiting_customer') AS asked_back_count,
    max(kind) FILTER (WHERE left_at IS NULL) AS final_kind
  FROM eras GROUP BY case_id
), named AS (
  SELECT case_id, "group", lag("group") OVER (PARTITION BY case_id ORDER BY place) AS group_before
  FROM ordered WHERE "group" <> ''
), groups AS (
  SELECT case_id, max("group") FILTER (WHERE group_before IS NULL) AS first_group,
    count(*) FILTER (WHERE group_before <> "group") AS change_count
  FROM named GROUP BY case_id"""
# What each case's events say without any order of phases.
_SAID: Final = f"""\
), said AS (
  SELECT case_id, min(seq) AS case_order, count(*) AS event_count, min(happened_at) AS first_at,
    max(happened_at) AS last_at, min(happened_at) FILTER (WHERE {_RESPONDS}) AS responded_at,
    min(next_at) FILTER (WHERE {_RESPONDS}) AS next_step_at,
    min(happened_at) FILTER (WHERE kind = 'assigned') AS assigned_at,
    min(happened_at) FILTER (WHERE kind = 'acknowledged') AS acknowledged_at,
    max(place) FILTER (WHERE kind = 'assigned') > min(place) FILTER (WHERE kind = 'acknowledged')
      AS is_given_back,
    count(*) FILTER (WHERE kind = 'evidence_added') > 0 AS has_evidence,
    {_last("sla_met")}, {", ".join(map(_last, TOLD))},
    {", ".join(map(_last, _NUMBERS))},
    max("priority") FILTER (WHERE place = 1) AS first_priority,
    max("category") FILTER (WHERE place = 1) AS first_category
  FROM ordered GROUP BY case_id"""
_CHOSEN: Final = f"""\
SELECT told.case_id, case_order, event_count, begun_at AS opened_at, last_at, responded_at, next_step_at,
  assigned_at, acknowledged_at, coalesce(is_given_back, false) AS is_given_back, has_evidence,
  resolved_event_at, restored_at AS resolved_at, shut_at AS closed_at, due_at, waited_seconds, has_asked_back,
  final_kind IN ({_words(DONE)}) AS is_done, coalesce(restored_at, shut_at, last_at) AS ended_at,
  returned_count, reopened_count, handed_count, first_group, is_met, first_rank, final_rank,
  CASE WHEN first_rank IS NULL AND final_rank IS NULL THEN NULL
    ELSE coalesce(first_rank, final_rank) <= {_HIGH_COUNT}
      OR coalesce(final_rank, first_rank) <= {_HIGH_COUNT}
  END AS is_high,
  first_category, {", ".join(name_literal(name) for name in TOLD)}
FROM told"""
