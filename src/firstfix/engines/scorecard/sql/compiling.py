"""Measures compiled: a statement a measure, whose answer is counts, reasons and spread, without a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from firstfix.engines.scorecard.measure import OUTSIDE, SPREAD, Measure, Unit
from firstfix.engines.scorecard.months import PERIODS
from firstfix.engines.scorecard.scoring import check_segment
from firstfix.engines.scorecard.sql.dialect import Dialect, name_literal, text_literal
from firstfix.engines.scorecard.sql.history_table import TOLD
from firstfix.engines.scorecard.sql.rules import RULES, SqlRule

_TOP_COUNT: Final = 5


@dataclass(slots=True)
class Counted:
    """What a statement answered for one segment: the fields are those of ``Value``, without intervals."""

    n: int = 0
    hit_count: int | None = None
    mean: float | None = None
    median: float | None = None
    p90: float | None = None
    excluded: dict[str, int] = field(default_factory=dict)


def measure_statement(
    measure: Measure, dialect: Dialect, *, segment: str = "", table: str = "history"
) -> str:
    """Give the statement that counts ``measure`` over a table of histories, by ``segment`` if one is named.

    Its rows are for :func:`counted`. Raises ``ValueError`` for what is no segment, or none that histories
    have.
    """
    rule = RULES[measure.id]
    fills = {"rating": dialect.number_of("rating"), "top": _top(table)}
    reasons = [
        f"WHEN {condition.format(**fills)} THEN {text_literal(reason)}" for condition, reason in rule.left_out
    ]
    reason = f"CASE {' '.join(reasons)} END" if reasons else "CAST(NULL AS text)"
    return f"""
WITH ground AS (SELECT max(last_at) AS ends_at FROM {name_literal(table)}),
{_followed(rule, table)}judged AS (
  SELECT {_segment(segment, dialect)} AS segment, history.*, ends_at, {reason} AS reason
  FROM {"followed" if rule.again else name_literal(table)} AS history CROSS JOIN ground
), observed AS (
  SELECT segment, reason,
    CASE WHEN reason IS NULL THEN CAST({rule.figure.format(**fills)} AS double precision) END AS figure
  FROM judged WHERE reason IS NULL OR reason <> {text_literal(OUTSIDE)}
)
SELECT segment, reason, count(*) AS n, sum(figure) AS total, avg(figure) AS mean,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY figure) AS median,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY figure) AS p90
FROM observed GROUP BY segment, reason"""


def counted(measure: Measure, rows: Iterable[Sequence[Any]]) -> Mapping[str, Counted]:
    """Give what the statement answered, by segment; without one all is under ""."""
    told: dict[str, Counted] = defaultdict(Counted)
    for segment, reason, n, total, mean, median, p90 in rows:
        if reason is not None:
            told[segment].excluded[reason] = n
            continue
        one = told[segment]
        one.n = n
        if measure.unit in SPREAD:
            one.mean, one.median, one.p90 = float(mean), float(median), float(p90)
        else:
            one.hit_count = round(total)
    if measure.unit in {Unit.SHARE, Unit.CASES}:
        for one in told.values():
            one.hit_count = one.hit_count or 0
    return dict(told)


def _segment(segment: str, dialect: Dialect) -> str:
    if not segment:
        return "''"
    check_segment(segment)
    if segment in PERIODS:
        return dialect.period(segment, "history.opened_at")
    if segment not in TOLD:
        raise ValueError(f"{segment!r} is not kept in histories; they have: {', '.join(TOLD)}.")
    return f"history.{name_literal(segment)}"


def _top(table: str) -> str:
    """Give the largest categories; of equal ones the one that the log names first."""
    return (
        f"SELECT category FROM (SELECT category FROM {name_literal(table)} WHERE category <> ''"
        f" GROUP BY category ORDER BY count(*) DESC, min(case_order) LIMIT {_TOP_COUNT}) AS top"
    )


def _followed(rule: SqlRule, table: str) -> str:
    """Give each history with the next opening after its end among those that share ``rule.again``.

    Openings and ends stand in one row, the latest first; at one moment the end comes first, since an opening
    at the very end does not follow it. A case that ended before it was opened does not follow itself.
    """
    if not rule.again:
        return ""
    shared = ", ".join(rule.again)
    marks = " UNION ALL ".join(
        f"SELECT {shared}, {moment} AS moment, {is_opening} AS is_opening, {opening} AS opening,"
        f" {case} AS ended_case FROM {name_literal(table)}"
        for moment, is_opening, opening, case in (
            ("opened_at", 1, "opened_at", "CAST(NULL AS text)"),
            ("greatest(ended_at, opened_at)", 0, "CAST(NULL AS bigint)", "case_id"),
        )
    )
    return f"""marks AS ({marks}), openings AS (
  SELECT ended_case, min(opening) OVER (PARTITION BY {shared} ORDER BY moment DESC, is_opening
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS next_at
  FROM marks
), followed AS (
  SELECT one.*, next_at FROM {name_literal(table)} AS one JOIN openings ON ended_case = one.case_id
),
"""
