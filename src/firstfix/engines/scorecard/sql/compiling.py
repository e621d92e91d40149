"""Measures compiled: a statement a measure, whose answer is counts, reasons and spread, without a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from firstfix.engines.scorecard.measure import OUTSIDE, SPREAD, Measure, Unit
from firstfix.engines.scorecard.months import PERIODS
from firstfix.engines.scorecard.scoring import check_segment
from firstfix.engines.scorecard.sql.dialect import Dialect, name_literal, text_literal
from firstfix.engines.scorecard.sql.history_table import TOLD
from firstfix.engines.scorecard.sql.rules import SqlRule, rule_of

TOP_COUNT: Final = 5
_SHARES: Final = (0.5, 0.9)


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
    rule = filled(rule_of(measure), dialect, table)
    is_joined = bool(rule.again) and dialect.has_quantiles
    return f"""
WITH ground AS (SELECT max(last_at) AS ends_at FROM {name_literal(table)}),
{_followed(rule, table) if is_joined else ""}judged AS (
  SELECT {_segment(segment, dialect)} AS segment, history.*, ends_at, {rule.reason} AS reason
  FROM {"followed" if is_joined else name_literal(table)} AS history CROSS JOIN ground
), observed AS (
  SELECT segment, reason,
    CASE WHEN reason IS NULL THEN CAST({rule.observed} AS double precision) END AS figure
  FROM judged AS history WHERE reason IS NULL OR reason <> {text_literal(OUTSIDE)}
)
SELECT segment, reason, count(*) AS n, sum(figure) AS total, avg(figure) AS mean,
  {_quantiles(measure, dialect)}
GROUP BY segment, reason"""


def filled(rule: SqlRule, dialect: Dialect, table: str) -> SqlRule:
    """Give the rule with its places filled, for rows of ``table`` under the name ``history``."""
    next_at = "next_at" if dialect.has_quantiles else _next_opening(rule, table)
    fills = {
        "rating": dialect.number_of("rating"),
        "least": dialect.least,
        "is_rare": f"category NOT IN ({top_categories(name_literal(table))})",
        "is_repeat": f"coalesce({next_at} - ended_at <= {rule.within}, false)",
    }
    answers = tuple((condition.format(**fills), seen) for condition, seen in rule.answers)
    return replace(rule, answers=answers, figure=rule.figure.format(**fills))


def _next_opening(rule: SqlRule, table: str) -> str:
    """Give the next opening where a database looks it up sooner, by an index, than it orders all of them."""
    alike = " AND ".join(f"later.{name} = history.{name} AND later.{name} <> ''" for name in rule.again)
    return (
        f"(SELECT min(later.opened_at) FROM {name_literal(table)} AS later WHERE {alike}"
        " AND later.opened_at > max(history.ended_at, history.opened_at))"
    )


def _quantiles(measure: Measure, dialect: Dialect) -> str:
    """Give median and p90 of the figures, and where these come from."""
    if dialect.has_quantiles:
        ranks = (f"percentile_cont({share}) WITHIN GROUP (ORDER BY figure)" for share in _SHARES)
        return f"{', '.join(ranks)} FROM observed"
    if measure.unit not in SPREAD:
        return "NULL, NULL FROM observed"
    # A quantile lies between two neighbours: weighed by how near their ranks are, all others weigh nothing.
    weighed = (f"sum(figure * max(0.0, 1.0 - abs(rank - {share} * (size - 1))))" for share in _SHARES)
    return f"""{", ".join(weighed)} FROM (
  SELECT *, row_number() OVER (PARTITION BY segment, reason ORDER BY figure) - 1 AS rank,
    count(*) OVER (PARTITION BY segment, reason) AS size FROM observed)"""


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


def top_categories(histories: str) -> str:
    """Give the statement of the largest categories; of equal ones the one that the log names first."""
    return (
        f"SELECT category FROM (SELECT category FROM {histories} AS history WHERE category <> ''"
        f" GROUP BY category ORDER BY count(*) DESC, min(case_order) LIMIT {TOP_COUNT}) AS top"
    )


def _followed(rule: SqlRule, table: str) -> str:
    """Give each history with the next opening after its end among those that share ``rule.again``.

    Where there is no index to look them up by, openings and ends stand in one row, the latest first; at one
    moment the end comes first, since an opening at the very end does not follow it. A case that ended before
    it was opened does not follow itself.
    """
    shared, said = ", ".join(rule.again), " AND ".join(f"{name} <> ''" for name in rule.again)
    marks = " UNION ALL ".join(
        f"SELECT {shared}, {moment} AS moment, {is_opening} AS is_opening, {opening} AS opening,"
        f" {case} AS ended_case FROM {name_literal(table)} WHERE {said}"
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
  SELECT one.*, next_at FROM {name_literal(table)} AS one LEFT JOIN openings ON ended_case = one.case_id
),
"""
