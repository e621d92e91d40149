"""One KPI as a report shows it: the pair with all that belongs to it, its year, and what moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firstfix.apps.scorecards.forms.trend import trend_of
from firstfix.apps.scorecards.forms.words import (
    VERDICT_TONES,
    figure_words,
    interval_words,
    reason_words,
    segment_words,
    verdict_words,
)
from firstfix.engines.scorecard import Direction, Pair, Trace, Value, pair_verdict
from firstfix.engines.scorecard.measure import SPREAD
from firstfix.engines.scorecard.trends.comparison import Comparison, Outcome

__all__ = ["Told", "summary_row", "tile"]

_WORSE: Final = {Direction.LOWER: Outcome.ROSE, Direction.HIGHER: Outcome.FELL}
_BETTER: Final = {Direction.LOWER: Outcome.FELL, Direction.HIGHER: Outcome.ROSE}
# Fewer months make no line; the figure beside them says the same.
_FEWEST_SPOTS: Final = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One KPI of a report: over its period, the period before, month by month, and by kind of case.

    ``present`` is the month that is not over yet, "" where all are.
    """

    pair: Pair
    before: Pair
    by_month: Mapping[str, Pair]
    by_kind: Mapping[str, Pair]
    comparison: Comparison
    traces: Sequence[Trace]
    present: str = ""

    @property
    def has_cases(self) -> bool:
        """Tell whether the period or the one before it has a figure."""
        return any(one.value.n or one.counter.n for one in (self.pair, self.before))

    @property
    def is_worse(self) -> bool:
        """Tell whether the figure moved the wrong way by more than chance."""
        return self.comparison.outcome is _WORSE.get(self.pair.kpi.direction)


def tile(told: Told, before_words: str) -> dict[str, Any]:
    """Give the tile of a KPI as plain strings and numbers."""
    kpi, verdict = told.pair.kpi, pair_verdict(told.pair, told.traces)
    return {
        "code": kpi.id,
        "id": kpi.id,
        "question": _(kpi.question),
        "target": _(kpi.target.words),
        "verdict": {"words": verdict_words(verdict), "tone": VERDICT_TONES[verdict]},
        "value": _value(told.pair.value),
        "counter": _value(told.pair.counter),
        "guards": _(kpi.counter_guards),
        "moved": {"words": _moved(told, before_words), "tone": _tone(told)},
        "chart": _chart(told),
        "kinds": [_kind(name, pair) for name, pair in sorted(told.by_kind.items()) if _speaks(pair)],
        "kinds_head": [_("Kind of case"), _(kpi.measure.name), _(kpi.counter.name)],
        "definition": _(kpi.measure.definition),
        "counter_definition": _(kpi.counter.definition),
    }


def summary_row(told: Told) -> dict[str, Any]:
    """Give the line of a KPI in the overview."""
    kpi, verdict = told.pair.kpi, pair_verdict(told.pair, told.traces)
    return {
        "question": _(kpi.question),
        "id": kpi.id,
        "figure": figure_words(kpi.measure, told.pair.value.figure),
        "rest": _brief(told.pair.value),
        "counter_name": _(kpi.counter.name),
        "counter": figure_words(kpi.counter, told.pair.counter.figure),
        "counter_rest": _brief(told.pair.counter),
        "before": figure_words(kpi.measure, told.before.value.figure),
        "before_rest": _brief(told.before.value),
        "verdict": {"words": verdict_words(verdict), "tone": VERDICT_TONES[verdict]},
    }


def _value(value: Value) -> dict[str, Any]:
    is_spread = value.measure.unit in SPREAD and value.n > 0
    lines = []
    if is_spread:
        spread = {
            "p90": figure_words(value.measure, value.p90),
            "mean": figure_words(value.measure, value.mean),
        }
        lines.append(_("9 of 10 within %(p90)s, mean %(mean)s") % spread)
    if value.n:
        lines.append(_("95 %% sure: %(interval)s") % {"interval": interval_words(value)})
    excluded = sorted(((count, code) for code, count in value.excluded.items() if count), reverse=True)
    return {
        "name": _(value.measure.name),
        "figure": figure_words(value.measure, value.figure),
        "remark": _("median") if is_spread else "",
        "lines": [*lines, _cases(value)],
        "excluded": [f"{count} {reason_words(code)}" for count, code in excluded],
    }


def _cases(value: Value) -> str:
    words = ngettext("n = %(num)s case", "n = %(num)s cases", value.n) % {"num": value.n}
    if value.is_small and value.n:
        words += " " + _("(few)")
    left_out = sum(value.excluded.values())
    if left_out:
        words += ", " + ngettext("%(num)s left out", "%(num)s left out", left_out) % {"num": left_out}
    return words


def _brief(value: Value) -> str:
    if value.n and value.measure.unit in SPREAD:
        return _("9 of 10 within %(p90)s; n = %(n)s") % {
            "p90": figure_words(value.measure, value.p90),
            "n": value.n,
        }
    return _("n = %(n)s") % {"n": value.n}


def _moved(told: Told, before_words: str) -> str:
    before = told.before.value
    if not before.n:
        return _("%(period)s has no figure to compare with.") % {"period": before_words}
    known = _("%(period)s: %(figure)s of %(n)s.") % {
        "period": before_words,
        "figure": figure_words(before.measure, before.figure),
        "n": before.n,
    }
    return f"{known} {_outcome(told.comparison.outcome)}"


def _outcome(outcome: Outcome) -> str:
    return {
        Outcome.ROSE: _("It rose by more than chance."),
        Outcome.FELL: _("It fell by more than chance."),
        Outcome.CHANCE: _("Chance explains the difference."),
        Outcome.TOO_FEW: _("Too few cases to tell a difference from chance."),
    }[outcome]


def _tone(told: Told) -> str:
    if told.is_worse:
        return "bad"
    return "good" if told.comparison.outcome is _BETTER.get(told.pair.kpi.direction) else "idle"


def _chart(told: Told) -> dict[str, Any] | None:
    drawn = trend_of(told.by_month, present=told.present)
    if len(drawn.spots) < _FEWEST_SPOTS:
        return None
    name = _(told.pair.kpi.measure.name)
    return {
        "spots": [
            {
                "x": spot["x"],
                "y": spot["y"],
                "is_signal": spot["is_signal"],
                "is_hollow": spot["is_small"] or spot["is_present"],
            }
            for spot in drawn.spots
        ],
        "lines": [
            [[float(part) for part in point.split(",")] for point in line.split()] for line in drawn.lines
        ],
        "levels": [dict(level) for level in drawn.levels],
        "ticks": [dict(tick) for tick in drawn.ticks],
        "name": name,
        "summary": drawn.summary,
        "range": _("Lowest %(low)s, highest %(high)s.") % {"low": drawn.lowest, "high": drawn.highest},
        "alt": f"{name}, {drawn.first} – {drawn.last}. {drawn.summary}",
    }


def _kind(name: str, pair: Pair) -> list[dict[str, str]]:
    return [
        {"words": segment_words("job_type", name, {}), "rest": ""},
        {"words": figure_words(pair.value.measure, pair.value.figure), "rest": _brief(pair.value)},
        {"words": figure_words(pair.counter.measure, pair.counter.figure), "rest": _brief(pair.counter)},
    ]


def _speaks(pair: Pair) -> bool:
    return bool(pair.value.n or pair.counter.n)
