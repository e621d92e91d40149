"""Is a plan true? Every rule read again from the job, and every point counted again.

Nothing of the search is used here: an error that both would make is an error that nobody finds. A shortcut in
the timing of a meal once made a search look five times better than it was; only a checker of this kind saw
it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from firstfix.engines.dispatch.planning.model import Job, Needed, Shift, Technician, Visit
from firstfix.engines.dispatch.planning.plan import Plan, PlannedDay, PlannedVisit
from firstfix.engines.dispatch.planning.terms import Terms

__all__ = ["Checked", "check_plan"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checker found: sentences that name technician and visit, and the terms as it counts them."""

    faults: tuple[str, ...]
    terms: Terms


def check_plan(job: Job, plan: Plan) -> Checked:
    """Give every fault of the plan, and what it costs by the job's policy."""
    reader = _Reader(job)
    faults = [*reader.who_is_where(plan)]
    terms = Terms()
    for day in reader.known_days(plan):
        faults.extend(reader.faults_of(day))
        terms += reader.terms_of(day)
    done = {each.visit for day in plan.days for each in day.visits}
    left = [visit for visit in job.visits if visit.id not in done]
    terms += Terms(unserved=sum(_value(visit, job) for visit in left))
    if {visit.id for visit in left} != set(plan.unserved):
        faults.append("The plan's list of visits left out is not what it leaves out.")
    return Checked(tuple(faults), terms)


class _Reader:
    def __init__(self, job: Job) -> None:
        self.job = job
        self.technicians = {each.id: each for each in job.technicians}
        self.visits = {each.id: each for each in job.visits}

    def who_is_where(self, plan: Plan) -> Iterator[str]:
        names = Counter(each.visit for day in plan.days for each in day.visits)
        yield from (f"{name} is planned twice." for name, count in names.items() if count > 1)
        yield from (f"{name} is no visit of the job." for name in names if name not in self.visits)
        shifts = Counter((day.technician, day.shift) for day in plan.days)
        yield from (
            f"{who} has the shift {number} twice." for (who, number), count in shifts.items() if count > 1
        )
        yield from (
            f"{who} has no shift {number}." for who, number in shifts if not self._has_shift(who, number)
        )

    def known_days(self, plan: Plan) -> Iterator[PlannedDay]:
        """Give the days of the plan without what the job does not know."""
        for day in plan.days:
            if self._has_shift(day.technician, day.shift):
                yield replace(day, visits=tuple(each for each in day.visits if each.visit in self.visits))

    def _has_shift(self, name: str, number: int) -> bool:
        technician = self.technicians.get(name)
        return technician is not None and 0 <= number < len(technician.shifts)

    def faults_of(self, day: PlannedDay) -> Iterator[str]:
        technician = self.technicians[day.technician]
        shift = technician.shifts[day.shift]
        for planned in day.visits:
            for fault in self._about(technician, day.shift, self.visits[planned.visit], planned):
                yield f"{day.technician}, {planned.visit}: {fault}"
        for fault in self._on_the_way(technician, shift, day):
            yield f"{day.technician}, shift {day.shift}: {fault}"

    def _about(
        self, technician: Technician, number: int, visit: Visit, planned: PlannedVisit
    ) -> Iterator[str]:
        shift = technician.shifts[number]
        if not all(_has(technician, needed, shift.start) for needed in visit.all_of):
            yield "a skill is missing."
        if not all(any(_has(technician, needed, shift.start) for needed in group) for group in visit.any_of):
            yield "none of the alternative skills is there."
        if visit.customer in technician.refused:
            yield "the customer must not be served by this technician."
        if visit.windows and not any(opens <= planned.starts <= closes for opens, closes in visit.windows):
            yield f"starts at {planned.starts}, outside its windows."
        if planned.starts < self.job.now:
            yield "starts in the past."
        if planned.done * 100 < planned.starts * 100 + visit.minutes * technician.pace:
            yield "is given too little time."
        pin = visit.pin
        if pin and (
            (pin.technician, pin.shift) != (technician.id, number) or pin.start not in (None, planned.starts)
        ):
            yield "was moved from where it is pinned."

    def _on_the_way(self, technician: Technician, shift: Shift, day: PlannedDay) -> Iterator[str]:
        minute, place = max(shift.start, self.job.now), shift.start_place
        needs = [(planned.starts, planned.done, self.visits[planned.visit].place) for planned in day.visits]
        for starts, done, goal in [*needs, (day.back, day.back, shift.end_place)]:
            way = self.job.travel[place][goal]
            if minute + way + _within(day, minute, starts) > starts:
                yield f"cannot be at place {goal} by {starts}."
            if day.meal is not None and day.meal.starts < done and starts < day.meal.ends and starts < done:
                yield "has a meal while at work."
            minute, place = done, goal
        yield from self._ends(technician, shift, day)
        load = sum(self.visits[planned.visit].load for planned in day.visits)
        if technician.capacity is not None and load > technician.capacity:
            yield "carries more than the van takes."

    def _ends(self, technician: Technician, shift: Shift, day: PlannedDay) -> Iterator[str]:
        if day.back > shift.end + shift.overtime:
            yield f"is back at {day.back}, later than overtime allows."
        later = technician.shifts[day.shift + 1 : day.shift + 2]
        if later and day.back > later[0].start - technician.rest:
            yield "has too little rest before the next day."
        meal = shift.meal
        if meal is None or day.back <= meal.latest or max(shift.start, self.job.now) > meal.latest:
            return
        if day.meal is None or not meal.earliest <= day.meal.starts <= meal.latest:
            yield "has no meal within its hours."
        elif day.meal.ends - day.meal.starts < meal.minutes:
            yield "has too short a meal."

    def terms_of(self, day: PlannedDay) -> Terms:
        """Count the terms of a day from its starts alone."""
        technician, policy = self.technicians[day.technician], self.job.policy
        shift = technician.shifts[day.shift]
        places = [shift.start_place, *(self.visits[each.visit].place for each in day.visits), shift.end_place]
        way = sum(self.job.travel[start][end] for start, end in pairwise(places))
        terms = Terms(travel=way * policy.travel, overtime=max(0, day.back - shift.end) * policy.overtime)
        for each in day.visits:
            terms += self._terms_of(technician, self.visits[each.visit], each.starts)
        return terms

    def _terms_of(self, technician: Technician, visit: Visit, starts: int) -> Terms:
        policy = self.job.policy
        disruption = 0
        if visit.published is not None:
            disruption = policy.other_technician if visit.published.technician != technician.id else 0
            moved = abs(starts - visit.published.start)
            disruption += policy.moved_minute * moved if moved > policy.unmoved_minutes else 0
        return Terms(
            lateness=policy.late.get(visit.priority, 0) * self._late(visit, starts),
            preference=policy.not_preferred
            if visit.preferred and technician.id not in visit.preferred
            else 0,
            fairness=policy.unpopular * technician.burden if visit.is_unpopular else 0,
            disruption=disruption,
        )

    def _late(self, visit: Visit, starts: int) -> int:
        promise = visit.promise
        if promise is None or starts <= promise.due:
            return 0
        if promise.calendar is None:
            return starts - promise.due
        passed = self.job.calendars[promise.calendar]
        return passed[min(starts, len(passed) - 1)] - passed[min(promise.due, len(passed) - 1)]


def _has(technician: Technician, needed: Needed, at: int) -> bool:
    held = (skill for skill in technician.skills if skill.name == needed.name and skill.level >= needed.level)
    return any(skill.expires is None or skill.expires > at for skill in held)


def _within(day: PlannedDay, start: int, end: int) -> int:
    """Give the minutes of the meal that lie between leaving one stop and starting at the next."""
    meal = day.meal
    return meal.ends - meal.starts if meal is not None and start <= meal.starts and meal.ends <= end else 0


def _value(visit: Visit, job: Job) -> int:
    return (job.policy.unserved.get(visit.priority, 0) if visit.value is None else visit.value) * visit.crew
