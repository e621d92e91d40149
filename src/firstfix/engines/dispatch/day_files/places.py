"""The places of a file: names to numbers, and the minutes of driving from each to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from firstfix.engines.dispatch.day_files.forms import DayForm, PlaceForm, TechnicianForm, Where
from firstfix.engines.dispatch.day_files.mistakes import suggestion
from firstfix.engines.dispatch.travel import Caution, Place, TravelSource

__all__ = ["Point", "Ways", "read_places"]

_Key = str | tuple[float, float]


@dataclass(frozen=True, slots=True)
class Point:
    """One place by its number: what it is called, and where it is on earth where that is known."""

    name: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Ways:
    """All places of a day, and the minutes between them; ``source`` says who gave them."""

    points: tuple[Point, ...]
    minutes: Sequence[Sequence[int]]
    source: str
    caution: Caution | None = None
    numbers: Mapping[_Key, int] | None = None

    def number(self, where: Where) -> int:
        """Give the number of a place that the file names."""
        assert self.numbers is not None
        return self.numbers[_key(where)]


def read_places(form: DayForm, source: TravelSource, most: int, problems: list[str]) -> Ways:
    """Give the places and the ways between them, and add a sentence for each that is not known."""
    if form.travel is not None:
        return _given(form, problems)
    points: dict[_Key, Point] = {}
    for here, where in _named(form):
        known = form.places.get(where) if isinstance(where, str) else where
        if known is None:
            problems.append(
                f"{here}: there is no place {where!r}. {suggestion(str(where), list(form.places))}"
            )
        else:
            points.setdefault(_key(where), _point(where, known))
    if len(points) > most:
        problems.append(
            f"places: {len(points):,} are too many for one plan; {most:,} at most, because the way from each "
            "to each other is kept in memory. Plan regions or days apart."
        )
    if problems:
        return Ways((), (), "")
    matrix = source.matrix([point.place for point in points.values() if point.place is not None])
    numbers = {key: number for number, key in enumerate(points)}
    return Ways(tuple(points.values()), matrix.minutes, matrix.source, matrix.caution, numbers)


def _point(where: Where, known: PlaceForm) -> Point:
    name = known.name or (where if isinstance(where, str) else "")
    return Point(name, Place(known.latitude, known.longitude))


def _key(where: Where) -> _Key:
    return where if isinstance(where, str) else (where.latitude, where.longitude)


def _given(form: DayForm, problems: list[str]) -> Ways:
    """Give the ways that the file knows itself; its places need no coordinates."""
    assert form.travel is not None
    names, lines = form.travel.places, form.travel.minutes
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        problems.append(f"travel, places: {twice!r} is named twice.")
    if len(lines) != len(names):
        problems.append(f"travel, minutes: {len(names)} places need as many lines; it has {len(lines)}.")
    for number, line in enumerate(lines):
        if len(line) != len(names):
            problems.append(f"travel, minutes[{number}]: it has {len(line)} numbers for {len(names)} places.")
    for here, where in _named(form):
        if not isinstance(where, str):
            problems.append(f"{here}: travel is given by names; write the name of one of its places here.")
        elif where not in names:
            problems.append(f"{here}: travel knows no place {where!r}. {suggestion(where, names)}")
    points = tuple(_point(name, form.places[name]) if name in form.places else Point(name) for name in names)
    return Ways(points, lines, "given", None, {name: number for number, name in enumerate(names)})


def _named(form: DayForm) -> Iterator[tuple[str, Where]]:
    for technician in form.technicians:
        yield from _named_by(technician)
    for visit in form.visits:
        yield f"Visit {visit.id}, place", visit.place
    for depot in form.depots:
        yield f"Depot {depot.id}, place", depot.place


def _named_by(technician: TechnicianForm) -> Iterator[tuple[str, Where]]:
    yield f"Technician {technician.id}, home", technician.home
    for number, shift in enumerate(technician.shifts):
        if shift.start is not None:
            yield f"Technician {technician.id}, shifts[{number}], start", shift.start
        if shift.end is not None:
            yield f"Technician {technician.id}, shifts[{number}], end", shift.end
