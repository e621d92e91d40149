"""One planned day read again: who may do what, whether it can be driven, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from firstfix.engines.dispatch.planning.model import Job, Needed, Shift, Technician, Visit
from firstfix.engines.dispatch.planning.plan import PlannedDay, PlannedVisit
from firstfix.engines.dispatch.planning.terms import Terms

__all__ = ["DayReader", "holds_all", "takes"]

Goal = tuple[int, int, int]
"""When something starts, when it is done, and where."""


class DayReader:
    """Reads the days of a plan for one job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.technicians = {each.id: each for each in job.technicians}
        self.visits = {each.id: each for each in job.visits}
        self.depots = {each.id: each for each in job.depots}
        self.begun: dict[tuple[str, int], list[Visit]] = {}
        self._read_what_has_begun()

    def faults_of(self, day: PlannedDay) -> Iterator[str]:
        """Give what is wrong in this day, whatever the others do."""
        technician = self.technicians[day.technician]
        for planned in day.visits:
            visit = self.visits[planned.visit]
            ask = self._about_begun if self.has_begun(visit) else self._about
            for fault in ask(technician, day.shift, visit, planned):
                yield f"{day.technician}, {planned.visit}: {fault}"
        for fault in self._on_the_way(technician, day):
            yield f"{day.technician}, shift {day.shift}: {fault}"

    def has_begun(self, visit: Visit) -> bool:
        """Tell whether somebody is or was there before now, or is on the way there."""
        return any(each is visit for visits in self.begun.values() for each in visits)

    def _read_what_has_begun(self) -> None:
        pinned = [visit for visit in self.job.visits if visit.pin is not None and visit.pin.start is not None]
        for visit in sorted(pinned, key=_pinned_start):
            who = [*_pinned_to(visit)]
            known = all(
                name in self.technicians and 0 <= number < self._shift_count(name) for name, number in who
            )
            if known and (_pinned_start(visit) < self.job.now or self._is_under_way(visit, who)):
                for place in who:
                    self.begun.setdefault(place, []).append(visit)

    def _shift_count(self, name: str) -> int:
        return len(self.technicians[name].shifts)

    def _is_under_way(self, visit: Visit, who: list[tuple[str, int]]) -> bool:
        """Tell whether all can keep this pin, and one of them only by having left before now."""
        starts, has_to_have_left = _pinned_start(visit), False
        for name, number in who:
            free, place = self._last(self.technicians[name], number)
            arrives = free + self.job.travel[place][visit.place]
            if arrives > starts:
                return False
            has_to_have_left |= arrives + max(0, self.job.now - free) > starts
        return has_to_have_left

    def _last(self, technician: Technician, number: int) -> tuple[int, int]:
        """Give when and where somebody is free from what has begun, or else where the shift starts."""
        begun, shift = self.begun_in(technician, number), technician.shifts[number]
        if not begun:
            return shift.start, shift.start_place
        return max(_pinned_start(each) + takes(each, technician) for each in begun), begun[-1].place

    def _about(
        self, technician: Technician, number: int, visit: Visit, planned: PlannedVisit
    ) -> Iterator[str]:
        start = technician.shifts[number].start
        if visit.crew == 1:
            yield from _missing_skills(technician, visit, start)
        if visit.customer in technician.refused:
            yield "the customer must not be served by this technician."
        if visit.windows and not any(opens <= planned.starts <= closes for opens, closes in visit.windows):
            yield f"starts at {planned.starts}, outside its windows."
        if planned.starts < self.job.now:
            yield "starts in the past."
        yield from self._about_begun(technician, number, visit, planned)

    def _about_begun(
        self, technician: Technician, number: int, visit: Visit, planned: PlannedVisit
    ) -> Iterator[str]:
        if planned.done < planned.starts + takes(visit, technician):
            yield "is given too little time."
        pin = visit.pin
        if pin is None:
            return
        if (technician.id, number) not in _pinned_to(visit) or pin.start not in (None, planned.starts):
            yield "was moved from where it is pinned."

    def _on_the_way(self, technician: Technician, day: PlannedDay) -> Iterator[str]:
        shift = technician.shifts[day.shift]
        begun, goals = self._goals(day)
        minute, place = self.free_from(technician, day.shift), shift.start_place
        if begun:
            place = begun[-1][2]
            if not goals:
                minute = max(done for _starts, done, _place in begun)
        first = minute
        for starts, done, goal in [*goals, (day.back, day.back, shift.end_place)]:
            way = self.job.travel[place][goal]
            if minute + way + _within(day, minute, starts) > starts:
                yield f"cannot be at place {goal} by {starts}."
            if day.meal is not None and day.meal.starts < done and starts < day.meal.ends and starts < done:
                yield "has a meal while at work."
            minute, place = done, goal
        yield from self._ends(technician, day)
        yield from _meal(shift, day, first)
        load = sum(self.visits[planned.visit].load for planned in day.visits)
        if technician.capacity is not None and goals and load > technician.capacity:
            yield "carries more than the van takes."

    def _goals(self, day: PlannedDay) -> tuple[list[Goal], list[Goal]]:
        """Give what had begun, and where the technician has to be when after that."""
        begun: list[Goal] = []
        goals: list[Goal] = []
        for at, planned in enumerate(day.visits):
            visit = self.visits[planned.visit]
            if day.pick_up is not None and day.pick_up.after == at:
                goals.append(self._outing(day))
            is_history = self.has_begun(visit) and not goals
            (begun if is_history else goals).append((planned.starts, planned.done, visit.place))
        if day.pick_up is not None and day.pick_up.after >= len(day.visits):
            goals.append(self._outing(day))
        return begun, goals

    def _outing(self, day: PlannedDay) -> Goal:
        assert day.pick_up is not None
        return day.pick_up.arrives, day.pick_up.done, self.depots[day.pick_up.depot].place

    def free_from(self, technician: Technician, number: int) -> int:
        """Give from when the technician can set out: not before now, what has begun, and the rest."""
        if self.begun_in(technician, number):
            return max(self.job.now, self._last(technician, number)[0])
        before = self._home_at(technician, number - 1) if number else None
        rest = 0 if technician.shifts[number].resumes else technician.rest
        rested = 0 if before is None else before + rest
        return max(technician.shifts[number].start, self.job.now, rested)

    def begun_in(self, technician: Technician, number: int) -> list[Visit]:
        """Give the visits that have begun in a shift, by their start."""
        return self.begun.get((technician.id, number), [])

    def _home_at(self, technician: Technician, number: int) -> int | None:
        """Give when somebody is home who does only what has begun; None where nothing has."""
        if not self.begun_in(technician, number):
            return None
        shift = technician.shifts[number]
        done, place = self._last(technician, number)
        home = done + self.job.travel[place][shift.end_place]
        meal = shift.meal
        if meal is not None and done <= meal.latest < home:
            home += max(0, meal.earliest - done) + meal.minutes
        return home

    def _ends(self, technician: Technician, day: PlannedDay) -> Iterator[str]:
        shift, home = technician.shifts[day.shift], self._home_at(technician, day.shift)
        if home is not None and day.back <= home:
            # Nobody can be home earlier from what has begun.
            return
        if day.back > shift.end + shift.overtime:
            yield f"is back at {day.back}, later than overtime allows."
        later = technician.shifts[day.shift + 1 : day.shift + 2]
        if later and later[0].resumes:
            if day.back > later[0].start:
                yield "is not back when the day goes on."
        elif later and day.back > later[0].start - technician.rest:
            yield "has too little rest before the next day."

    def terms_of(self, day: PlannedDay) -> Terms:
        """Count the terms of a day from its starts alone; fairness is counted for all days together."""
        technician, policy = self.technicians[day.technician], self.job.policy
        shift = technician.shifts[day.shift]
        places = [shift.start_place, *(self.visits[each.visit].place for each in day.visits), shift.end_place]
        if day.pick_up is not None:
            places.insert(day.pick_up.after + 1, self.depots[day.pick_up.depot].place)
        way = sum(self.job.travel[start][end] for start, end in pairwise(places))
        terms = Terms(
            travel=way * policy.travel,
            overtime=max(0, day.back - shift.end) * policy.overtime,
            parts=0 if day.pick_up is None else policy.pick_up,
        )
        for each in day.visits:
            terms += self._terms_of(technician, self.visits[each.visit], each.starts)
        return terms

    def _terms_of(self, technician: Technician, visit: Visit, starts: int) -> Terms:
        policy = self.job.policy
        disruption = 0
        told = visit.published
        if told is not None:
            disruption = 0 if technician.id in (told.technician, *told.crew) else policy.other_technician
            moved = abs(starts - told.start)
            disruption += policy.moved_minute * moved if moved > policy.unmoved_minutes else 0
        return Terms(
            lateness=policy.late.get(visit.priority, 0) * self._late(visit, starts),
            preference=policy.not_preferred
            if visit.preferred and technician.id not in visit.preferred
            else 0,
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


def _pinned_start(visit: Visit) -> int:
    assert visit.pin is not None
    assert visit.pin.start is not None
    return visit.pin.start


def _pinned_to(visit: Visit) -> set[tuple[str, int]]:
    return set() if visit.pin is None else {(visit.pin.technician, visit.pin.shift), *visit.pin.crew}


def takes(visit: Visit, technician: Technician) -> int:
    """Give the whole minutes that the visit takes at the technician's pace."""
    whole, rest = divmod(visit.minutes * technician.pace, 100)
    return whole + (rest > 0)


def holds_all(technician: Technician, visit: Visit, at: int) -> bool:
    """Tell whether the technician holds everything that the visit needs."""
    return not [*_missing_skills(technician, visit, at)]


def _missing_skills(technician: Technician, visit: Visit, at: int) -> Iterator[str]:
    if not all(_has(technician, needed, at) for needed in visit.all_of):
        yield "a skill is missing."
    if not all(any(_has(technician, needed, at) for needed in group) for group in visit.any_of):
        yield "none of the alternative skills is there."


def _has(technician: Technician, needed: Needed, at: int) -> bool:
    held = (skill for skill in technician.skills if skill.name == needed.name and skill.level >= needed.level)
    return any(skill.expires is None or skill.expires > at for skill in held)


def _meal(shift: Shift, day: PlannedDay, first: int) -> Iterator[str]:
    """Give what is wrong with the meal of somebody who is free from this minute on."""
    meal = shift.meal
    if meal is None or day.back <= meal.latest or first > meal.latest:
        return
    if day.meal is None or not meal.earliest <= day.meal.starts <= meal.latest:
        yield "has no meal within its hours."
    elif day.meal.ends - day.meal.starts < meal.minutes:
        yield "has too short a meal."


def _within(day: PlannedDay, start: int, end: int) -> int:
    """Give the minutes of the meal that lie between leaving one stop and starting at the next."""
    meal = day.meal
    return meal.ends - meal.starts if meal is not None and start <= meal.starts and meal.ends <= end else 0
