"""KPIs of a log: each value together with its counter-metric, over all cases and by segment."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Final

from firstfix.engines.scorecard.cancelled import observe
from firstfix.engines.scorecard.declaration import Kpi
from firstfix.engines.scorecard.ground import Ground, OpenHours
from firstfix.engines.scorecard.history import Biographer, History
from firstfix.engines.scorecard.log import Log
from firstfix.engines.scorecard.mapping import ATTRIBUTES, PERSONS
from firstfix.engines.scorecard.measure import SPREAD, Measure, Observations, Observed
from firstfix.engines.scorecard.months import PERIODS
from firstfix.engines.scorecard.value import Value, count_over, spread_over
from firstfix.engines.verdict import mark

MONTH: Final = "month"
NOT_SAID: Final = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A KPI's value and its counter-metric's: there is no way to hold one without the other."""

    kpi: Kpi
    value: Value
    counter: Value


@dataclass(frozen=True, slots=True)
class Withheld:
    """A KPI that this log cannot show: the value or its counter-metric needs what the log lacks."""

    kpi: Kpi
    lacks: tuple[str, ...]
    sentence: str


class Cases:
    """The cases of a log, ready to be scored; what is reckoned once is kept.

    ``keeps_events=False`` takes the events out of the log case by case, which halves the memory; the
    detectors that look at single events (``gaming.reads_events``) then have nothing to look at.
    ``open_hours`` counts by a calendar (see ``open_hours.open_hours_of``).
    """

    def __init__(self, log: Log, *, keeps_events: bool = True, open_hours: OpenHours | None = None) -> None:
        writer = Biographer(log.attributes, log.mapping)
        self.log = log
        taken = log.cases.__getitem__ if keeps_events else log.cases.pop
        self.histories = log.histories or [writer.history(taken(case)) for case in list(log.cases)]
        self.has_calendar = open_hours is not None
        self.ground = Ground(log, self.histories, open_hours)
        self.carried = log.kinds | set(log.attributes) | ({"calendar"} if self.has_calendar else set())
        # Several KPIs share a counter-metric.
        self.values: dict[tuple[str, int], Value] = {}
        self.split_values: dict[tuple[str, str, int], Mapping[str, Value]] = {}
        self._moments: dict[str, Sequence[int | None]] = {}
        self._observations: dict[str, Observations] = {}
        self._ordered: dict[str, tuple[array[int], list[float]]] = {}
        self._segments: dict[str, tuple[list[str], dict[str, array[int]]]] = {}

    def moments(self, name: str) -> Sequence[int | None]:
        """Give one time of every case, such as ``closed_at``.

        Looking through such a column takes a third of the time of looking through all histories.
        """
        if name not in self._moments:
            self._moments[name] = list(map(attrgetter(name), self.histories))
        return self._moments[name]

    def segment_of(self, history: History, name: str) -> str:
        """Give the segment of a case: an attribute at its end, or the month, week or day of its opening."""
        period = PERIODS.get(name)
        return period(history.opened_at) if period else self.ground.text(history, name)

    def observations(self, measure: Measure) -> Observations:
        """Give what ``measure`` observes in every case."""
        kept = self._observations.get(measure.id)
        if kept is None:
            kept = self._observations[measure.id] = observe(measure, self.histories, self.ground)
        return kept

    def figures(self, measure: Measure) -> Sequence[float]:
        """Give the figures that ``measure`` observes, without the cases; hours and shares of time ascend."""
        if measure.unit in SPREAD:
            return self._in_order(measure)[1]
        return _ones_and_zeros(self.observations(measure).observed)

    def figures_by(self, measure: Measure, segment: str) -> Mapping[str, Sequence[float]]:
        """Give the same figures for each segment."""
        names, places = self.segments(segment)
        if measure.unit not in SPREAD:
            look = self.observations(measure).observed.__getitem__
            return {name: _ones_and_zeros(list(map(look, members))) for name, members in places.items()}
        figures: dict[str, list[float]] = {name: [] for name in places}
        for place, figure in zip(*self._in_order(measure), strict=True):
            figures[names[place]].append(figure)
        return figures

    def _in_order(self, measure: Measure) -> tuple[Sequence[int], Sequence[float]]:
        if measure.id not in self._ordered:
            observed = self.observations(measure).observed
            places = [place for place, figure in enumerate(observed) if type(figure) is float]
            places.sort(key=observed.__getitem__)
            figures = [figure for place in places if isinstance(figure := observed[place], float)]
            self._ordered[measure.id] = array("l", places), figures
        return self._ordered[measure.id]

    def segments(self, name: str) -> tuple[Sequence[str], Mapping[str, Sequence[int]]]:
        """Give each case's segment, and for each segment the places of its cases."""
        if name not in self._segments:
            names = self._names_of_segments(name)
            places: dict[str, array[int]] = defaultdict(lambda: array("l"))
            for place, segment in enumerate(names):
                places[segment].append(place)
            self._segments[name] = names, dict(places)
        return self._segments[name]

    def _names_of_segments(self, name: str) -> list[str]:
        period = PERIODS.get(name)
        if period is None:
            return self.ground.texts(name)
        return [period(history.opened_at) for history in self.histories]

    def can_segment_by(self, name: str) -> bool:
        """Tell whether the log carries what such segments need."""
        return name in PERIODS or name in self.carried

    @cached_property
    def span(self) -> tuple[int, int]:
        """Give the first and the last moment of the log; 0 and 0 without a case."""
        first = min((history.first_at for history in self.histories), default=0)
        return first, self.ground.ends_at


def _ones_and_zeros(observed: list[Observed]) -> list[float]:
    return [1.0] * observed.count(1.0) + [0.0] * observed.count(0.0)


def score(kpi: Kpi, cases: Cases) -> Pair | Withheld:
    """Give the KPI's value and counter-metric over all cases, or what the log lacks for either."""
    if withheld := _withheld(kpi, cases):
        return withheld
    return Pair(kpi, _whole(kpi.measure, kpi, cases), _whole(kpi.counter, kpi, cases))


def score_by(kpi: Kpi, cases: Cases, segment: str) -> Mapping[str, Pair] | Withheld:
    """Give the pairs of every segment, by its name; "" is for the cases that the log says nothing of.

    ``segment`` is an attribute of the log, or month, week or day. Raises ``ValueError`` for an unknown one,
    and for one that names persons: no KPI ranks them.
    """
    check_segment(segment)
    if withheld := _withheld(kpi, cases, segment):
        return withheld
    values = _split(kpi.measure, kpi, cases, segment)
    counters = _split(kpi.counter, kpi, cases, segment)
    return {name: Pair(kpi, values[name], counters[name]) for name in sorted(values)}


def check_segment(segment: str) -> None:
    """Raise ``ValueError`` with a sentence for what is no segment."""
    if segment in PERSONS:
        raise ValueError(
            f"{segment!r} names persons, and no figure here ranks them. Segment by group instead."
        )
    known = [*PERIODS, *(name for name in ATTRIBUTES if name not in PERSONS)]
    if segment not in known:
        raise ValueError(f"{segment!r} is no segment; they are: {', '.join(known)}.")


def _withheld(kpi: Kpi, cases: Cases, segment: str = MONTH) -> Withheld | None:
    lacks = list(kpi.measure.lacks(cases.carried)) + list(kpi.counter.lacks(cases.carried))
    lacks += [] if cases.can_segment_by(segment) else [segment]
    missing = tuple(dict.fromkeys(lacks))
    if not missing:
        return None
    return Withheld(
        kpi,
        missing,
        mark("The log lacks what this figure or its counter-metric is made of: {lacks}."),
    )


def _whole(measure: Measure, kpi: Kpi, cases: Cases) -> Value:
    key = measure.id, kpi.minimum_n
    if key not in cases.values:
        kept, least = cases.observations(measure), kpi.minimum_n
        cases.values[key] = (
            spread_over(kept, cases.figures(measure), None, minimum_n=least)
            if measure.unit in SPREAD
            else count_over(kept, None, minimum_n=least)
        )
    return cases.values[key]


def _split(measure: Measure, kpi: Kpi, cases: Cases, segment: str) -> Mapping[str, Value]:
    key = measure.id, segment, kpi.minimum_n
    if key not in cases.split_values:
        kept, least = cases.observations(measure), kpi.minimum_n
        figures = cases.figures_by(measure, segment) if measure.unit in SPREAD else {}
        cases.split_values[key] = {
            name: spread_over(kept, figures[name], members, minimum_n=least)
            if figures
            else count_over(kept, members, minimum_n=least)
            for name, members in cases.segments(segment)[1].items()
        }
    return cases.split_values[key]
