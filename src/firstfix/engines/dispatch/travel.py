"""How long it takes to drive from one place to another, estimated without a road network.

Great-circle distance times a detour factor, at a speed that grows with the distance: short trips are
town streets, long ones motorways. It is an estimate and is shown as one; a road matrix replaces it
where there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, ceil, cos, radians, sin, sqrt

__all__ = ["Place", "distance_km", "travel_minutes"]

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG 1980
# Roads are about 1.3 times longer than the straight line (Boscoe, Henry & Zdeb 2012 found 1.417 for
# the United States; European road densities lie lower).
DETOUR_FACTOR = 1.3
# Average speeds door to door in km/h up to the given road distance in km: town, region, motorway.
SPEED_BANDS = ((10.0, 30.0), (50.0, 55.0), (float("inf"), 80.0))
# Parking, walking in, announcing oneself.
ARRIVAL_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A point on earth in degrees (WGS 84). Raises ValueError off the globe."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"{self.latitude}, {self.longitude} is no place on earth.")


def distance_km(start: Place, end: Place) -> float:
    """Give the great-circle distance in kilometres (haversine formula)."""
    north = radians(end.latitude - start.latitude)
    east = radians(end.longitude - start.longitude)
    shrink = cos(radians(start.latitude)) * cos(radians(end.latitude))
    chord = sin(north / 2) ** 2 + shrink * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))


def travel_minutes(start: Place, end: Place) -> int:
    """Give the estimated minutes from door to door, 0 where both are the same place."""
    road_km = distance_km(start, end) * DETOUR_FACTOR
    if road_km < 0.05:  # the same building
        return 0
    minutes, done_km = 0.0, 0.0
    for limit_km, speed in SPEED_BANDS:
        band_km = min(road_km, limit_km) - done_km
        minutes += band_km / speed * 60
        done_km += band_km
        if done_km >= road_km:
            break
    return ceil(minutes) + ARRIVAL_MINUTES
