"""What a changed plan costs more, term by term: only days that hang together with the change are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.plan import Plan, PlannedDay, told_plan
from firstfix.engines.dispatch.planning.terms import Terms
from firstfix.engines.dispatch.planning.timing import Order

__all__ = [
    "Change",
    "Spot",
    "changed_days",
    "hanging_together",
    "linked_visits",
    "spot_in",
    "told_change",
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


def told_change(ground: Ground, before: Orders, after: Orders, rows: set[int]) -> Change:
    """Give what the plan with the second orders costs more; raises ValueError where a day cannot be done.

    The orders differ in these rows at most.
    """
    part = hanging_together(ground, (before, after), rows)
    old, new = _plan_of(ground, before, part), _plan_of(ground, after, part)
    return Change(new.terms - old.terms, old, new)


def told_rows(ground: Ground, orders: Orders, rows: set[int]) -> Plan:
    """Give the part of a plan in which these rows are, with all days that hang together with them."""
    return _plan_of(ground, orders, hanging_together(ground, (orders,), rows))


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


def _plan_of(ground: Ground, orders: Orders, part: set[int]) -> Plan:
    """Give the plan of some rows alone; all other rows count as empty in it."""
    return told_plan(ground, [orders[row] if row in part else () for row in ground.rows])


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
