"""What has begun when a plan is made: the part of a day that nobody can change any more.

A visit that is pinned to a start before ``now`` has begun: the technician is or was there. It takes its
minutes from that start, whatever windows or skills say of it, and the day goes on from its place when it is
done. So has a visit that is pinned to a later start which only somebody can keep who has left for it already:
the technician is on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstfix.engines.dispatch.planning.model import Job, Meal, Pin, Technician, Visit

__all__ = ["NOTHING_BEGUN", "Begun", "begun_days", "minutes_for", "pinned_places"]

Place = tuple[str, int]
"""A technician and a shift."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The begun visits of one row in order, when the last is done, and when one is home then."""

    stops: tuple[int, ...] = ()
    done: int = 0
    home: int = 0


NOTHING_BEGUN = Begun()


def pinned_places(pin: Pin) -> tuple[tuple[str, int], ...]:
    """Give technician and shift of everybody whom the pin names."""
    return ((pin.technician, pin.shift), *pin.crew)


def begun_days(job: Job) -> dict[Place, Begun]:
    """Give what has begun by technician and shift, for those in whose day something has."""
    technicians = {technician.id: technician for technician in job.technicians}
    begun: dict[Place, list[int]] = {}
    for _start, stop, places in sorted(_pinned_to_the_minute(job, technicians)):
        visit, days = job.visits[stop], [begun.setdefault(place, []) for place in places]
        if _has_started(visit, job.now) or _is_under_way(job, visit, technicians, begun):
            for day in days:
                day.append(stop)
    return {
        (name, number): _begun(job, technicians[name], number, stops)
        for (name, number), stops in begun.items()
        if stops
    }


def minutes_for(visit: Visit, technician: Technician) -> int:
    """Give how long the visit takes this technician; rounded up: half a minute less is a plan that fails."""
    return -(-visit.minutes * technician.pace // 100)


def _pinned_to_the_minute(
    job: Job, technicians: dict[str, Technician]
) -> Iterator[tuple[int, int, tuple[Place, ...]]]:
    for stop, visit in enumerate(job.visits):
        if visit.pin is not None and visit.pin.start is not None:
            places = pinned_places(visit.pin)
            if all(name in technicians and number < len(technicians[name].shifts) for name, number in places):
                yield visit.pin.start, stop, places


def _has_started(visit: Visit, now: int) -> bool:
    return _start(visit) < now


def _is_under_way(
    job: Job, visit: Visit, technicians: dict[str, Technician], begun: dict[Place, list[int]]
) -> bool:
    """Tell whether a pin can be kept only by who has left already, and can be kept by them."""
    pin = visit.pin
    assert pin is not None
    assert pin.start is not None
    late = False
    for name, number in pinned_places(pin):
        free, place = _free(job, technicians[name], number, begun[name, number])
        way = job.travel[place][visit.place]
        if free + way > pin.start:
            return False
        late = late or max(free, job.now) + way > pin.start
    return late


def _free(job: Job, technician: Technician, number: int, stops: list[int]) -> tuple[int, int]:
    """Give when and where the technician is free when what has begun is done."""
    if not stops:
        return technician.shifts[number].start, technician.shifts[number].start_place
    ends = (_start(job.visits[stop]) + minutes_for(job.visits[stop], technician) for stop in stops)
    return max(ends), job.visits[stops[-1]].place


def _start(visit: Visit) -> int:
    assert visit.pin is not None
    assert visit.pin.start is not None
    return visit.pin.start


def _begun(job: Job, technician: Technician, number: int, stops: list[int]) -> Begun:
    shift = technician.shifts[number]
    done, place = _free(job, technician, number, stops)
    return Begun(tuple(stops), done, _home(done, job.travel[place][shift.end_place], shift.meal))


def _home(done: int, way: int, meal: Meal | None) -> int:
    """Give when somebody is home who goes there at once, having the meal on the way where it is due."""
    if meal is None or not done <= meal.latest < done + way:
        return done + way
    return max(done, meal.earliest) + meal.minutes + way
