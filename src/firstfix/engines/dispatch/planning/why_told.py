"""What a changed plan costs more, term by term: only days that hang together with the change are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.plan import Plan, PlannedDay, told_plan
from firstfix.engines.dispatch.planning.terms import Terms
from firstfix.engines.dispatch.planning.timing import Order

__all__ = [
    "Change",
    "Spot",
    "Teller",
    "changed_days",
    "hanging_together",
    "linked_visits",
    "spot_in",
    "told_rows",
    "with_days",
]

Orders = Sequence[Order]
"""The order of every row."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a plan: who, in which shift, as which stop of the day (from 0), and when it starts."""

    technician: str
    shift: int
    position: int
    starts: int


@dataclass(frozen=True, slots=True)
class Change:
    """What a change of some rows comes to: the difference of the whole plans, and both in part."""

    difference: Terms
    before: Plan
    after: Plan


class Teller:
    """Tells changed plans, each part of them once: a table asks for the same days again and again."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._known: dict[object, Plan] = {}

    def change(self, before: Orders, after: Orders, rows: set[int]) -> Change:
        """Give what the plan with the second orders costs more; raises ValueError where a day cannot be done.

        The orders differ in these rows at most.
        """
        part = hanging_together(self.ground, (before, after), rows)
        old, new = self.told(before, part), self.told(after, part)
        return Change(new.terms - old.terms, old, new)

    def told(self, orders: Orders, rows: set[int]) -> Plan:
        """Give the part of a plan in these rows; of what is left out, only what makes a difference counts."""
        units = [tuple(sorted(rows))] if self.ground.ties.binds_days else [(row,) for row in sorted(rows)]
        plans = [self._unit(tuple((row, orders[row]) for row in unit)) for unit in units]
        served = {stop for row in rows for stop in orders[row]}
        # Less what is served here, so that the difference of two parts is that of the plans.
        unserved = -sum(self.ground.value[stop] for stop in served)
        days = tuple(day for plan in plans for day in plan.days)
        if not self.ground.ties.binds_days:
            days = tuple(self._shared(days))
        return Plan(days, (), sum((day.terms for day in days), Terms(unserved=unserved)))

    def _shared(self, days: tuple[PlannedDay, ...]) -> Iterator[PlannedDay]:
        """Give days told alone with what unpopular work costs more after that of earlier days."""
        ground = self.ground
        had: dict[str, int] = {}
        for day in days:
            stops = [ground.number[each.visit] for each in day.visits]
            mine = [stop for stop in stops if ground.job.visits[stop].is_unpopular]
            before = had.get(day.technician, 0)
            # What has begun is in every part of a plan, and counted there.
            had[day.technician] = before + sum(not ground.is_begun[stop] for stop in mine)
            more = Terms(fairness=before * len(mine) * ground.job.policy.unpopular)
            yield replace(day, terms=day.terms + more) if more.fairness else day

    def _unit(self, unit: tuple[tuple[int, Order], ...]) -> Plan:
        if unit not in self._known:
            orders: list[Order] = [()] * len(self.ground.rows)
            for row, order in unit:
                orders[row] = order
            told = told_plan(self.ground, orders)
            here = {self._place(row) for row, _order in unit}
            days = tuple(day for day in told.days if (day.technician, day.shift) in here)
            self._known[unit] = replace(told, days=days)
        return self._known[unit]

    def _place(self, row: int) -> tuple[str, int]:
        technician = self.ground.job.technicians[self.ground.technician_of[row]].id
        return technician, self.ground.shift_of[row]


def told_rows(ground: Ground, orders: Orders, rows: set[int]) -> Plan:
    """Give the part of a plan in which these rows are, with all days that hang together with them."""
    return Teller(ground).told(orders, hanging_together(ground, (orders,), rows))


def changed_days(before: Plan, after: Plan) -> tuple[PlannedDay, ...]:
    """Give the days that are not as they were, an empty one where nothing is left of it."""
    old = {(day.technician, day.shift): day for day in before.days}
    new = {(day.technician, day.shift): day for day in after.days}
    emptied = (
        PlannedDay(day.technician, day.shift, (), day.back) for place, day in old.items() if place not in new
    )
    return (*(day for place, day in new.items() if old.get(place) != day), *emptied)


def with_days(plan: Plan, days: Iterable[PlannedDay], difference: Terms) -> Plan:
    """Give the plan with other days in place of its own, and what that costs more."""
    new = {(day.technician, day.shift): day for day in days}
    old = {(day.technician, day.shift): day for day in plan.days}
    merged = tuple(day for day in {**old, **new}.values() if day.visits)
    served = {each.visit for day in merged for each in day.visits}
    known = [*(each.visit for day in plan.days for each in day.visits), *plan.unserved]
    left = dict.fromkeys(name for name in known if name not in served)
    return Plan(merged, tuple(left), plan.terms + difference)


def spot_in(plan: Plan, visit: str, technician: str, shift: int) -> Spot:
    """Give where a visit is in the day of a technician; raises StopIteration where it is not."""
    return next(
        Spot(technician, shift, position, each.starts)
        for day in plan.days
        if (day.technician, day.shift) == (technician, shift)
        for position, each in enumerate(day.visits)
        if each.visit == visit
    )


def hanging_together(ground: Ground, plans: Sequence[Orders], rows: set[int]) -> set[int]:
    """Give these rows, and those whose times, parts or shares of unpopular work may change with them."""
    if not ground.ties.is_any:
        return rows
    known, fresh = set(rows), set(rows)
    while fresh:
        fresh = {other for row in fresh for other in _tied_to(ground, plans, row)} - known
        known |= fresh
    return known


def linked_visits(ground: Ground, stop: int) -> set[int]:
    """Give the visits that a visit comes after or that come after it, near or far, and itself."""
    known, fresh = {stop}, [stop]
    while fresh:
        each = fresh.pop()
        for other in (*ground.ties.waits[each], *ground.ties.followers[each]):
            if other not in known:
                known.add(other)
                fresh.append(other)
    return known


def _tied_to(ground: Ground, plans: Sequence[Orders], row: int) -> Iterator[int]:
    ties, technician = ground.ties, ground.technician_of[row]
    yield from (each for each in ground.rows if ground.technician_of[each] == technician)
    for orders in plans:
        if any(ties.needs[stop] for stop in orders[row]):
            yield from (each for each in ground.rows if any(ties.needs[stop] for stop in orders[each]))
        timed = {
            other
            for stop in orders[row]
            if ties.is_timed(stop)
            for other in (stop, *ties.waits[stop], *ties.followers[stop])
        }
        if timed:
            yield from (each for each in ground.rows if not timed.isdisjoint(orders[each]))
