"""What happens after a plan was published: each event gives the job as it is from then on.

``apply_events(job, events)`` changes the job only; what to do about it is for ``planning.repair`` to find,
from the published plan as ``cut_shifts.in_shifts_of`` puts it into the shifts that are left.
What has begun stays where it is (:func:`with_begun`), unless whoever began it cannot go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from firstfix.engines.dispatch.cut_shifts import Cut
from firstfix.engines.dispatch.planning import Break, Job, Meal, Pin, Plan, PlannedDay, Technician, Visit

__all__ = [
    "Away",
    "Cancelled",
    "Event",
    "NewVisit",
    "NoAccess",
    "Overrun",
    "PartDelayed",
    "apply_events",
    "with_begun",
]


@dataclass(frozen=True, slots=True)
class Away:
    """A technician is sick or away from one minute to another; for good where ``ends`` is None."""

    technician: str
    starts: int
    ends: int | None = None

    def apply(self, job: Job) -> Job:
        """Give the job with what is left of the shifts; what was begun there is for somebody else to do.

        A shift with the absence in its middle is two then, so a plan for the job before has to be put into
        the shifts of this one (:func:`cut_shifts.in_shifts_of`).
        """
        ends = _end(job) + 1 if self.ends is None else self.ends
        cut = Cut(next(each for each in job.technicians if each.id == self.technician), self.starts, ends)
        technicians = tuple(cut.left if each is cut.technician else each for each in job.technicians)
        released = (self._released(visit, ends, cut.technician.pace) for visit in job.visits)
        visits = tuple(
            visit if visit.pin is None else replace(visit, pin=cut.pinned(visit.pin)) for visit in released
        )
        return replace(job, technicians=technicians, visits=visits)

    def _released(self, visit: Visit, ends: int, pace: int) -> Visit:
        pin = visit.pin
        if pin is None or self.technician not in (pin.technician, *(name for name, _shift in pin.crew)):
            return visit
        is_untouched = pin.start is not None and (
            pin.start + -(-visit.minutes * pace // 100) <= self.starts or pin.start >= ends
        )
        return visit if is_untouched else replace(visit, pin=None)


@dataclass(frozen=True, slots=True)
class Overrun:
    """A visit takes so many minutes more, by the watch of whoever is there."""

    visit: str
    minutes: int

    def apply(self, job: Job) -> Job:
        """Give the job with the longer visit."""
        paces = {each.id: each.pace for each in job.technicians}

        def longer(visit: Visit) -> Visit:
            holder = visit.pin or visit.published
            pace = paces.get(holder.technician, 100) if holder is not None else 100
            return replace(visit, minutes=visit.minutes + -(-self.minutes * 100 // pace))

        return _with_visit(job, self.visit, longer)


@dataclass(frozen=True, slots=True)
class NoAccess:
    """Nobody lets us in before the minute ``until``; not in these days where it is None."""

    visit: str
    until: int | None = None

    def apply(self, job: Job) -> Job:
        """Give the job with the visit's windows cut; it stays to be done."""
        return _with_visit(job, self.visit, lambda visit: _not_before(visit, self.until, _end(job)))


@dataclass(frozen=True, slots=True)
class PartDelayed:
    """The part for a visit is there at the minute ``until``."""

    visit: str
    until: int

    def apply(self, job: Job) -> Job:
        """Give the job with the visit's windows cut; it stays to be done."""
        return _with_visit(job, self.visit, lambda visit: _not_before(visit, self.until, _end(job)))


@dataclass(frozen=True, slots=True)
class NewVisit:
    """Somebody needs help who was not in the plan."""

    visit: Visit

    def apply(self, job: Job) -> Job:
        """Give the job with one visit more. Raises ValueError where its id is there already."""
        if any(visit.id == self.visit.id for visit in job.visits):
            raise ValueError(
                f"Visit {self.visit.id}, id: there is one already; a new visit needs an id of its own."
            )
        return replace(job, visits=(*job.visits, self.visit))


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A visit is not needed any more."""

    visit: str

    def apply(self, job: Job) -> Job:
        """Give the job without it; what waited for it waits no longer."""
        _find(job, self.visit)
        left = (visit for visit in job.visits if visit.id != self.visit)
        visits = tuple(
            replace(visit, after=tuple(name for name in visit.after if name != self.visit)) for visit in left
        )
        return replace(job, visits=visits)


Event = Away | Overrun | NoAccess | PartDelayed | NewVisit | Cancelled


def apply_events(job: Job, events: Iterable[Event]) -> Job:
    """Give the job after these events, in their order. Raises ValueError for a name that it does not know."""
    return reduce(_applied, events, job)


def with_begun(job: Job, plan: Plan) -> Job:
    """Give the job with what had begun by ``job.now`` fixed where it began, and nobody eating twice.

    Begun are visits that started before, and those that only somebody can reach in time who has left.
    """
    gone = {name for day in plan.days for name in _begun_in(job, day)}
    begun: dict[str, Pin] = {}
    for day in plan.days:
        here = (day.technician, day.shift)
        for planned in day.visits:
            if planned.visit in gone:
                first = begun.get(planned.visit)
                begun[planned.visit] = (
                    Pin(*here, planned.starts) if first is None else replace(first, crew=(*first.crew, here))
                )
    visits = tuple(replace(visit, pin=begun.get(visit.id, visit.pin)) for visit in job.visits)
    meals = {(day.technician, day.shift): day.meal for day in plan.days if day.meal is not None}
    technicians = tuple(_fed(each, meals, job.now) for each in job.technicians)
    return replace(job, technicians=technicians, visits=visits)


def _applied(job: Job, event: Event) -> Job:
    if isinstance(event, Away) and all(each.id != event.technician for each in job.technicians):
        raise ValueError(f"Technician {event.technician}: there is nobody of this id.")
    return event.apply(job)


def _begun_in(job: Job, day: PlannedDay) -> Iterator[str]:
    """Give the visits of a day that began before now, and the one to which somebody is on the way."""
    places = {visit.id: visit.place for visit in job.visits}
    shifts = {each.id: each.shifts for each in job.technicians}
    place = shifts[day.technician][day.shift].start_place
    for number, planned in enumerate(day.visits):
        if planned.starts < job.now:
            yield planned.visit
            place = places[planned.visit]
            continue
        if day.pick_up is not None and day.pick_up.after == number:
            if day.pick_up.done > job.now:
                return
            place = next(depot.place for depot in job.depots if depot.id == day.pick_up.depot)
        if planned.starts - job.travel[place][places[planned.visit]] < job.now:
            yield planned.visit
        return


def _fed(technician: Technician, meals: Mapping[tuple[str, int], Break], now: int) -> Technician:
    """Give somebody with what is left of each meal that a plan let begin before now."""
    shifts = list(technician.shifts)
    for number, shift in enumerate(shifts):
        had = meals.get((technician.id, number))
        if shift.meal is None or had is None or had.starts >= now:
            continue
        rest = had.ends - now
        meal = Meal(min(shift.meal.earliest, now), max(shift.meal.latest, now), rest) if rest > 0 else None
        shifts[number] = replace(shift, meal=meal)
    return replace(technician, shifts=tuple(shifts))


def _with_visit(job: Job, visit_id: str, change: Callable[[Visit], Visit]) -> Job:
    _find(job, visit_id)
    return replace(job, visits=tuple(change(each) if each.id == visit_id else each for each in job.visits))


def _find(job: Job, visit_id: str) -> None:
    if all(visit.id != visit_id for visit in job.visits):
        raise ValueError(f"Visit {visit_id}: there is none of this id.")


def _not_before(visit: Visit, until: int | None, end: int) -> Visit:
    """Give the visit with its windows from ``until`` on; one after all shifts where none is left."""
    never = ((end + 1, end + 1),)
    if until is None:
        return replace(visit, windows=never, pin=None)
    windows = visit.windows or ((until, max(until, end + 1)),)
    cut = tuple((max(opens, until), closes) for opens, closes in windows if closes >= until)
    is_too_early = visit.pin is not None and (visit.pin.start is None or visit.pin.start < until)
    return replace(visit, windows=cut or never, pin=None if is_too_early else visit.pin)


def _end(job: Job) -> int:
    ends = (shift.end + shift.overtime for each in job.technicians for shift in each.shifts)
    return max(ends, default=0)
