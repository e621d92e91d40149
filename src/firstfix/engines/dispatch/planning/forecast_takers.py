"""Who else could take a visit that will be late: the rest of everybody's day, and the best slot in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from firstfix.engines.dispatch.planning.coupled import make_draft
from firstfix.engines.dispatch.planning.forecast_events import SoFar
from firstfix.engines.dispatch.planning.forecast_walk import Expected
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.model import Job, Shift, Technician, Visit
from firstfix.engines.dispatch.planning.plan import Plan, PlannedDay
from firstfix.engines.dispatch.planning.schedule import tell_day
from firstfix.engines.dispatch.planning.terms import Terms
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order, cost_of_row
from firstfix.engines.dispatch.planning.why_told import Spot

__all__ = ["Rest", "Taker"]


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who could take a visit: where among what remains of the day, and what that day costs more."""

    spot: Spot
    added: Terms

    @property
    def points(self) -> int:
        """Give what the day costs more."""
        return self.added.total


class Rest:
    """What remains of a plan: everybody where and when the visit in hand is done, and what has not begun."""

    def __init__(self, job: Job, plan: Plan, known: SoFar, ways: Sequence[Expected]) -> None:
        self.job = _rest_of(job, plan, known, ways)
        ground = Ground(self.job)
        left = {visit.id for visit in self.job.visits}
        rows = {
            (self.job.technicians[ground.technician_of[row]].id, ground.shift_of[row]): row
            for row in ground.rows
        }
        orders: list[Order] = [()] * len(ground.rows)
        for day in plan.days:
            orders[rows[day.technician, day.shift]] = tuple(
                ground.number[each.visit] for each in day.visits if each.visit in left
            )
        self.draft = make_draft(ground, orders)
        # Who is held up now cannot be sent anywhere else before that is over.
        self.held_up = set(known.delays)

    def takers_of(self, visit: str, technician: str) -> tuple[Taker, ...]:
        """Give the best slot of everybody but one technician, cheapest first.

        Crews, and visits that wait for others, are not moved to somebody else.
        """
        stop = self.draft.ground.number.get(visit)
        if stop is None or self.job.visits[stop].crew > 1 or self.job.visits[stop].after:
            return ()
        found: dict[str, Taker] = {}
        for row in self.draft.ground.open_to[stop]:
            taker = self._slot(row, stop)
            if taker is None or taker.spot.technician in {technician, *self.held_up}:
                continue
            best = found.get(taker.spot.technician)
            if best is None or taker.points < best.points:
                found[taker.spot.technician] = taker
        return tuple(sorted(found.values(), key=lambda each: (each.points, each.spot.technician)))

    def _slot(self, row: int, stop: int) -> Taker | None:
        ground, day = self.draft.ground, self.draft.days[row]
        if day.cost >= INFEASIBLE:
            return None
        orders = (day.with_visit(stop, at) for at in range(len(day.order) + 1))
        points, order = min((cost_of_row(ground, row, order), order) for order in orders)
        if points >= INFEASIBLE:
            return None
        told = tell_day(ground, row, order)
        at = order.index(stop)
        technician = self.job.technicians[ground.technician_of[row]].id
        spot = Spot(technician, ground.shift_of[row], at, told.stops[at].starts)
        return Taker(spot, told.terms - tell_day(ground, row, day.order).terms)


def _rest_of(job: Job, plan: Plan, known: SoFar, ways: Sequence[Expected]) -> Job:
    """Give the job of what has not been started, every shift from where and when the technician is free."""
    days = {(day.technician, day.shift): day for day in plan.days}
    done = {(each.technician, each.visit): each.done for each in ways}
    places = {visit.id: visit.place for visit in job.visits}

    def rest(technician: Technician) -> Technician:
        shifts = (
            _shift_left(shift, days.get((technician.id, number)), known, done, places)
            for number, shift in enumerate(technician.shifts)
        )
        return replace(technician, shifts=tuple(shifts))

    planned = {each.visit for day in plan.days for each in day.visits}
    visits = tuple(visit for visit in job.visits if visit.id in planned and _is_free(visit, known))
    return replace(
        job, technicians=tuple(rest(each) for each in job.technicians), visits=visits, now=known.now
    )


def _is_free(visit: Visit, known: SoFar) -> bool:
    return visit.id not in known.started


def _shift_left(
    shift: Shift,
    day: PlannedDay | None,
    known: SoFar,
    done: Mapping[tuple[str, str], int],
    places: Mapping[str, int],
) -> Shift:
    """Give what is left of a shift from the last visit that was started, without a meal that was had."""
    begun = [] if day is None else [each for each in day.visits if each.visit in known.started]
    if day is None or not begun:
        return shift
    last = begun[-1]
    free = known.finished.get(last.visit, done.get((day.technician, last.visit), last.done))
    has_eaten = day.meal is not None and day.meal.starts < last.starts
    meal = None if has_eaten else shift.meal
    return replace(shift, start=max(shift.start, free), start_place=places[last.visit], meal=meal)
