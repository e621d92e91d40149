"""Pairs out of cells: the engine's values, computed from sums instead of from cases one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from firstfix.apps.scorecards.queries.tallies import Merged, Tallies, Tally, scale_of
from firstfix.engines.scorecard import Kpi, Pair, Value
from firstfix.engines.scorecard.intervals import (
    count_interval,
    quantile,
    quantile_interval,
    share_interval,
)
from firstfix.engines.scorecard.measure import SPREAD, Measure, Observations, Unit

__all__ = ["OF_TOP_CATEGORIES", "Cell", "pair_of", "top_categories", "value_of"]

# S2-K10 speaks of the five largest categories alone; which these are follows from the cases looked at.
OF_TOP_CATEGORIES: Final = frozenset({"repeated_category"})
_TOP_COUNT: Final = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """The tallies of one month in one segment."""

    segment: str
    value: str
    month: str
    tallies: Tallies


def pair_of(
    kpi: Kpi, cells: Sequence[Cell], by_category: Sequence[Cell] = (), *, is_brief: bool = False
) -> Pair:
    """Give the KPI over the cases of these cells; ``by_category`` are the same cases by category.

    A brief pair has its figures and how many cases they are of, and nothing else: enough for a drawing.
    """
    value, counter = (
        value_of(one, _chosen(one, cells, by_category), minimum_n=kpi.minimum_n, is_brief=is_brief)
        for one in (kpi.measure, kpi.counter)
    )
    return Pair(kpi, value, counter)


def value_of(measure: Measure, cells: Sequence[Cell], *, minimum_n: int, is_brief: bool = False) -> Value:
    """Give what the measure came to over the cases of these cells, as the engine would."""
    tallies = [one for cell in cells if (one := cell.tallies.by_measure.get(measure.id)) is not None]
    n, total = sum(one.n for one in tallies), sum(one.total for one in tallies)
    is_spread = measure.unit in SPREAD
    whole = Value(
        measure=measure,
        n=n,
        figure=None,
        interval=None,
        hit_count=None if is_spread else total,
        mean=None,
        median=None,
        p90=None,
        p90_interval=None,
        excluded={} if is_brief else _excluded(tallies),
        is_small=n < minimum_n,
        _observations=_none(measure),
        _places=(),
    )
    told = _spread(measure, tallies, total, is_brief) if is_spread and n else _counted(measure, n, total)
    return replace(whole, **told)


def _excluded(tallies: Sequence[Tally]) -> Mapping[str, int]:
    return sum((one.excluded for one in tallies), Counter[str]())


def _counted(measure: Measure, n: int, total: int) -> dict[str, Any]:
    if measure.unit is Unit.CASES:
        return {"figure": float(n), "interval": count_interval(n)}
    is_share = measure.unit is Unit.SHARE
    return {"figure": total / n if n and is_share else None, "interval": share_interval(total, n)}


def _spread(measure: Measure, tallies: Sequence[Tally], total: int, is_brief: bool) -> dict[str, Any]:
    scale = scale_of(measure.unit)
    merged = Merged((one.run for one in tallies), scale)
    median = quantile(merged, 0.5)
    if is_brief:
        return {"figure": median}
    return {
        "figure": median,
        "interval": quantile_interval(merged, 0.5),
        "mean": total / len(merged) / scale,
        "median": median,
        "p90": quantile(merged, 0.9),
        "p90_interval": quantile_interval(merged, 0.9),
    }


def _none(measure: Measure) -> Observations:
    # The cases behind a figure are asked for in the database, by those who may see them (case_lists.py).
    return Observations(measure, (), [])


def _chosen(measure: Measure, cells: Sequence[Cell], by_category: Sequence[Cell]) -> Sequence[Cell]:
    if measure.id not in OF_TOP_CATEGORIES or not by_category:
        return cells
    top = top_categories(by_category)
    # Cases without a category are left out and counted, as the engine does.
    return [cell for cell in by_category if cell.value in top or not cell.value]


def top_categories(by_category: Iterable[Cell]) -> frozenset[str]:
    """Give the five largest categories of these cells, by their cases."""
    counts: Counter[str] = Counter()
    for cell in by_category:
        one = cell.tallies.by_measure.get("recategorised")
        counts[cell.value] += one.n if one else 0
    counts.pop("", None)
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    return frozenset(ordered[:_TOP_COUNT])
