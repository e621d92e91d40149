"""A map of a plan without tiles: places, ways, towns around them, and a grid of degrees.

Towns are the extract of GeoNames (CC BY 4.0) that the board has as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, floor, log10, radians
from pathlib import Path

import firstfix
from firstfix.engines.dispatch.travel import Place

__all__ = ["HEIGHT", "WIDTH", "GridLine", "Town", "View", "view_of"]

WIDTH, HEIGHT = 480, 440
_TOWNS = Path(firstfix.__file__).parent / "apps" / "dispatching" / "forms" / "cities.tsv"
# A region of one town still shows its surroundings.
_LEAST_DEGREES = 0.12
_MARGIN_SHARE = 0.12
_MOST_TOWNS, _MOST_NAMES = 40, 16
_KM_A_DEGREE = 111.32
# What a town's name covers: letters of about six pixels on lines of fourteen.
_LETTER, _LINE = 6.4, 14


@dataclass(frozen=True, slots=True)
class Town:
    """A town on the map; its name is empty where there is no room for it."""

    x: float
    y: float
    name: str
    is_large: bool


@dataclass(frozen=True, slots=True)
class GridLine:
    """A meridian or parallel: where it is in the picture, and what it is called."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class View:
    """A part of the earth in a picture: degrees of its corners and pixels a degree of latitude."""

    west: float
    north: float
    pixels: float
    shrink: float

    def at(self, place: Place) -> tuple[float, float]:
        """Give the pixel of a place."""
        x = (place.longitude - self.west) * self.shrink * self.pixels
        return round(x, 1), round((self.north - place.latitude) * self.pixels, 1)

    def towns(self, busy: Iterable[tuple[float, float]]) -> list[Town]:
        """Give the largest towns in the picture, with names where nothing is in the way."""
        taken = [(x - 9, y - 9, x + 9, y + 9) for x, y in busy]
        found: list[Town] = []
        for name, place, thousands in _towns():
            x, y = self.at(place)
            if not (6 < x < WIDTH - 6 and 6 < y < HEIGHT - 18):
                continue
            box = (x + 5, y - _LINE / 2, x + 9 + len(name) * _LETTER, y + _LINE / 2)
            has_room = len(taken) < 400 and box[2] < WIDTH and not any(_overlap(box, each) for each in taken)
            named_count = sum(bool(town.name) for town in found)
            is_named = has_room and named_count < _MOST_NAMES
            taken.append(box if is_named else (x - 3, y - 3, x + 3, y + 3))
            found.append(Town(x, y, name if is_named else "", thousands >= 100))
            if len(found) == _MOST_TOWNS:
                break
        return found

    def meridians(self) -> list[GridLine]:
        """Give lines of longitude at round degrees."""
        step = _round_step(WIDTH / self.pixels / self.shrink)
        lines = _steps(self.west, WIDTH / self.pixels / self.shrink, step)
        return [
            GridLine(round((east - self.west) * self.shrink * self.pixels, 1), _degrees(east, "E", "W"))
            for east in lines
        ]

    def parallels(self) -> list[GridLine]:
        """Give lines of latitude at round degrees."""
        height = HEIGHT / self.pixels
        lines = _steps(self.north - height, height, _round_step(height))
        return [
            GridLine(round((self.north - north) * self.pixels, 1), _degrees(north, "N", "S"))
            for north in lines
        ]

    def scale(self) -> tuple[float, int]:
        """Give a length in pixels and the whole kilometres that it stands for."""
        km = max(1, round(_round_step(WIDTH / self.pixels * _KM_A_DEGREE)))
        return round(km / _KM_A_DEGREE * self.pixels, 1), km


def view_of(places: Sequence[Place]) -> View:
    """Give the view that shows all places with some room around them."""
    souths, easts = [place.latitude for place in places], [place.longitude for place in places]
    middle = (max(souths) + min(souths)) / 2
    shrink = max(0.05, cos(radians(middle)))
    height = max(_LEAST_DEGREES, max(souths) - min(souths)) * (1 + 2 * _MARGIN_SHARE)
    width = max(_LEAST_DEGREES, (max(easts) - min(easts)) * shrink) * (1 + 2 * _MARGIN_SHARE)
    pixels = min(WIDTH / width, HEIGHT / height)
    west = (max(easts) + min(easts)) / 2 - WIDTH / pixels / shrink / 2
    return View(west, middle + HEIGHT / pixels / 2, pixels, shrink)


@cache
def _towns() -> tuple[tuple[str, Place, int], ...]:
    """Give the towns of the extract, the largest first."""
    lines = _TOWNS.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(
        (name, Place(float(north), float(east)), int(thousands))
        for name, _country, north, east, thousands in rows
    )


_Box = tuple[float, float, float, float]


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _round_step(span: float) -> float:
    """Give a step of 1, 2 or 5 times a power of ten that goes into a span three to seven times."""
    tenth = 10.0 ** floor(log10(span / 3))
    return max(step * tenth for step in (1, 2, 5) if step * tenth <= span / 3)


def _steps(start: float, span: float, step: float) -> Iterator[float]:
    number = floor(start / step) + 1
    while number * step < start + span:
        yield round(number * step, 6)
        number += 1


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{abs(value):g}° {positive if value >= 0 else negative}"
