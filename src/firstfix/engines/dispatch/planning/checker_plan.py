"""What only the whole plan shows: pins, crews, who waits for whom, parts, and who gets the unpopular work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from firstfix.engines.dispatch.planning.checker_days import DayReader, holds_all, takes
from firstfix.engines.dispatch.planning.model import Job, Pin, Technician, Visit
from firstfix.engines.dispatch.planning.plan import Plan, PlannedDay, PlannedVisit
from firstfix.engines.dispatch.planning.terms import Terms

__all__ = ["PlanReader"]

Planned = list[tuple[PlannedDay, PlannedVisit]]


class PlanReader:
    """Reads a plan whose days the job knows."""

    def __init__(self, job: Job, plan: Plan) -> None:
        self.job, self.plan, self.reader = job, plan, DayReader(job)
        self.technicians = {each.id: each for each in job.technicians}
        self.visits = {each.id: each for each in job.visits}
        self.planned: dict[str, Planned] = {}
        for day in plan.days:
            for each in day.visits:
                self.planned.setdefault(each.visit, []).append((day, each))

    def faults(self) -> Iterator[str]:
        """Give what is wrong between the days of the plan."""
        for visit in self.job.visits:
            planned = self.planned.get(visit.id, [])
            if visit.pin is not None and not planned:
                yield from self._left_out(visit, visit.pin)
            if planned and visit.crew > 1:
                yield from self._crew(visit, planned)
            if planned and not self.reader.has_begun(visit):
                yield from self._waits(visit, planned)
        for technician in self.job.technicians:
            yield from self._van(technician)
        yield from self._depots()

    def fairness(self) -> Terms:
        """Count the unpopular visits of each technician: each costs more than the one before."""
        points = 0
        for technician in self.job.technicians:
            mine = [day for day in self.plan.days if day.technician == technician.id]
            count = sum(self.visits[each.visit].is_unpopular for day in mine for each in day.visits)
            points += sum(range(technician.burden, technician.burden + count))
        return Terms(fairness=points * self.job.policy.unpopular)

    def _left_out(self, visit: Visit, pin: Pin) -> Iterator[str]:
        if self.reader.has_begun(visit):
            yield f"{pin.technician}, {visit.id}: has begun, and is not in the plan."
        elif visit.crew == 1 and not visit.after and not visit.parts and self._would_fit(visit, pin):
            yield f"{pin.technician}, {visit.id}: is pinned, could be served, and is not in the plan."

    def _would_fit(self, visit: Visit, pin: Pin) -> bool:
        """Tell whether the day would have room for a pinned visit beside the others that are pinned there."""
        technician = self.technicians[pin.technician]
        if visit.customer in technician.refused:
            return False
        if not holds_all(technician, visit, technician.shifts[pin.shift].start):
            return False
        here = (pin.technician, pin.shift)
        days = [day for day in self.plan.days if (day.technician, day.shift) == here]
        others = [
            other
            for day in days
            for each in day.visits
            for other in [self.visits[each.visit]]
            if other.pin is not None and not self.reader.has_begun(other)
        ]
        if any(other.parts or other.crew > 1 or other.after for other in others):
            return False
        return any(
            self._can_be_walked(technician, pin.shift, [*others[:at], visit, *others[at:]])
            for at in range(len(others) + 1)
        )

    def _can_be_walked(self, technician: Technician, number: int, order: list[Visit]) -> bool:
        """Tell whether these visits can be done in this order; a day with a meal in it counts as too full."""
        shift, begun = technician.shifts[number], self.reader.begun_in(technician, number)
        load = sum(visit.load for visit in (*begun, *order))
        if technician.capacity is not None and load > technician.capacity:
            return False
        minute = self.reader.free_from(technician, number)
        place = begun[-1].place if begun else shift.start_place
        opens = minute
        for visit in order:
            minute += self.job.travel[place][visit.place]
            starts = _first_start(visit, max(minute, self.job.now))
            if starts is None:
                return False
            minute, place = starts + takes(visit, technician), visit.place
        back = minute + self.job.travel[place][shift.end_place]
        later = technician.shifts[number + 1 : number + 2]
        if later and back > later[0].start - (0 if later[0].resumes else technician.rest):
            return False
        has_meal = shift.meal is not None and opens <= shift.meal.latest < back
        return back <= shift.end + shift.overtime and not has_meal

    def _crew(self, visit: Visit, planned: Planned) -> Iterator[str]:
        who = {day.technician for day, _each in planned}
        if len(who) < visit.crew:
            yield f"{visit.id}: takes {visit.crew} technicians, and has {len(who)}."
        if len({each.starts for _day, each in planned}) > 1:
            yield f"{visit.id}: its technicians do not start together."
        if self.reader.has_begun(visit):
            return
        if not any(self._is_skilled(visit, day) for day, _each in planned):
            yield f"{visit.id}: nobody of its crew holds all that it needs."

    def _is_skilled(self, visit: Visit, day: PlannedDay) -> bool:
        technician = self.technicians[day.technician]
        return holds_all(technician, visit, technician.shifts[day.shift].start)

    def _waits(self, visit: Visit, planned: Planned) -> Iterator[str]:
        starts = min(each.starts for _day, each in planned)
        for name in visit.after:
            before = self.planned.get(name)
            if before is None:
                yield f"{visit.id}: waits for {name}, which is not in the plan."
            elif max(each.done for _day, each in before) > starts:
                yield f"{visit.id}: starts at {starts}, before {name} is done."

    def _van(self, technician: Technician) -> Iterator[str]:
        """Ask of every day what it takes from the van; what was fetched is used by its own day alone."""
        taken: Counter[str] = Counter()
        for day in self.plan.days:
            if day.technician == technician.id:
                taken += self._from_the_van(day)
        for part, count in sorted(taken.items()):
            held = technician.van_stock.get(part, 0)
            if count > held:
                yield f"{technician.id}: uses {count} of {part}, and has {held} in the van."

    def _from_the_van(self, day: PlannedDay) -> Counter[str]:
        fetched: Counter[str] = Counter()
        taken: Counter[str] = Counter()
        for at, each in enumerate(day.visits):
            if day.pick_up is not None and day.pick_up.after == at:
                fetched.update(dict(day.pick_up.parts))
            visit = self.visits[each.visit]
            for part, count in visit.parts.items() if self._brings(day, visit) else ():
                used = min(count, fetched[part])
                fetched[part] -= used
                taken[part] += count - used
        return taken

    def _brings(self, day: PlannedDay, visit: Visit) -> bool:
        """Tell whether this technician brings the parts: of a crew the first in the job does.

        What has begun has its parts already.
        """
        crew = {other.technician for other, _each in self.planned[visit.id]}
        first = next(each.id for each in self.job.technicians if each.id in crew)
        return first == day.technician and not self.reader.has_begun(visit)

    def _depots(self) -> Iterator[str]:
        depots = {depot.id: depot for depot in self.job.depots}
        fetched: dict[str, Counter[str]] = {}
        for day in self.plan.days:
            out = day.pick_up
            if out is None:
                continue
            fetched.setdefault(out.depot, Counter()).update(dict(out.parts))
            if out.done - out.arrives < depots[out.depot].minutes:
                yield f"{day.technician}, shift {day.shift}: has too little time at {out.depot}."
        for name, parts in fetched.items():
            for part, count in sorted(parts.items()):
                held = depots[name].stock.get(part, 0)
                if count > held:
                    yield f"{name}: gives {count} of {part}, and has {held}."


def _first_start(visit: Visit, minute: int) -> int | None:
    if visit.pin is not None and visit.pin.start is not None:
        return visit.pin.start if minute <= visit.pin.start else None
    if not visit.windows:
        return minute
    return min((max(opens, minute) for opens, closes in visit.windows if minute <= closes), default=None)
