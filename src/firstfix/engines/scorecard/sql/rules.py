"""What each measure observes, as SQL over ``history``: the twin of ``observing``, held equal to it by tests.

A rule is read from above: the first condition that holds says what is observed, a figure or the reason why
the case is left out (or ``outside``); where none holds, ``figure`` is the figure. Beside the columns of
``history`` a rule may ask for ``ends_at`` (the log's last moment), :data:`IS_REPEAT` and :data:`IS_RARE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from firstfix.engines.scorecard.cancelled import CANCELLED_CODE, of_cancelled
from firstfix.engines.scorecard.ground import DAY
from firstfix.engines.scorecard.measure import OUTSIDE, Measure, Observed
from firstfix.engines.scorecard.observing import (
    AGEING_DAYS,
    HOLLOW_HOURS,
    POSITIVE_RATING,
    REPEAT_DAYS,
    SAME_ASSET_DAYS,
)
from firstfix.engines.scorecard.sql.dialect import text_literal

# Whether another case with the same ``again`` attributes was opened within ``within`` seconds of the end.
IS_REPEAT: Final = "{is_repeat}"
# Whether the category is none of the largest.
IS_RARE: Final = "{is_rare}"


@dataclass(frozen=True, slots=True)
class SqlRule:
    """One measure in SQL, with places for what :func:`compiling.filled` fills in.

    ``{rating}`` is the rating as a number, ``{least}`` the function that gives the least of its arguments.
    """

    answers: tuple[tuple[str, Observed], ...]
    figure: str = "0.0"
    again: tuple[str, ...] = ()
    within: int = 0

    @property
    def reason(self) -> str:
        """Give the expression of the reason why a case is left out, null where there is a figure."""
        whens = [f"WHEN {asked} THEN {_literal(seen)}" for asked, seen in self.answers]
        # A database asks for a type where nobody is left out.
        return f"CASE {' '.join(whens)} ELSE CAST(NULL AS text) END" if whens else "CAST(NULL AS text)"

    @property
    def observed(self) -> str:
        """Give the expression of the figure of a case that has one."""
        whens = [f"WHEN {asked} THEN {seen}" for asked, seen in self.answers if not isinstance(seen, str)]
        return f"CASE {' '.join(whens)} ELSE {self.figure} END" if whens else self.figure


def _literal(seen: Observed) -> str:
    return text_literal(seen) if isinstance(seen, str) else "NULL"


def rule_of(measure: Measure) -> SqlRule:
    """Give the rule of a measure, with cancelled cases left out as it declares (see ``cancelled``)."""
    rule = RULES[measure.id]
    answers: list[tuple[str, Observed]] = []
    for condition, seen in rule.answers:
        if (of_it := of_cancelled(measure, seen)) != seen:
            answers.append((f"is_cancelled AND ({condition})", of_it))
        answers.append((condition, seen))
    if (kept := measure.of_cancelled) is not None:
        unless = f" AND ({rule.figure}) NOT IN ({', '.join(map(str, kept))})" if kept else ""
        answers.append((f"is_cancelled{unless}", CANCELLED_CODE))
    return replace(rule, answers=tuple(answers))


_HOUR: Final = 3600
_NOT_DONE: Final = ("NOT is_done", "not_done")
_NO_PRIORITY: Final = ("is_high IS NULL", "no_priority")
_NOT_HIGH: Final = ("NOT is_high", OUTSIDE)
_NO_RESOLVED: Final = ("resolved_at IS NULL", "no_resolved_at")
_NEVER_ENDED: Final = ("NOT is_done AND returned_count = 0", "not_done")
_UNPLANNED: Final = "lower(job_type) <> 'maintenance'"


def _hours(first: str, last: str) -> str:
    return f"CAST({last} - {first} AS double precision) / {_HOUR}.0"


def _so(condition: str) -> tuple[str, float]:
    return condition, 1.0


def _again(days: int, *shared: str) -> SqlRule:
    """Give the rule of a repeat within ``days``."""
    seconds = days * DAY
    nothing_said = " OR ".join(f"{name} = ''" for name in shared)
    answers = (
        (nothing_said, "no_asset" if shared == ("asset",) else "no_category"),
        _NOT_DONE,
        _so(IS_REPEAT),
        (f"ends_at - ended_at < {seconds}", "not_followed"),
    )
    return SqlRule(answers, again=shared, within=seconds)


def _after(rule: SqlRule, *answers: tuple[str, Observed]) -> SqlRule:
    return replace(rule, answers=(*answers, *rule.answers))


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
        (
            ("responded_at IS NULL", "no_response"),
            _so(
                f"coalesce(next_step_at, ends_at) - responded_at > {HOLLOW_HOURS * _HOUR}"
                " AND coalesce(resolved_event_at > responded_at, true)"
            ),
        )
    ),
    "target_met": SqlRule(
        (
            ("NOT is_done AND NOT coalesce(NOT is_met, ends_at > due_at, false)", "not_done"),
            ("is_met IS NULL AND due_at IS NULL", "no_target"),
            _so("is_done AND coalesce(is_met, ended_at <= due_at)"),
        )
    ),
    "paused_share": SqlRule(
        (_NOT_DONE, ("ended_at <= opened_at", "no_duration")),
        "{least}(1.0, CAST(waited_seconds AS double precision) / (ended_at - opened_at))",
    ),
    "reopened": SqlRule((_NEVER_ENDED, _so("reopened_count > 0"))),
    "high_reopened": SqlRule((_NO_PRIORITY, _NOT_HIGH, _NEVER_ENDED, _so("reopened_count > 0"))),
    "same_asset_again": _after(_again(SAME_ASSET_DAYS, "asset"), _so("merged_into <> ''")),
    "repeated_asset": _again(REPEAT_DAYS, "asset"),
    "repeated_category": _after(
        _again(REPEAT_DAYS, "category", "customer"), ("category = ''", "no_category"), (IS_RARE, OUTSIDE)
    ),
    "recategorised": SqlRule(
        (("category = '' OR first_category = ''", "no_category"), _so("category <> first_category"))
    ),
    "handed_over": SqlRule((_so("handed_count > 0"),)),
    "first_group_kept": SqlRule((("\"group\" = ''", "no_final_group"), _so('first_group = "group"'))),
    "first_contact_resolved": SqlRule(
        (_NOT_DONE, _so("handed_count = 0 AND NOT has_asked_back AND reopened_count = 0"))
    ),
    "ageing": SqlRule(
        (_NO_PRIORITY, _NOT_HIGH, ("is_done", OUTSIDE), _so(f"ends_at - opened_at > {AGEING_DAYS * DAY}"))
    ),
    "lowered": SqlRule(
        (
            ("first_rank IS NULL OR final_rank IS NULL", "no_priority"),
            _NOT_HIGH,
            _so("final_rank > first_rank"),
        )
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
            _so("is_given_back"),
        )
    ),
    "positive_rating": SqlRule((("{rating} IS NULL", "no_rating"), _so(f"{{rating}} >= {POSITIVE_RATING}"))),
    "rating_given": SqlRule((("NOT is_done", OUTSIDE), _so("rating <> ''"))),
    "planned_on_time": SqlRule(
        (
            (_UNPLANNED, OUTSIDE),
            ("due_at IS NULL", "no_target"),
            ("NOT is_done AND ends_at <= due_at", "not_done"),
            _so("is_done AND ended_at <= due_at"),
        )
    ),
    "planned_with_evidence": SqlRule(((f"{_UNPLANNED} OR NOT is_done", OUTSIDE), _so("has_evidence"))),
}
