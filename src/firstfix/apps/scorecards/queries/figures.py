"""Pairs out of cells: the engine's values, computed from sums instead of from cases one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from firstfix.apps.scorecards.queries.tallies import Merged, Tallies, Tally, scale_of
from firstfix.engines.scorecard import Kpi, Pair, Value
from firstfix.engines.scorecard.intervals import (
    count_interval,
    quantile,
    quantile_interval,
    share_interval,
)
from firstfix.engines.scorecard.measure import SPREAD, Measure, Observations, Unit

__all__ = ["Cell", "pair_of", "value_of"]

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


def pair_of(kpi: Kpi, cells: Sequence[Cell], by_category: Sequence[Cell] = ()) -> Pair:
    """Give the KPI over the cases of these cells; ``by_category`` are the same cases by category."""
    return Pair(
        kpi,
        value_of(kpi.measure, _chosen(kpi.measure, cells, by_category), minimum_n=kpi.minimum_n),
        value_of(kpi.counter, _chosen(kpi.counter, cells, by_category), minimum_n=kpi.minimum_n),
    )


def value_of(measure: Measure, cells: Sequence[Cell], *, minimum_n: int) -> Value:
    """Give what the measure came to over the cases of these cells, as the engine would."""
    tallies = [one for cell in cells if (one := cell.tallies.by_measure.get(measure.id)) is not None]
    n = sum(one.n for one in tallies)
    excluded = sum((one.excluded for one in tallies), Counter[str]())
    if measure.unit in SPREAD:
        return _spread(measure, tallies, n, excluded, n < minimum_n)
    hits = sum(one.hit_count for one in tallies)
    is_count = measure.unit is Unit.CASES
    figure = float(n) if is_count else hits / n if n else None
    interval = count_interval(n) if is_count else share_interval(hits, n)
    return Value(
        measure,
        n,
        figure,
        interval,
        hits,
        None,
        None,
        None,
        None,
        excluded,
        n < minimum_n,
        _none(measure),
        (),
    )


def _spread(
    measure: Measure, tallies: Sequence[Tally], n: int, excluded: Mapping[str, int], is_small: bool
) -> Value:
    if not n:
        return Value(measure, 0, None, None, None, None, None, None, None, excluded, True, _none(measure), ())
    merged = Merged((one.run for one in tallies), scale_of(measure.unit))
    median = quantile(merged, 0.5)
    return Value(
        measure=measure,
        n=n,
        figure=median,
        interval=quantile_interval(merged, 0.5),
        hit_count=None,
        mean=merged.mean(),
        median=median,
        p90=quantile(merged, 0.9),
        p90_interval=quantile_interval(merged, 0.9),
        excluded=excluded,
        is_small=is_small,
        _observations=_none(measure),
        _places=(),
    )


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
