"""What one figure observes in one case, and in how many cases it observed nothing and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from firstfix.engines.scorecard.ground import Ground
from firstfix.engines.scorecard.history import History
from firstfix.engines.verdict import mark

# The measure does not speak of this case at all: it is neither counted nor left out.
OUTSIDE: Final = "outside"
REASONS: Final = {
    "no_resolved_at": mark("The log has no time of resolution."),
    "no_closed_at": mark("The log has no time of closure."),
    "no_response": mark("Nobody had responded when the log ended."),
    "no_target": mark("The log does not say whether the target was met."),
    "no_final_group": mark("The last event names no group."),
    "no_asset": mark("The case names no asset."),
    "no_category": mark("The case names no category."),
    "no_priority": mark("The case has no priority that the mapping knows."),
    "no_assignment": mark("The case was not assigned."),
    "no_acknowledgement": mark("Nobody had acknowledged it when the log ended."),
    "no_rating": mark("The customer gave no rating."),
    "no_duration": mark("It ended in the minute in which it was opened, so no time can be shared out."),
    "no_calendar": mark("A time lies outside the years of the calendar."),
    "not_done": mark("The case was still open when the log ended."),
    "not_followed": mark("The log ends before the days of watching were over."),
    "cancelled": mark("It was cancelled or merged into another case."),
}

# What a measure observes: a figure, or the code of the reason why there is none.
Observed = float | str


class Unit(StrEnum):
    """What a figure counts: a share of cases, hours, a share of a case's time, or cases."""

    SHARE = "share"
    HOURS = "hours"
    TIME_SHARE = "time_share"
    CASES = "cases"


# Units whose values are spread out: shown as median, p90 and mean together.
SPREAD: Final = frozenset({Unit.HOURS, Unit.TIME_SHARE})


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: ``observe`` gives it for a case, or the code in :data:`REASONS` why there is none.

    ``needs`` are the attributes or kinds of event without which a log cannot carry it: one of each inner
    tuple is enough. ``definition`` says in words what is counted, over which cases. ``of_cancelled`` are the
    figures that a cancelled case keeps; ``None`` where the measure does not ask how a case ended (see
    ``cancelled``).
    """

    id: str
    name: str
    definition: str
    unit: Unit
    observe: Callable[[History, Ground], Observed]
    needs: tuple[tuple[str, ...], ...] = ()
    of_cancelled: tuple[float, ...] | None = None

    def lacks(self, carried: frozenset[str]) -> tuple[str, ...]:
        """Give what a log that carries ``carried`` would have to carry besides."""
        return tuple(" / ".join(choice) for choice in self.needs if carried.isdisjoint(choice))


@dataclass(frozen=True, slots=True)
class Observations:
    """What a measure observed in each case, case by case in the order of ``histories``."""

    measure: Measure
    histories: Sequence[History]
    observed: list[Observed]

    def counts(self, places: Iterable[int] | None = None) -> Counter[Observed]:
        """Give in how many cases each thing was observed; times are as many as the cases and left aside."""
        chosen = self.observed if places is None else map(self.observed.__getitem__, places)
        return Counter(_codes(chosen) if self.measure.unit in SPREAD else chosen)

    def excluded(self, places: Iterable[int] | None = None) -> Mapping[str, int]:
        """Give how many cases were left out, by reason."""
        return reasons_of(self.counts(places))


def reasons_of(counts: Mapping[Observed, int]) -> Mapping[str, int]:
    """Give those of the counts that are of cases left out."""
    return {seen: count for seen, count in counts.items() if isinstance(seen, str) and seen != OUTSIDE}


def _codes(observed: Iterable[Observed]) -> Iterator[Observed]:
    return (one for one in observed if isinstance(one, str))
