"""How long it takes to drive from one place to another, estimated without a road network.

Great-circle distance times a detour factor, at a speed that grows with the distance: short trips are
town streets, long ones motorways. It is an estimate and is shown as one; a road matrix replaces it
where there is one, and what was learnt of a region's roads makes it better.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, cos, radians

from firstfix.engines.dispatch.travel.matrix import TravelMatrix
from firstfix.engines.dispatch.travel.places import Place, distance_km, straight_km
from firstfix.engines.dispatch.travel.roads import UNLEARNT, LearntRoads, Region, region_of

__all__ = [
    "ARRIVAL_MINUTES",
    "OfflineEstimate",
    "Place",
    "distance_km",
    "driving_minutes",
    "travel_minutes",
]

# Roads are about 1.3 times longer than the straight line (Boscoe, Henry & Zdeb 2012 found 1.417 for
# the United States; European road densities lie lower).
DETOUR_FACTOR = 1.3
# Average speeds door to door in km/h up to the given road distance in km: town, region, motorway.
SPEED_BANDS = ((10.0, 30.0), (50.0, 55.0), (float("inf"), 80.0))
# Parking, walking in, announcing oneself.
ARRIVAL_MINUTES = 5
_SAME_BUILDING_KM = 0.05


def travel_minutes(start: Place, end: Place, roads: LearntRoads = UNLEARNT) -> int:
    """Give the estimated minutes from door to door, 0 where both are the same place."""
    return _door_to_door(distance_km(start, end), roads.between(region_of(start), region_of(end)))


def driving_minutes(straight_km: float) -> float:
    """Give the estimated minutes at the wheel for a great-circle distance, 0 within a building."""
    road_km = straight_km * DETOUR_FACTOR
    if road_km < _SAME_BUILDING_KM:
        return 0.0
    minutes, done_km = 0.0, 0.0
    for limit_km, speed in SPEED_BANDS:
        band_km = min(road_km, limit_km) - done_km
        minutes += band_km / speed * 60
        done_km += band_km
        if done_km >= road_km:
            break
    return minutes


@dataclass(frozen=True, slots=True)
class OfflineEstimate:
    """The source that is always there: each cell is what :func:`travel_minutes` gives."""

    roads: LearntRoads = UNLEARNT

    def matrix(self, points: Sequence[Place]) -> TravelMatrix:
        """Give the estimated minutes from each point to each other."""
        rows = [[0] * len(points) for _ in points]
        for start, ways in enumerate(self._halves(points)):
            for end, minutes in enumerate(ways, start=start + 1):
                # There and back take the same: the estimate knows no one-way streets.
                rows[start][end] = rows[end][start] = minutes
        estimates = (b"\x01" * len(points),) * len(points)
        return TravelMatrix(tuple(map(tuple, rows)), estimates, source="estimate")

    def _halves(self, points: Sequence[Place]) -> list[list[int]]:
        """Give for each point the minutes to those after it; the sine and cosine of each are taken once."""
        shrinks = [cos(radians(point.latitude)) for point in points]
        regions = [region_of(point) for point in points]
        between = self._factors()
        halves = []
        for start, place in enumerate(points):
            halves.append(
                [
                    _door_to_door(
                        straight_km(place, points[end], shrinks[start] * shrinks[end]),
                        between(regions[start], regions[end]),
                    )
                    for end in range(start + 1, len(points))
                ]
            )
        return halves

    def _factors(self) -> Callable[[Region, Region], float]:
        known: dict[tuple[Region, Region], float] = {}

        def between(start: Region, end: Region) -> float:
            factor = known.get((start, end))
            if factor is None:
                factor = known[start, end] = self.roads.between(start, end)
            return factor

        return between


def _door_to_door(straight_km: float, factor: float) -> int:
    driving = driving_minutes(straight_km)
    return ceil(driving * factor) + ARRIVAL_MINUTES if driving else 0
