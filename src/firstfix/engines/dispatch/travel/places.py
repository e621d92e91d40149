"""Places on earth and the straight way between them."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

__all__ = ["EARTH_RADIUS_KM", "Place", "distance_km", "straight_km"]

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG 1980


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
    return straight_km(start, end, cos(radians(start.latitude)) * cos(radians(end.latitude)))


def straight_km(start: Place, end: Place, shrink: float) -> float:
    """Give the same for who knows the product of the cosines of both latitudes already."""
    north = radians(end.latitude - start.latitude)
    east = radians(end.longitude - start.longitude)
    chord = sin(north / 2) ** 2 + shrink * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))
