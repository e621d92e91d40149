"""A planned day as people see it: driving, waiting, visits, meal and overtime one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from firstfix.engines.dispatch.planning import Job, PlannedDay, PlannedVisit, Shift

__all__ = ["Segment", "segments_of"]

Kind = Literal["drive", "wait", "visit", "meal", "depot"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a day, in minutes of the horizon; ``planned`` is what a visit's stretch shows."""

    kind: Kind
    starts: int
    ends: int
    planned: PlannedVisit | None = None

    @property
    def minutes(self) -> int:
        """Give how long it is."""
        return self.ends - self.starts


def segments_of(job: Job, day: PlannedDay) -> tuple[Segment, ...]:
    """Give the stretches of a day without gaps, from its start to being back."""
    return tuple(
        segment for segment in _segments(job, day) if segment.ends > segment.starts or segment.planned
    )


def _segments(job: Job, day: PlannedDay) -> Iterator[Segment]:
    technician = next(each for each in job.technicians if each.id == day.technician)
    shift = technician.shifts[day.shift]
    places = {visit.id: visit.place for visit in job.visits}
    minute, place = _start(job, shift, day), shift.start_place
    for number, planned in enumerate(day.visits):
        goal = places[planned.visit]
        yield from _on_the_way(job, day, (minute, place), (planned.starts, goal), number)
        yield Segment("visit", planned.starts, planned.done, planned)
        minute, place = planned.done, goal
    yield from _on_the_way(job, day, (minute, place), (day.back, shift.end_place), len(day.visits))


def _start(job: Job, shift: Shift, day: PlannedDay) -> int:
    first = day.visits[0].starts if day.visits else day.back
    return shift.start if job.now > first else max(shift.start, job.now)


def _on_the_way(
    job: Job, day: PlannedDay, start: tuple[int, int], goal: tuple[int, int], number: int
) -> Iterator[Segment]:
    """Give the stretches between two stops: drives, the meal, a pick-up at a depot, and waiting."""
    minute, place = start
    pick_up = day.pick_up
    if pick_up is not None and pick_up.after == number:
        depot = next(each.place for each in job.depots if each.id == pick_up.depot)
        yield from _drive(day, minute, job.travel[place][depot], pick_up.arrives)
        yield Segment("depot", pick_up.arrives, pick_up.done)
        minute, place = pick_up.done, depot
    yield from _drive(day, minute, job.travel[place][goal[1]], goal[0])


def _drive(day: PlannedDay, minute: int, way: int, until: int) -> Iterator[Segment]:
    """Give a drive that has to be over by ``until``, with the meal before or after it where it lies there."""
    meal = day.meal
    if meal is None or not minute <= meal.starts < until:
        yield Segment("drive", minute, minute + way)
        yield Segment("wait", minute + way, until)
        return
    if meal.starts >= minute + way:
        yield Segment("drive", minute, minute + way)
        yield Segment("wait", minute + way, meal.starts)
        yield Segment("meal", meal.starts, meal.ends)
        yield Segment("wait", meal.ends, until)
        return
    yield Segment("wait", minute, meal.starts)
    yield Segment("meal", meal.starts, meal.ends)
    yield Segment("drive", meal.ends, meal.ends + way)
    yield Segment("wait", meal.ends + way, until)
