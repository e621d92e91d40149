"""Learn from drives that happened how much longer than the default the roads of a region take.

A drive is told by who drove it, with a meal on the way, a stop at the shop, or a button pressed too late.
So nothing here follows one drive: what cannot be true is left out, what many drives of one way say counts
once, the middle of the ways counts and not their mean, and a region with little history stays near
what is known of everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log
from statistics import median

from firstfix.engines.dispatch.travel.estimating import ARRIVAL_MINUTES, driving_minutes
from firstfix.engines.dispatch.travel.places import Place, distance_km
from firstfix.engines.dispatch.travel.roads import UNLEARNT, LearntRoads, Region, RoadFactor, region_of

__all__ = ["Leg", "learn_roads"]

# Of a drive shorter than the minutes of arriving, arriving is the larger part, and says nothing of roads.
_LEAST_DRIVING_MINUTES = ARRIVAL_MINUTES
# The default has 30 km/h in town and 80 on the motorway: a third of that is a bicycle, three times is a race.
_BELIEVABLE_RATIO = 3.0
# Roads and traffic change; a year holds every season once.
_REMEMBERED = timedelta(days=365)
# Further from the middle than three standard deviations is another story: a meal, an errand, a mistake.
_TRIM_DEVIATIONS = 3.0
# The standard deviation of a normal distribution from its median absolute deviation.
_DEVIATIONS_PER_MAD = 1.4826
# Ten ways that spread by a quarter tell the middle to a tenth (1.2533 x 0.25 / sqrt(10)): beyond them,
# history counts for more than what was known before.
_WAYS_OF_EQUAL_WEIGHT = 10
# A region that drives at half or twice the default's speed is the most that is taken for true.
_LOWEST_FACTOR, _HIGHEST_FACTOR = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Leg:
    """One drive that happened: from door to door in so many minutes, arriving at ``arrived_at``."""

    start: Place
    end: Place
    minutes: float
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class _Way:
    """All drives between two places: by how much longer than the default they took, as a logarithm."""

    regions: frozenset[Region]
    excess: float
    leg_count: int


def learn_roads(legs: Iterable[Leg]) -> LearntRoads:
    """Give what the drives of the last year before the newest one say, in whatever order they come."""
    ways = _ways(_recent(list(legs)))
    if not ways:
        return UNLEARNT
    elsewhere = _factor(ways, before=1.0)
    by_region: dict[Region, list[_Way]] = defaultdict(list)
    for way in ways:
        for region in way.regions:
            by_region[region].append(way)
    regions = {region: _factor(by_region[region], before=elsewhere.factor) for region in sorted(by_region)}
    return LearntRoads(elsewhere, regions)


def _recent(legs: Sequence[Leg]) -> Sequence[Leg]:
    newest_at = max((leg.arrived_at for leg in legs), default=None)
    return [leg for leg in legs if newest_at is not None and leg.arrived_at >= newest_at - _REMEMBERED]


def _ways(legs: Sequence[Leg]) -> list[_Way]:
    """Give each way once: who drives to the same customer every day knows one way well, not a region."""
    excesses: dict[frozenset[tuple[float, float]], list[float]] = defaultdict(list)
    regions: dict[frozenset[tuple[float, float]], frozenset[Region]] = {}
    for leg, excess in _believable(legs):
        ends = frozenset(_about(place) for place in (leg.start, leg.end))
        excesses[ends].append(excess)
        regions[ends] = frozenset(region_of(Place(*end)) for end in ends)
    return [_Way(regions[ends], median(found), len(found)) for ends, found in excesses.items()]


def _believable(legs: Sequence[Leg]) -> Iterator[tuple[Leg, float]]:
    for leg in legs:
        driving = driving_minutes(distance_km(leg.start, leg.end))
        if driving < _LEAST_DRIVING_MINUTES:
            continue
        ratio = (leg.minutes - ARRIVAL_MINUTES) / driving
        # A number that is none compares false and is left out, too.
        if 1 / _BELIEVABLE_RATIO <= ratio <= _BELIEVABLE_RATIO:
            yield leg, log(ratio)


def _about(place: Place) -> tuple[float, float]:
    # A hundred metres: the same customer, whichever door the coordinates mean.
    return round(place.latitude, 3), round(place.longitude, 3)


def _factor(ways: Sequence[_Way], *, before: float) -> RoadFactor:
    """Give the middle of the ways, drawn towards what was known ``before`` where they are few."""
    kept = _trimmed(ways)
    middle, deviation = _middle([way.excess for way in kept])
    trust = len(kept) / (len(kept) + _WAYS_OF_EQUAL_WEIGHT)
    factor = exp(trust * middle + (1 - trust) * log(before))
    return RoadFactor(
        # Three digits: more would promise what the history does not hold, and differ by machine.
        factor=round(min(max(factor, _LOWEST_FACTOR), _HIGHEST_FACTOR), 3),
        way_count=len(kept),
        leg_count=sum(way.leg_count for way in kept),
        spread=round(exp(deviation) - 1, 3),
    )


def _trimmed(ways: Sequence[_Way]) -> Sequence[_Way]:
    middle, deviation = _middle([way.excess for way in ways])
    furthest = _TRIM_DEVIATIONS * _DEVIATIONS_PER_MAD * deviation
    return [way for way in ways if abs(way.excess - middle) <= furthest]


def _middle(excesses: Sequence[float]) -> tuple[float, float]:
    """Give the median, and the median distance from it."""
    middle = median(excesses)
    return middle, median(abs(excess - middle) for excess in excesses)
