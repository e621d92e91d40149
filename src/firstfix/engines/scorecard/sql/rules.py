"""What each measure observes, as SQL over ``history``: the twin of ``observing``, held equal to it by tests.

A rule is read from above: the first condition that holds gives the reason why the case is left out (or
``outside``); where none holds, ``figure`` is the figure. Beside the columns of ``history`` a rule may ask for
``ends_at`` (the log's last moment) and ``next_at`` (the next opening with the same ``again`` attributes).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from firstfix.engines.scorecard.ground import DAY
from firstfix.engines.scorecard.measure import OUTSIDE
from firstfix.engines.scorecard.observing import (
    AGEING_DAYS,
    HOLLOW_HOURS,
    POSITIVE_RATING,
    REPEAT_DAYS,
    SAME_ASSET_DAYS,
)


@dataclass(frozen=True, slots=True)
class SqlRule:
    """One measure in SQL; ``{rating}`` is the rating as a number, ``{top}`` are the top categories."""

    left_out: tuple[tuple[str, str], ...]
    figure: str
    again: tuple[str, ...] = ()


_HOUR: Final = 3600
_NOT_DONE: Final = ("NOT is_done", "not_done")
_NO_PRIORITY: Final = ("is_high IS NULL", "no_priority")
_NOT_HIGH: Final = ("NOT is_high", OUTSIDE)
_NO_RESOLVED: Final = ("resolved_at IS NULL", "no_resolved_at")
_NEVER_ENDED: Final = ("NOT is_done AND returned_count = 0", "not_done")
_UNPLANNED: Final = "lower(job_type) <> 'maintenance'"


def _hours(first: str, last: str) -> str:
    return f"CAST({last} - {first} AS double precision) / {_HOUR}.0"


def _if(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1.0 ELSE 0.0 END"


def _again(days: int, *shared: str, unless: str = "") -> SqlRule:
    """Give the rule of a repeat within ``days``; ``unless`` is what counts as one without any."""
    seconds = days * DAY
    nothing_said = " OR ".join(f"{name} = ''" for name in shared)
    is_repeat = f"coalesce(next_at - ended_at <= {seconds}, false)"
    besides = f" AND NOT ({unless})" if unless else ""
    return SqlRule(
        (
            (f"({nothing_said}){besides}", "no_asset" if shared == ("asset",) else "no_category"),
            (f"NOT is_done{besides}", "not_done"),
            (f"NOT {is_repeat} AND ends_at - ended_at < {seconds}{besides}", "not_followed"),
        ),
        _if(f"({unless}) OR {is_repeat}" if unless else is_repeat),
        shared,
    )


def _repeated_category() -> SqlRule:
    rule = _again(REPEAT_DAYS, "category", "customer")
    outside = ("category NOT IN ({top})", OUTSIDE)
    return SqlRule((("category = ''", "no_category"), outside, *rule.left_out), rule.figure, rule.again)


RULES: Final[Mapping[str, SqlRule]] = {
    "jobs_done": SqlRule((("NOT is_done", OUTSIDE),), "1.0"),
    "restore_hours": SqlRule((_NO_RESOLVED,), _hours("opened_at", "resolved_at")),
    "high_restore_hours": SqlRule(
        (_NO_PRIORITY, _NOT_HIGH, _NO_RESOLVED), _hours("opened_at", "resolved_at")
    ),
    "close_hours": SqlRule((("closed_at IS NULL", "no_closed_at"),), _hours("opened_at", "closed_at")),
    "response_hours": SqlRule(
        (("responded_at IS NULL", "no_response"),), _hours("opened_at", "responded_at")
    ),
    "hollow_response": SqlRule(
        (("responded_at IS NULL", "no_response"),),
        "CASE WHEN resolved_event_at <= responded_at THEN 0.0"
        f" WHEN coalesce(next_step_at, ends_at) - responded_at > {HOLLOW_HOURS * _HOUR} THEN 1.0"
        " ELSE 0.0 END",
    ),
    "target_met": SqlRule(
        (_NOT_DONE, ("is_met IS NULL AND due_at IS NULL", "no_target")),
        _if("coalesce(is_met, ended_at <= due_at)"),
    ),
    "paused_share": SqlRule(
        (_NOT_DONE, ("ended_at <= opened_at", "no_duration")),
        "CASE WHEN waited_seconds > ended_at - opened_at THEN 1.0"
        " ELSE CAST(waited_seconds AS double precision) / (ended_at - opened_at) END",
    ),
    "reopened": SqlRule((_NEVER_ENDED,), _if("reopened_count > 0")),
    "high_reopened": SqlRule((_NO_PRIORITY, _NOT_HIGH, _NEVER_ENDED), _if("reopened_count > 0")),
    "same_asset_again": _again(SAME_ASSET_DAYS, "asset", unless="merged_into <> ''"),
    "repeated_asset": _again(REPEAT_DAYS, "asset"),
    "repeated_category": _repeated_category(),
    "recategorised": SqlRule(
        (("category = '' OR first_category = ''", "no_category"),), _if("category <> first_category")
    ),
    "handed_over": SqlRule((), _if("handed_count > 0")),
    "first_group_kept": SqlRule((("\"group\" = ''", "no_final_group"),), _if('first_group = "group"')),
    "first_contact_resolved": SqlRule(
        (_NOT_DONE,), _if("handed_count = 0 AND NOT has_asked_back AND reopened_count = 0")
    ),
    "ageing": SqlRule(
        (_NO_PRIORITY, ("NOT is_high OR is_done", OUTSIDE)), _if(f"ends_at - opened_at > {AGEING_DAYS * DAY}")
    ),
    "lowered": SqlRule(
        (("first_rank IS NULL OR final_rank IS NULL", "no_priority"), _NOT_HIGH),
        _if("final_rank > first_rank"),
    ),
    "acceptance_hours": SqlRule(
        (
            ("assigned_at IS NULL", "no_assignment"),
            ("acknowledged_at IS NULL OR acknowledged_at < assigned_at", "no_acknowledgement"),
        ),
        _hours("assigned_at", "acknowledged_at"),
    ),
    "given_back": SqlRule(
        (
            ("acknowledged_at IS NULL AND assigned_at IS NULL", "no_assignment"),
            ("acknowledged_at IS NULL", "no_acknowledgement"),
        ),
        _if("is_given_back"),
    ),
    "positive_rating": SqlRule((("{rating} IS NULL", "no_rating"),), _if(f"{{rating}} >= {POSITIVE_RATING}")),
    "rating_given": SqlRule((("NOT is_done", OUTSIDE),), _if("rating <> ''")),
    "planned_on_time": SqlRule(
        (
            (_UNPLANNED, OUTSIDE),
            ("due_at IS NULL", "no_target"),
            ("NOT is_done AND ends_at <= due_at", "not_done"),
        ),
        _if("is_done AND ended_at <= due_at"),
    ),
    "planned_with_evidence": SqlRule(((f"{_UNPLANNED} OR NOT is_done", OUTSIDE),), _if("has_evidence")),
}
