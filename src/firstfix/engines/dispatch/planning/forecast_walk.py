"""The rest of the days as they will go: a plan walked again with what is known by now.

The order stays as it is, nobody starts a visit before its planned time, and who is late drives on at once. A
crew waits for the last of it, and a visit for those that it comes after. The meal stays in its place and its
length. Where a window has closed meanwhile, the visit starts on arrival all the same: by how much it was
missed is the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from firstfix.engines.dispatch.planning.forecast_events import SoFar
from firstfix.engines.dispatch.planning.model import Job
from firstfix.engines.dispatch.planning.plan import Plan, PlannedDay, PlannedVisit

__all__ = ["Expected", "expected"]

NO_OTHER_MINUTES: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Expected:
    """When a visit that is not finished starts and is done; ``moved_minutes`` after the planned start."""

    visit: str
    technician: str
    shift: int
    starts: int
    done: int
    moved_minutes: int


def expected(
    job: Job, plan: Plan, known: SoFar, minutes: Mapping[str, int] = NO_OTHER_MINUTES
) -> tuple[Expected, ...]:
    """Give every visit of the plan that is not finished; ``minutes`` are lengths other than planned."""
    walk = _Walk(job, plan, known, minutes)
    # A crew and who waits for a visit of another day may move each other: at most once for each visit.
    while True:
        days = [walk.day(day) for day in plan.days]
        if not walk.learn(days):
            return tuple(each for day in days for each in day if each.visit not in known.finished)


class _Walk:
    def __init__(self, job: Job, plan: Plan, known: SoFar, minutes: Mapping[str, int]) -> None:
        self.job, self.known, self.minutes = job, known, minutes
        self.visits = {each.id: each for each in job.visits}
        self.technicians = {each.id: each for each in job.technicians}
        self.depots = {each.id: each.place for each in job.depots}
        self.next_up = _next_up(plan, known)
        # The latest start and end of each visit over all days that have it.
        self.starts: dict[str, int] = {}
        self.ends: dict[str, int] = {}

    def learn(self, days: list[list[Expected]]) -> bool:
        """Keep the latest start and end of every visit, and tell whether any is later than known before."""
        is_later = False
        for each in (each for day in days for each in day):
            if each.starts > self.starts.get(each.visit, -1) or each.done > self.ends.get(each.visit, -1):
                is_later = True
            self.starts[each.visit] = max(each.starts, self.starts.get(each.visit, -1))
            self.ends[each.visit] = max(each.done, self.ends.get(each.visit, -1))
        return is_later

    def day(self, day: PlannedDay) -> list[Expected]:
        """Give a day's visits as they go."""
        shift = self.technicians[day.technician].shifts[day.shift]
        leaves, place, left = shift.start, shift.start_place, shift.start
        found = []
        for at, planned in enumerate(day.visits):
            goal = self.visits[planned.visit].place
            arrives = self._arrives(day, at, leaves=leaves, left=left, place=place)
            starts = self._starts(day, planned, arrives)
            done = self._done(planned, starts)
            moved = starts - planned.starts
            found.append(Expected(planned.visit, day.technician, day.shift, starts, done, moved))
            leaves, left, place = done, planned.done, goal
        return found

    def _arrives(self, day: PlannedDay, at: int, *, leaves: int, left: int, place: int) -> int:
        """Give when the next stop is reached; ``left`` is when its way was to begin by the plan."""
        planned = day.visits[at]
        way = self._way(day, at, place, self.visits[planned.visit].place)
        meal = day.meal
        if meal is None or not left <= meal.starts < planned.starts:
            return leaves + way
        length = meal.ends - meal.starts
        if meal.starts >= left + way:
            return max(leaves + way, meal.starts) + length
        return max(leaves, meal.starts) + length + way

    def _way(self, day: PlannedDay, at: int, place: int, goal: int) -> int:
        """Give the minutes to the next stop, with the outing for parts if it lies on this way."""
        outing, travel = day.pick_up, self.job.travel
        if outing is None or outing.after != at:
            return travel[place][goal]
        depot = self.depots[outing.depot]
        return travel[place][depot] + outing.done - outing.arrives + travel[depot][goal]

    def _starts(self, day: PlannedDay, planned: PlannedVisit, arrives: int) -> int:
        visit = planned.visit
        if visit in self.known.started:
            return self.known.started[visit]
        if self.next_up.get(day.technician) == visit:
            arrives += self.known.delays.get(day.technician, 0)
        before = (self.ends.get(name, 0) for name in self.visits[visit].after)
        return max(planned.starts, arrives, self.known.now, self.starts.get(visit, 0), *before)

    def _done(self, planned: PlannedVisit, starts: int) -> int:
        visit, known = planned.visit, self.known
        if visit in known.finished:
            return known.finished[visit]
        done = starts + self.minutes.get(visit, planned.done - planned.starts)
        if visit in known.estimates:
            done = known.estimates[visit] if visit in known.started else max(done, known.estimates[visit])
        return max(done, known.now) if visit in known.started else done


def _next_up(plan: Plan, known: SoFar) -> dict[str, str]:
    """Give for each technician the next visit that has not been started."""
    found: dict[str, str] = {}
    for day in sorted(plan.days, key=lambda each: each.shift):
        for planned in day.visits:
            if planned.visit not in known.started:
                found.setdefault(day.technician, planned.visit)
    return found
