"""A plan as people and programs read it: who does what when, what it costs, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.schedule import ToldDay, tell_day
from firstfix.engines.dispatch.planning.terms import Terms
from firstfix.engines.dispatch.planning.timing import Order

__all__ = ["Break", "Plan", "PlannedDay", "PlannedVisit", "told_plan"]


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One visit in the plan; times are minutes of the horizon, lateness is in service minutes."""

    visit: str
    arrives: int
    starts: int
    done: int
    late_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Break:
    """A meal: when it starts and ends."""

    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """What one technician does in one shift, in order."""

    technician: str
    shift: int
    visits: tuple[PlannedVisit, ...]
    back: int
    meal: Break | None = None
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class Plan:
    """Every day with work in it, the visits that nobody does, and the terms of the whole."""

    days: tuple[PlannedDay, ...]
    unserved: tuple[str, ...]
    terms: Terms

    @property
    def points(self) -> int:
        """Give what the plan costs: the sum of its terms."""
        return self.terms.total


def told_plan(ground: Ground, orders: Sequence[Order]) -> Plan:
    """Give the plan of these orders, one for each row."""
    days = tuple(_told(ground, row, order) for row, order in enumerate(orders) if order)
    served = {stop for order in orders for stop in order}
    unserved = [stop for stop in range(ground.count) if stop not in served]
    terms = sum((day.terms for day in days), Terms(unserved=sum(ground.value[stop] for stop in unserved)))
    return Plan(days, tuple(ground.job.visits[stop].id for stop in unserved), terms)


def _told(ground: Ground, row: int, order: Order) -> PlannedDay:
    day = tell_day(ground, row, order)
    technician = ground.job.technicians[ground.technician_of[row]]
    visits = tuple(
        PlannedVisit(
            ground.job.visits[stop.visit].id, stop.arrives, stop.starts, stop.done, stop.late_minutes
        )
        for stop in day.stops
    )
    return PlannedDay(
        technician.id, ground.shift_of[row], visits, day.back, _meal(ground, row, day), day.terms
    )


def _meal(ground: Ground, row: int, day: ToldDay) -> Break | None:
    meal = ground.shifts[row].meal
    if meal is None or day.meal_start is None:
        return None
    return Break(day.meal_start, day.meal_start + meal.minutes)
