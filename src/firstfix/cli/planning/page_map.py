"""What the page's map shows: each engineer's ways with their stops in order, bases, and what is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from firstfix.cli.planning.drawn_map import HEIGHT, WIDTH, GridLine, Town, View, view_of
from firstfix.cli.planning.page_days import date_numbers, date_of, hands_of
from firstfix.cli.planning.page_lanes import Hand
from firstfix.engines.dispatch.day_files import ReadDay
from firstfix.engines.dispatch.planning import Plan, PlannedDay

__all__ = ["DrawnMap", "Pin", "Way", "map_of"]

# Stops at one place stand beside each other, so many pixels apart.
_APART = 13


@dataclass(frozen=True, slots=True)
class Way:
    """One engineer's way on one date (counted from 1): the points of a line."""

    hand: Hand
    date: int
    points: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A place on the map: a stop with its number in the day, a base, or a visit that is left out."""

    kind: str
    x: float
    y: float
    words: str
    text: str = ""
    hand: Hand | None = None
    date: int = 0


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """Everything that is drawn, in pixels of a picture."""

    width: int
    height: int
    towns: tuple[Town, ...]
    meridians: tuple[GridLine, ...]
    parallels: tuple[GridLine, ...]
    scale: tuple[float, int]
    ways: tuple[Way, ...]
    pins: tuple[Pin, ...]


def map_of(day: ReadDay, plan: Plan) -> DrawnMap | None:
    """Give the map; None where the file gives no coordinates."""
    places = [point.place for point in day.ways.points if point.place is not None]
    if not places or len(places) < len(day.ways.points):
        return None
    view = view_of(places)
    pins = tuple(_apart([*_bases(day, plan, view), *_stops(day, plan, view), *_left_out(day, plan, view)]))
    towns = view.towns((pin.x, pin.y) for pin in pins)
    return DrawnMap(
        WIDTH,
        HEIGHT,
        tuple(towns),
        tuple(view.meridians()),
        tuple(view.parallels()),
        view.scale(),
        tuple(_ways(day, plan, view)),
        pins,
    )


def _ways(day: ReadDay, plan: Plan, view: View) -> Iterator[Way]:
    hands, dates = hands_of(day, plan), date_numbers(day, plan)
    for planned in plan.days:
        numbers = _places(day, planned)
        points = (",".join(f"{value:g}" for value in _at(day, view, number)) for number in numbers)
        yield Way(hands[planned.technician], dates[date_of(day, planned)], " ".join(points))


def _places(day: ReadDay, planned: PlannedDay) -> list[int]:
    technician = next(each for each in day.job.technicians if each.id == planned.technician)
    shift = technician.shifts[planned.shift]
    visits = {visit.id: visit.place for visit in day.job.visits}
    return [shift.start_place, *(visits[each.visit] for each in planned.visits), shift.end_place]


def _at(day: ReadDay, view: View, number: int) -> tuple[float, float]:
    place = day.ways.points[number].place
    assert place is not None
    return view.at(place)


def _bases(day: ReadDay, plan: Plan, view: View) -> Iterator[Pin]:
    """Give each base once, whoever starts there."""
    hands, names = hands_of(day, plan), dict[int, list[str]]()
    for planned in plan.days:
        for number in (_places(day, planned)[0], _places(day, planned)[-1]):
            here, name = names.setdefault(number, []), hands[planned.technician].name
            if name not in here:
                here.append(name)
    for number, here in names.items():
        words = ", ".join(part for part in (day.ways.points[number].name, *here) if part)
        yield Pin("base", *_at(day, view, number), words)


def _stops(day: ReadDay, plan: Plan, view: View) -> Iterator[Pin]:
    hands, visits = hands_of(day, plan), {visit.id: visit.place for visit in day.job.visits}
    dates = date_numbers(day, plan)
    for planned in plan.days:
        hand, date = hands[planned.technician], dates[date_of(day, planned)]
        for number, each in enumerate(planned.visits, start=1):
            words = f"{number}. {day.called(each.visit)}, {hand.name}, {day.horizon.clock(each.starts)}"
            yield Pin("stop", *_at(day, view, visits[each.visit]), words, str(number), hand, date)


def _left_out(day: ReadDay, plan: Plan, view: View) -> Iterator[Pin]:
    visits = {visit.id: visit.place for visit in day.job.visits}
    for name in plan.unserved:
        yield Pin("left", *_at(day, view, visits[name]), day.called(name), "!")


def _apart(pins: list[Pin]) -> Iterator[Pin]:
    """Move what stands at one place beside each other."""
    seen: Counter[tuple[float, float]] = Counter()
    for pin in pins:
        number = seen[pin.x, pin.y]
        seen[pin.x, pin.y] += 1
        yield replace(pin, x=pin.x + number * _APART)
