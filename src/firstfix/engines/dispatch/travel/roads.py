"""What was learnt of the roads: how much longer than the default a drive takes, by region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import cos, floor, radians, sqrt

from firstfix.engines.dispatch.travel.places import Place

__all__ = ["REGION_DEGREES", "UNLEARNT", "LearntRoads", "Region", "RoadFactor", "region_of"]

# A quarter of a degree is 28 km: a town with its surroundings, as far as most visits of a day lie apart.
REGION_DEGREES = 0.25

Region = tuple[int, int]
"""A square of the grid: rows counted from the equator, columns from Greenwich, in squares of 28 km."""


@dataclass(frozen=True, slots=True)
class RoadFactor:
    """By how much the default's driving time is multiplied, and what that rests on.

    ``way_count`` counts different ways, ``leg_count`` the drives on them. ``spread`` is the typical
    relative distance of one way from the middle of all: 0.2 means that one in two lies within 20 per cent.
    """

    factor: float
    way_count: int = 0
    leg_count: int = 0
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class LearntRoads:
    """The factor of each region with history, and of everywhere else."""

    elsewhere: RoadFactor = RoadFactor(1.0)
    regions: Mapping[Region, RoadFactor] = field(default_factory=dict)

    def of(self, region: Region) -> RoadFactor:
        """Give what is known of a region."""
        return self.regions.get(region, self.elsewhere)

    def between(self, start: Region, end: Region) -> float:
        """Give the factor of a drive between two regions: the middle of both, the same in both directions."""
        return sqrt(self.of(start).factor * self.of(end).factor)


UNLEARNT = LearntRoads()
"""Nothing was learnt: the default everywhere."""


def region_of(place: Place) -> Region:
    """Give the square of the grid that a place lies in. Squares keep their width towards the poles."""
    row = floor(place.latitude / REGION_DEGREES)
    width = REGION_DEGREES / max(cos(radians((row + 0.5) * REGION_DEGREES)), 0.01)
    return row, floor(place.longitude / width)
