"""What happens after a plan was published: each event gives the job as it is from then on.

``apply_events(job, events)`` changes the job only; what to do about it is for ``planning.repair`` to find.
What has begun stays where it is (:func:`with_begun`), unless whoever began it cannot go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import reduce

from firstfix.engines.dispatch.planning import Job, Pin, Plan, Shift, Technician, Visit

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
    "without_absence",
]


@dataclass(frozen=True, slots=True)
class Away:
    """A technician is sick or away from one minute to another; for good where ``ends`` is None."""

    technician: str
    starts: int
    ends: int | None = None

    def apply(self, job: Job) -> Job:
        """Give the job with what is left of the shifts; what was begun there is for somebody else to do."""
        ends = _end(job) + 1 if self.ends is None else self.ends
        technicians = tuple(
            _without(each, self.starts, ends) if each.id == self.technician else each
            for each in job.technicians
        )
        pace = next((each.pace for each in job.technicians if each.id == self.technician), 100)
        visits = tuple(self._released(visit, ends, pace) for visit in job.visits)
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
    """Give the job with every visit of the plan that started before ``job.now`` pinned to where it began."""
    begun: dict[str, Pin] = {}
    for day in plan.days:
        for planned in day.visits:
            if planned.starts < job.now:
                first = begun.get(planned.visit)
                here = (day.technician, day.shift)
                begun[planned.visit] = (
                    Pin(*here, planned.starts) if first is None else replace(first, crew=(*first.crew, here))
                )
    visits = tuple(replace(visit, pin=begun.get(visit.id, visit.pin)) for visit in job.visits)
    return replace(job, visits=visits)


def without_absence(shift: Shift, starts: int, ends: int) -> Shift:
    """Give what is left of a shift for somebody who is away: the longer part, none for a whole day."""
    if ends <= starts or ends <= shift.start or starts >= shift.end + shift.overtime:
        return shift
    before, after = starts - shift.start, shift.end - ends
    if max(before, after) <= 0:
        return replace(shift, end=shift.start, overtime=0, meal=None)
    if before >= after:
        return replace(shift, end=min(shift.end, starts), overtime=0)
    return replace(shift, start=ends)


def _applied(job: Job, event: Event) -> Job:
    if isinstance(event, Away) and all(each.id != event.technician for each in job.technicians):
        raise ValueError(f"Technician {event.technician}: there is nobody of this id.")
    return event.apply(job)


def _without(technician: Technician, starts: int, ends: int) -> Technician:
    shifts = tuple(without_absence(shift, starts, ends) for shift in technician.shifts)
    return replace(technician, shifts=shifts)


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
