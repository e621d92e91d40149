"""The map beside the board: sites, homes and one engineer's way, over towns and a grid of degrees.

It is drawn here, from coordinates that the directory holds, with an extract of GeoNames for the towns
(CC BY 4.0): no tile is fetched, and no place of a person is known but the base agreed with them (S0-P02).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import asinh, cos, degrees, floor, log10, radians, sinh, tan
from math import atan as arctan
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from firstfix.apps.dispatching.queries import Board, Lane
from firstfix.engines.dispatch import Place

__all__ = ["City", "DrawnMap", "Spot", "cities", "drawn_map"]

WIDTH, HEIGHT = 320, 300
# A region of one town still shows its surroundings.
_LEAST_DEGREES = 0.35
_MARGIN = 0.08
_MOST_TOWNS, _MOST_NAMES = 50, 14
_KM_A_DEGREE = 111.32
# A name of eleven pixels a line; letters are about six wide.
_LINE, _LETTER = 12, 6.2


class City(NamedTuple):
    """A town of the extract."""

    name: str
    country: str
    place: Place
    thousands: int


class Spot(NamedTuple):
    """A thing on the map: where, what kind, what it is called, how many there are, and what it leads to."""

    x: float
    y: float
    kind: str
    name: str
    count: int = 1
    visit_id: UUID | None = None
    order_id: UUID | None = None
    engineer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """What is drawn, in pixels of a picture of ``WIDTH`` by ``HEIGHT``; empty where no place is known."""

    width: int
    height: int
    towns: tuple[Spot, ...]
    countries: tuple[Spot, ...]
    spots: tuple[Spot, ...]
    routes: tuple[str, ...]
    meridians: tuple[tuple[float, str], ...]
    parallels: tuple[tuple[float, str], ...]
    scale: tuple[float, int]


def drawn_map(board: Board, *, engineer_id: UUID | None = None) -> DrawnMap | None:
    """Give the map of what the board shows, with the ways of one engineer; None where no place is known."""
    spots = [*_sites(board), *_homes(board.lanes), *_waiting(board)]
    if not spots:
        return None
    view = _view([place for place, _ in spots])
    chosen = next((lane for lane in board.lanes if lane.person.pk == engineer_id), None)
    towns = [(view.at(city.place), city) for city in cities() if view.holds(city.place)]
    return DrawnMap(
        WIDTH,
        HEIGHT,
        _named(towns[:_MOST_TOWNS]),
        _countries(towns),
        tuple(Spot(*view.at(place), *spot[2:]) for place, spot in spots),
        _routes(view, chosen) if chosen else (),
        *view.grid(),
        view.scale(),
    )


@cache
def cities() -> tuple[City, ...]:
    """Give the towns of the extract, the largest first."""
    lines = Path(__file__).with_name("cities.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(_city(line) for line in lines if not line.startswith("#"))


def _city(line: str) -> City:
    name, country, north, east, thousands = line.split("\t")
    return City(name, country, Place(float(north), float(east)), int(thousands))


def _sites(board: Board) -> Iterable[tuple[Place, Spot]]:
    """Give each site with visits once, with the first of them."""
    seen = [block.visit for block in board.blocks if block.visit is not None and block.visit.place]
    counts = Counter(visit.place for visit in seen)
    first = {visit.place: visit for visit in reversed(seen)}
    for place, visit in first.items():
        if place is not None:
            yield place, Spot(0, 0, "site", visit.site, counts[place], visit.visit_id)


def _homes(lanes: Sequence[Lane]) -> Iterable[tuple[Place, Spot]]:
    based: dict[Place, list[Lane]] = defaultdict(list)
    for lane in lanes:
        site = lane.person.base_site
        if site is not None and site.latitude is not None and site.longitude is not None:
            based[Place(float(site.latitude), float(site.longitude))].append(lane)
    for place, there in based.items():
        name = ", ".join(lane.person.name for lane in there[:3]) + (", …" if there[3:] else "")
        yield place, Spot(0, 0, "home", name, len(there), engineer_id=there[0].person.pk)


def _waiting(board: Board) -> Iterable[tuple[Place, Spot]]:
    for one in board.unplanned:
        site = one.order.site
        if site.latitude is not None and site.longitude is not None:
            place = Place(float(site.latitude), float(site.longitude))
            yield place, Spot(0, 0, "waiting", f"{one.order.reference} {site.name}", 1, order_id=one.order.pk)


@dataclass(frozen=True, slots=True)
class _View:
    """Mercator's projection of a part of the earth into the picture."""

    west: float
    top: float
    pixels: float

    def at(self, place: Place) -> tuple[float, float]:
        x = (place.longitude - self.west) * self.pixels
        return round(x, 1), round((self.top - _mercator(place.latitude)) * self.pixels, 1)

    def holds(self, place: Place) -> bool:
        x, y = self.at(place)
        return 0 <= x <= WIDTH and 0 <= y <= HEIGHT

    def grid(self) -> tuple[tuple[tuple[float, str], ...], tuple[tuple[float, str], ...]]:
        """Give meridians and parallels with their degrees."""
        step = _round_step(WIDTH / self.pixels / 3)
        south = _latitude(self.top - HEIGHT / self.pixels)
        east = self.west + WIDTH / self.pixels
        meridians = (
            (self.at(Place(0, one))[0], _degrees(one, "E", "W")) for one in _steps(self.west, east, step)
        )
        parallels = (
            (self.at(Place(one, 0))[1], _degrees(one, "N", "S"))
            for one in _steps(south, _latitude(self.top), step)
        )
        return tuple(meridians), tuple(parallels)

    def scale(self) -> tuple[float, int]:
        """Give a bar of a round number of kilometres, and how long it is in the middle of the picture."""
        middle = _latitude(self.top - HEIGHT / self.pixels / 2)
        km_a_pixel = _KM_A_DEGREE * cos(radians(middle)) / self.pixels
        km = max(1, int(_round_step(km_a_pixel * WIDTH / 4)))
        return round(km / km_a_pixel, 1), km


def _view(places: Sequence[Place]) -> _View:
    """Give the view that holds all places with a margin."""
    west, east = min(one.longitude for one in places), max(one.longitude for one in places)
    bottom = min(_mercator(one.latitude) for one in places)
    top = max(_mercator(one.latitude) for one in places)
    wide, high = max(east - west, _LEAST_DEGREES), max(top - bottom, _LEAST_DEGREES)
    pixels = min(WIDTH / wide, HEIGHT / high) * (1 - 2 * _MARGIN)
    middle_x, middle_y = (west + east) / 2, (top + bottom) / 2
    return _View(middle_x - WIDTH / 2 / pixels, middle_y + HEIGHT / 2 / pixels, pixels)


def _mercator(latitude: float) -> float:
    # Mercator's projection ends before the poles.
    return degrees(asinh(tan(radians(min(max(latitude, -85.0), 85.0)))))


def _latitude(height: float) -> float:
    return degrees(arctan(sinh(radians(height))))


def _round_step(wanted: float) -> float:
    """Give the round number (1, 2 or 5 times a power of ten) next below."""
    power = 10.0 ** floor(log10(wanted))
    return max(factor * power for factor in (1, 2, 5) if factor * power <= wanted)


def _steps(start: float, end: float, step: float) -> Iterable[float]:
    number = floor(start / step) + 1
    while number * step < end:
        yield max(min(number * step, 180.0), -180.0)
        number += 1


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{abs(value):.4g}° {positive if value >= 0 else negative}"


def _named(towns: Sequence[tuple[tuple[float, float], City]]) -> tuple[Spot, ...]:
    """Give the towns; a name is written where it covers no other."""
    taken: list[tuple[float, float, float]] = []
    found = []
    for (x, y), city in towns:
        wide = len(city.name) * _LETTER + 8
        is_free = x + wide < WIDTH and all(
            abs(y - other_y) >= _LINE or x + wide < left or right < x for left, right, other_y in taken
        )
        if is_free and len(taken) < _MOST_NAMES:
            taken.append((x, x + wide, y))
        found.append(
            Spot(x, y, "town", city.name if is_free and len(taken) <= _MOST_NAMES else "", city.thousands)
        )
    return tuple(found)


def _countries(towns: Sequence[tuple[tuple[float, float], City]]) -> tuple[Spot, ...]:
    """Give the code of each country in view, in the middle of its towns; where there is one only, none."""
    by_code: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for at, city in towns:
        by_code[city.country].append(at)
    if len(by_code) < 2:
        return ()
    return tuple(
        Spot(
            round(sum(x for x, _ in at) / len(at), 1),
            round(sum(y for _, y in at) / len(at), 1),
            "country",
            code,
        )
        for code, at in sorted(by_code.items())
    )


def _routes(view: _View, lane: Lane) -> tuple[str, ...]:
    """Give a line a day: from the base to each visit in order and back, where the places are known."""
    site = lane.person.base_site
    home = None
    if site is not None and site.latitude is not None and site.longitude is not None:
        home = Place(float(site.latitude), float(site.longitude))
    by_day: dict[object, list[Place]] = defaultdict(list)
    for block in lane.blocks:
        if block.visit is not None and block.visit.place is not None:
            by_day[block.leave_at.date()].append(block.visit.place)
    return tuple(
        " ".join(
            f"{x},{y}"
            for x, y in map(view.at, [*([home] if home else []), *stops, *([home] if home else [])])
        )
        for stops in by_day.values()
    )
