"""What each technician would cost for one visit: the best slot of everybody, and whom it would push aside.

The visit is taken out of where it is and everything else stays. The difference is told term by term, and it
is the difference of the whole plans: only the days that change are counted again, and no other day costs more
or less for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.plan import Plan, PlannedDay, told_plan
from firstfix.engines.dispatch.planning.terms import Terms
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order, cost_of_row

__all__ = ["Alternative", "GaveWay", "Spot", "Without", "alternative_plan", "with_days"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a plan: who, in which shift, as which stop of the day (from 0), and when it starts."""

    technician: str
    shift: int
    position: int
    starts: int


@dataclass(frozen=True, slots=True)
class GaveWay:
    """A visit that gives way to another: where it goes instead, or None where it is left out."""

    visit: str
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to serve a visit: ``difference`` is what the whole plan would cost more, term by term.

    ``days`` are the days that change, as they would be.
    """

    spot: Spot
    difference: Terms
    days: tuple[PlannedDay, ...]
    gave_way: GaveWay | None = None

    @property
    def points(self) -> int:
        """Give what the plan would cost more; less than nothing where it would be cheaper."""
        return self.difference.total


def alternative_plan(plan: Plan, alternative: Alternative) -> Plan:
    """Give the plan with an alternative carried out."""
    return with_days(plan, alternative.days, alternative.difference)


def with_days(plan: Plan, days: Iterable[PlannedDay], difference: Terms) -> Plan:
    """Give the plan with other days in place of its own, and what that costs more."""
    new = {(day.technician, day.shift): day for day in days}
    old = {(day.technician, day.shift): day for day in plan.days}
    merged = tuple(day for day in {**old, **new}.values() if day.visits)
    served = {each.visit for day in merged for each in day.visits}
    known = [*(each.visit for day in plan.days for each in day.visits), *plan.unserved]
    return Plan(merged, tuple(name for name in known if name not in served), plan.terms + difference)


Orders = Mapping[int, Order]
"""The orders of the rows that change."""


class Without:
    """A draft without one visit: where that would fit, in whose stead, and what the whole plan costs then."""

    def __init__(self, draft: Draft, stop: int) -> None:
        self.ground, self.stop = draft.ground, stop
        self.home = draft.row_of[stop]
        self.before = list(draft.days)
        orders = draft.orders()
        if self.home >= 0:
            orders[self.home] = tuple(each for each in orders[self.home] if each != stop)
        self.draft = draft
        self.days = [draft.day(row, order) for row, order in enumerate(orders)]

    def planned(self) -> Spot:
        """Give where the visit is now; only for one that is in the plan."""
        plan = _plan_of(self.ground, {self.home: self.before[self.home].order})
        return _spot(self.ground, plan, self.home, self.stop)

    def best_of(self, rows: Iterable[int]) -> Alternative | None:
        """Give the cheapest slot in these rows, every position tried; None where there is none."""
        found = min((way for row in rows for way in self._positions(row)), default=None)
        if found is None:
            return None
        _points, row, at = found
        return self._told({row: self.days[row].with_visit(self.stop, at)}, row, None)

    def best_bump_of(self, rows: Iterable[int], *, below: int) -> Alternative | None:
        """Give the cheapest slot in these rows that one visit of less value gives up, if under ``below``.

        ``below`` is in points that serving the visit adds to the plan without it.
        """
        best: tuple[int, int, int, int, Order | None] | None = None
        for points, row, other, order in sorted(self._openings(rows)):
            limit = below if best is None else best[0]
            if points >= limit:
                break
            moved = self._moved(other, row)
            if points + moved[0] < limit:
                best = (points + moved[0], row, other, moved[1], moved[2])
                kept = order
        if best is None:
            return None
        _points, row, other, goal, goal_order = best
        changed = {row: kept} if goal_order is None else {row: kept, goal: goal_order}
        return self._told(changed, row, (other, goal))

    def added_by(self, alternative: Alternative) -> int:
        """Give what an alternative adds in points to the plan without the visit."""
        return alternative.points + self._saved_by_leaving_out()

    def _saved_by_leaving_out(self) -> int:
        if self.home < 0:
            return self.ground.value[self.stop]
        return self.before[self.home].cost - self.days[self.home].cost

    def _positions(self, row: int) -> Iterator[tuple[int, int, int]]:
        day = self.days[row]
        if day.insertion(self.stop)[0] >= INFEASIBLE:
            return
        for at in range(len(day.order) + 1):
            cost = cost_of_row(self.ground, row, day.with_visit(self.stop, at))
            if cost < INFEASIBLE:
                yield cost - day.cost, row, at

    def _openings(self, rows: Iterable[int]) -> Iterator[tuple[int, int, int, Order]]:
        """Give, for each visit that may give way, what its day would cost more with this one in its stead."""
        ground = self.ground
        for row in rows:
            day = self.days[row]
            for other in day.order:
                if not self._may_give_way(other):
                    continue
                shorter = self.draft.day(row, tuple(each for each in day.order if each != other))
                points, at = shorter.insertion(self.stop)
                if points < INFEASIBLE:
                    order = shorter.with_visit(self.stop, at)
                    yield cost_of_row(ground, row, order) - day.cost, row, other, order

    def _may_give_way(self, other: int) -> bool:
        ground = self.ground
        return ground.job.visits[other].pin is None and ground.value[other] < ground.value[self.stop]

    def _moved(self, other: int, row: int) -> tuple[int, int, Order | None]:
        """Give what the visit that gave way costs elsewhere, its row and that row's order, or left out."""
        ground = self.ground
        ways = ((self.days[each].insertion(other), each) for each in ground.open_to[other] if each != row)
        (points, at), goal = min(ways, default=((INFEASIBLE, -1), -1))
        if points >= ground.value[other]:
            return ground.value[other], -1, None
        order = self.days[goal].with_visit(other, at)
        return cost_of_row(ground, goal, order) - self.days[goal].cost, goal, order

    def _told(self, changed: Orders, row: int, gave_way: tuple[int, int] | None) -> Alternative:
        """Tell the whole of it: the days that change, and the plan's difference term by term."""
        rows = {*changed, self.home} - {-1}
        orders: dict[int, Order] = {each: self.days[each].order for each in rows} | dict(changed)
        after = _plan_of(self.ground, orders)
        before = _plan_of(self.ground, {each: self.before[each].order for each in rows})
        other = None
        if gave_way is not None:
            stop, goal = gave_way
            spot = _spot(self.ground, after, goal, stop) if goal >= 0 else None
            other = GaveWay(self.ground.job.visits[stop].id, spot)
        spot = _spot(self.ground, after, row, self.stop)
        days = tuple(_day_of(self.ground, after, each) for each in sorted(rows))
        return Alternative(spot, after.terms - before.terms, days, other)


def _plan_of(ground: Ground, orders: Orders) -> Plan:
    """Give the plan of some rows alone; all other rows count as empty in it."""
    return told_plan(ground, [orders.get(row, ()) for row in ground.rows])


def _spot(ground: Ground, plan: Plan, row: int, stop: int) -> Spot:
    day, name = _day_of(ground, plan, row), ground.job.visits[stop].id
    at = next(position for position, each in enumerate(day.visits) if each.visit == name)
    return Spot(day.technician, day.shift, at, day.visits[at].starts)


def _day_of(ground: Ground, plan: Plan, row: int) -> PlannedDay:
    """Give the day of a row, an empty one where the plan has none."""
    technician = ground.job.technicians[ground.technician_of[row]].id
    number = ground.shift_of[row]
    found = (day for day in plan.days if (day.technician, day.shift) == (technician, number))
    return next(found, PlannedDay(technician, number, (), ground.row_starts[row]))
