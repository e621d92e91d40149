"""One figure with all that belongs to it: cases, exclusions, spread, uncertainty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from firstfix.engines.scorecard.intervals import (
    Interval,
    count_interval,
    quantile,
    quantile_interval,
    share_interval,
)
from firstfix.engines.scorecard.measure import SPREAD, Measure, Observations, Unit


@dataclass(frozen=True, slots=True)
class Value:
    """What a measure came to over some cases.

    ``figure`` is the headline: the share, the count, or the *median* of hours and shares of time; ``None``
    without a case. ``interval`` is its uncertainty (see ``intervals``), ``None`` where the cases are too
    few. ``mean`` never stands without ``median`` and ``p90``: all three are there or none is. ``excluded``
    counts the cases left out by the code of the reason. ``is_small`` says that ``n`` is below the
    declared minimum.
    """

    measure: Measure
    n: int
    figure: float | None
    interval: Interval | None
    hit_count: int | None
    mean: float | None
    median: float | None
    p90: float | None
    p90_interval: Interval | None
    excluded: Mapping[str, int]
    is_small: bool
    _observations: Observations = field(repr=False, compare=False)
    _places: Sequence[int] | None = field(repr=False, compare=False)

    def cases(self) -> list[tuple[str, float]]:
        """Give the cases behind the figure with what each contributed."""
        return [(case, seen) for case, seen in self._seen() if isinstance(seen, float)]

    def excluded_cases(self, reason: str) -> list[str]:
        """Give the cases that were left out for one reason."""
        return [case for case, seen in self._seen() if seen == reason]

    def _seen(self) -> Iterable[tuple[str, object]]:
        kept = self._observations
        places = range(len(kept.histories)) if self._places is None else self._places
        return ((kept.histories[place].case, kept.observed[place]) for place in places)


def value_over(
    kept: Observations, ordered: Sequence[float], places: Sequence[int] | None, *, minimum_n: int
) -> Value:
    """Give the value of the figures ``ordered``, which are those of the cases at ``places`` (all: ``None``).

    Hours and shares of time have to ascend.
    """
    n, unit = len(ordered), kept.measure.unit
    case_count = len(kept.histories if places is None else places)
    spread = unit in SPREAD and n > 0
    median = quantile(ordered, 0.5) if spread else None
    hits = None if unit in SPREAD else int(sum(ordered))
    return Value(
        measure=kept.measure,
        n=n,
        figure=_headline(unit, n, hits, median),
        interval=_interval(unit, ordered, hits),
        hit_count=hits,
        mean=sum(ordered) / n if spread else None,
        median=median,
        p90=quantile(ordered, 0.9) if spread else None,
        p90_interval=quantile_interval(ordered, 0.9) if spread else None,
        excluded=kept.excluded(places) if n < case_count else {},
        is_small=n < minimum_n,
        _observations=kept,
        _places=places,
    )


def _headline(unit: Unit, n: int, hits: int | None, median: float | None) -> float | None:
    if unit is Unit.CASES:
        return float(n)
    return hits / n if hits is not None and n else median


def _interval(unit: Unit, ordered: Sequence[float], hits: int | None) -> Interval | None:
    if unit is Unit.CASES:
        return count_interval(len(ordered))
    if hits is not None:
        return share_interval(hits, len(ordered))
    return quantile_interval(ordered, 0.5) if ordered else None
