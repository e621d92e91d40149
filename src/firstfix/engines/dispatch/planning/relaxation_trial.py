"""Does it help? One relaxation tried by solving again, and the smallest amount of it that serves the visit.

What is solved again are the days of a few technicians, and what hangs together with them; no other day
changes. First the visit is put in with everything else staying, by a bump at most; only where that does not
serve it the days are searched anew. Either way a plan is found in which it is served and no other visit is
left out for it, and what that costs more is counted. A search this short may miss a plan: what is not
confirmed is not told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from firstfix.engines.dispatch.planning.coupled import make_draft
from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.model import Job
from firstfix.engines.dispatch.planning.plan import Plan, PlannedDay, told_plan
from firstfix.engines.dispatch.planning.relaxation import Relaxation
from firstfix.engines.dispatch.planning.relaxation_people import AddShift
from firstfix.engines.dispatch.planning.relaxation_visits import GiveUp
from firstfix.engines.dispatch.planning.repair import orders_of, repair
from firstfix.engines.dispatch.planning.search import Iterations
from firstfix.engines.dispatch.planning.slots import best_slots, bump
from firstfix.engines.dispatch.planning.terms import Terms
from firstfix.engines.dispatch.planning.why_told import (
    Spot,
    changed_days,
    hanging_together,
    linked_visits,
)

__all__ = ["Family", "Solved", "Trial"]

# How many technicians' days are solved again: those with the best slots, and who would make room.
NEAR_TECHNICIANS = 4
# Where so many visits hang together, a search as short as this finds nothing that putting in does not.
MOST_SEARCHED = 100


@dataclass(frozen=True, slots=True)
class Solved:
    """A relaxation under which a visit is served: where, what the plan costs more, and the days that change.

    Shifts are counted as in the job with the relaxation.
    """

    relaxation: Relaxation
    spot: Spot
    difference: Terms
    days: tuple[PlannedDay, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Relaxations that differ by an amount from 1 to ``most``: who is served by some is served by more."""

    make: Callable[[int], Relaxation]
    most: int = 1


class Trial:
    """A visit that a draft leaves out, and how to find out what would serve it.

    ``effort`` is the number of iterations of each search.
    """

    def __init__(self, draft: Draft, stop: int, *, effort: int) -> None:
        self.ground, self.stop, self.effort = draft.ground, stop, effort
        self.visit = draft.ground.job.visits[stop].id
        self.orders = draft.orders()
        self.plan = told_plan(draft.ground, self.orders)
        self.linked = linked_visits(draft.ground, stop)

    def smallest(self, family: Family) -> Solved | None:
        """Give the smallest amount that serves the visit, by halving; None where even the most does not."""
        most = family.make(family.most)
        job, plan = self._part(self._near(most))
        found = self._solved(job, plan, most)
        low, high = 0, family.most
        while found is not None and high - low > 1:
            middle = (low + high) // 2
            tried = self._solved(job, plan, family.make(middle))
            if tried is None:
                low = middle
            else:
                high, found = middle, tried
        return found

    def _near(self, relaxation: Relaxation) -> set[str]:
        """Give the technicians whose slots are best under a relaxation, and who would make room."""
        job = self.ground.job
        if len(job.technicians) <= NEAR_TECHNICIANS:
            return {each.id for each in job.technicians}
        ground = Ground(relaxation.apply(job))
        relaxed = make_draft(ground, orders_of(ground, _renumbered(relaxation, job, self.plan)))
        way = bump(relaxed, self.stop)
        rows = [] if way is None else [slot.row for slot in (way.slot, way.moved) if slot is not None]
        rows.extend(slot.row for slot in best_slots(relaxed, self.stop, count=len(ground.rows)))
        # The first of each technician, in the order in which they come.
        near = dict.fromkeys(job.technicians[ground.technician_of[row]].id for row in rows)
        return set(list(near)[:NEAR_TECHNICIANS])

    def _part(self, names: set[str]) -> tuple[Job, Plan]:
        """Give the job and plan of these technicians alone, the visit left out."""
        job, names = self.ground.job, self._with_ties(names)
        days = tuple(day for day in self.plan.days if day.technician in names)
        # What is pinned and left out comes along: it goes first where a relaxation lets it in, too.
        pinned = {
            each.id
            for each in job.visits
            if each.pin is not None and each.pin.technician in names and each.id in self.plan.unserved
        }
        tied = {job.visits[stop].id for stop in self.linked}
        left = tuple(name for name in self.plan.unserved if name in {self.visit, *pinned, *tied})
        inside = {each.visit for day in days for each in day.visits} | set(left)
        part = replace(
            job,
            technicians=tuple(each for each in job.technicians if each.id in names),
            visits=tuple(each for each in job.visits if each.id in inside),
        )
        worth = sum(self.ground.value[self.ground.number[name]] for name in left)
        terms = sum((day.terms for day in days), Terms(unserved=worth))
        return part, Plan(days, left, terms)

    def _with_ties(self, names: set[str]) -> set[str]:
        """Give these technicians with those whose days hang together with theirs, or with the visit."""
        ground, technicians = self.ground, self.ground.job.technicians
        rows = {row for row in ground.rows if technicians[ground.technician_of[row]].id in names}
        rows |= {row for row in ground.rows if not self.linked.isdisjoint(self.orders[row])}
        together = hanging_together(ground, (self.orders,), rows)
        return names | {technicians[ground.technician_of[row]].id for row in together}

    def _solved(self, job: Job, plan: Plan, relaxation: Relaxation) -> Solved | None:
        """Solve a job and its plan again under a relaxation; None where the visit is still left out."""
        plan = _renumbered(relaxation, job, plan)
        ground = Ground(relaxation.apply(job))
        may_stay_out = self._may_stay_out(ground, plan, relaxation)
        for effort in (0, self.effort) if len(job.visits) <= MOST_SEARCHED else (0,):
            *_, last = repair(ground, plan, Iterations(effort))
            after = told_plan(ground, last.orders)
            if set(after.unserved) <= may_stay_out:
                spot = _spot_of(after, self.visit)
                return Solved(relaxation, spot, after.terms - plan.terms, changed_days(plan, after))
        return None

    def _may_stay_out(self, ground: Ground, plan: Plan, relaxation: Relaxation) -> set[str]:
        """Give who may be left out: who was before, but nothing pinned that has a row."""
        visits, number = ground.job.visits, ground.number
        left = {name for name in plan.unserved if name != self.visit}
        left -= {name for name in left if visits[number[name]].pin and ground.open_to[number[name]]}
        return left | {relaxation.visit} if isinstance(relaxation, GiveUp) else left


def _renumbered(relaxation: Relaxation, job: Job, plan: Plan) -> Plan:
    return relaxation.renumbered(job, plan) if isinstance(relaxation, AddShift) else plan


def _spot_of(plan: Plan, visit: str) -> Spot:
    return next(
        Spot(day.technician, day.shift, position, each.starts)
        for day in plan.days
        for position, each in enumerate(day.visits)
        if each.visit == visit
    )
