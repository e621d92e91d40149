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
from firstfix.engines.scorecard.measure import Measure, Observations, Unit, reasons_of


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


def spread_over(
    kept: Observations, ordered: Sequence[float], places: Sequence[int] | None, *, minimum_n: int
) -> Value:
    """Give the value of hours or shares of time over the cases at ``places`` (all: ``None``).

    ``ordered`` are the figures of these cases, ascending.
    """
    n = len(ordered)
    case_count = len(kept.histories if places is None else places)
    median = quantile(ordered, 0.5) if n else None
    return Value(
        measure=kept.measure,
        n=n,
        figure=median,
        interval=quantile_interval(ordered, 0.5) if n else None,
        hit_count=None,
        mean=sum(ordered) / n if n else None,
        median=median,
        p90=quantile(ordered, 0.9) if n else None,
        p90_interval=quantile_interval(ordered, 0.9) if n else None,
        excluded=kept.excluded(places) if n < case_count else {},
        is_small=n < minimum_n,
        _observations=kept,
        _places=places,
    )


def count_over(kept: Observations, places: Sequence[int] | None, *, minimum_n: int) -> Value:
    """Give the value of a measure of cases or their share, over the cases at ``places`` (all: ``None``)."""
    counts = kept.counts(places)
    hits = counts[1.0]
    n, is_share = hits + counts[0.0], kept.measure.unit is Unit.SHARE
    share = hits / n if n else None
    return Value(
        measure=kept.measure,
        n=n,
        figure=share if is_share else float(n),
        interval=share_interval(hits, n) if is_share else count_interval(n),
        hit_count=hits,
        mean=None,
        median=None,
        p90=None,
        p90_interval=None,
        excluded=reasons_of(counts),
        is_small=n < minimum_n,
        _observations=kept,
        _places=places,
    )
