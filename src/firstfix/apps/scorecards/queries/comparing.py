"""One period beside the one before it: whether a figure moved by more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from firstfix.apps.scorecards.queries.boards import Asked, cells_of, scopes_of
from firstfix.apps.scorecards.queries.figures import Cell
from firstfix.apps.scorecards.queries.periods import day_count
from firstfix.engines.scorecard import Pair, Value
from firstfix.engines.scorecard.measure import SPREAD, Measure, Unit
from firstfix.engines.scorecard.trends.comparison import (
    Comparison,
    compare_counts,
    compare_shares,
    compare_spreads,
)
from firstfix.kernel.identity import Actor

__all__ = ["SideBySide", "compared"]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two periods of one customer or all, with the cells that hold their times."""

    earlier: Sequence[Cell]
    later: Sequence[Cell]
    earlier_days: int
    later_days: int

    @classmethod
    def of(
        cls, actor: Actor, earlier: Asked, later: Asked, measures: frozenset[str], now: datetime
    ) -> SideBySide:
        """Give the two periods with the times of these ``measures``."""
        one, other = (
            cells_of(scopes_of(actor, asked.customer), asked.months, ("",), measures)
            for asked in (earlier, later)
        )
        return cls(one, other, day_count(earlier.months, now), day_count(later.months, now))


def compared(earlier: Pair, later: Pair, beside: SideBySide) -> Comparison:
    """Give what the difference of a KPI's figures of two periods is worth."""
    one, other = earlier.value, later.value
    measure = other.measure
    if measure.unit in SPREAD:
        return compare_spreads(_times(measure, beside.earlier), _times(measure, beside.later))
    if measure.unit is Unit.CASES:
        return compare_counts((one.n, beside.earlier_days), (other.n, beside.later_days))
    return compare_shares(_hits(one), _hits(other))


def _times(measure: Measure, cells: Sequence[Cell]) -> list[float]:
    tallies = (cell.tallies.by_measure.get(measure.id) for cell in cells)
    return [float(value) for tally in tallies if tally is not None for value in tally.run]


def _hits(value: Value) -> tuple[int, int]:
    return value.hit_count or 0, value.n
