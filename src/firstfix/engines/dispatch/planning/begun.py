"""What has begun when a plan is made: the part of a day that nobody can change any more.

A visit that is pinned to a start before ``now`` has begun: the technician is or was there. It takes its
minutes from that start, whatever windows or skills say of it, and the day goes on from its place when it is
done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstfix.engines.dispatch.planning.model import Job, Meal, Pin, Technician, Visit

__all__ = ["NOTHING_BEGUN", "Begun", "begun_days", "has_begun", "minutes_for", "pinned_places"]


@dataclass(frozen=True, slots=True)
class Begun:
    """The begun visits of one row in order, when the last is done, and when one is home then."""

    stops: tuple[int, ...] = ()
    done: int = 0
    home: int = 0


NOTHING_BEGUN = Begun()


def has_begun(visit: Visit, now: int) -> bool:
    """Tell whether the visit started before ``now``, so that it can only be carried on."""
    return visit.pin is not None and visit.pin.start is not None and visit.pin.start < now


def pinned_places(pin: Pin) -> tuple[tuple[str, int], ...]:
    """Give technician and shift of everybody whom the pin names."""
    return ((pin.technician, pin.shift), *pin.crew)


def begun_days(job: Job) -> dict[tuple[str, int], Begun]:
    """Give what has begun by technician and shift, for those in whose day something has."""
    technicians = {technician.id: technician for technician in job.technicians}
    begun: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for start, stop, place in sorted(_starts(job)):
        begun.setdefault(place, []).append((start, stop))
    return {
        (name, number): _begun(job, technicians[name], number, starts)
        for (name, number), starts in begun.items()
        if name in technicians and 0 <= number < len(technicians[name].shifts)
    }


def minutes_for(visit: Visit, technician: Technician) -> int:
    """Give how long the visit takes this technician; rounded up: half a minute less is a plan that fails."""
    return -(-visit.minutes * technician.pace // 100)


def _starts(job: Job) -> Iterator[tuple[int, int, tuple[str, int]]]:
    for stop, visit in enumerate(job.visits):
        if visit.pin is not None and visit.pin.start is not None and visit.pin.start < job.now:
            for place in pinned_places(visit.pin):
                yield visit.pin.start, stop, place


def _begun(job: Job, technician: Technician, number: int, starts: list[tuple[int, int]]) -> Begun:
    shift = technician.shifts[number]
    done = max(start + minutes_for(job.visits[stop], technician) for start, stop in starts)
    last = job.visits[starts[-1][1]]
    home = _home(done, job.travel[last.place][shift.end_place], shift.meal)
    return Begun(tuple(stop for _start, stop in starts), done, home)


def _home(done: int, way: int, meal: Meal | None) -> int:
    """Give when somebody is home who goes there at once, having the meal on the way where it is due."""
    if meal is None or not done <= meal.latest < done + way:
        return done + way
    return max(done, meal.earliest) + meal.minutes + way
