"""A plan as people and programs read it: who does what when, what it costs, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from firstfix.engines.dispatch.planning.coupled import CoupledDraft
from firstfix.engines.dispatch.planning.couplings import Needs
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.schedule import ToldDay, tell_day
from firstfix.engines.dispatch.planning.terms import Terms
from firstfix.engines.dispatch.planning.timing import Order

__all__ = ["Break", "PickUp", "Plan", "PlannedDay", "PlannedVisit", "told_plan"]


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One visit in the plan; times are minutes of the horizon, lateness is in service minutes.

    ``slack_minutes`` are the service minutes from the start until it is due, below 0 where it is late; None
    where nothing is promised (S1-A04).
    """

    visit: str
    arrives: int
    starts: int
    done: int
    late_minutes: int = 0
    slack_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """A meal: when it starts and ends."""

    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class PickUp:
    """An outing to a depot: which, after how many visits of the day, when, and what is fetched there."""

    depot: str
    after: int
    arrives: int
    done: int
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """What one technician does in one shift, in order; ``pick_up`` is the outing for parts, if any."""

    technician: str
    shift: int
    visits: tuple[PlannedVisit, ...]
    back: int
    meal: Break | None = None
    terms: Terms = field(default_factory=Terms)
    pick_up: PickUp | None = None


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
    ground, routes, fetched = _settled(ground.free, orders)
    unpopular = [0] * len(ground.job.technicians)
    days = tuple(
        _told(ground, row, route, unpopular, fetched.get(row, ()))
        for row, route in enumerate(routes)
        if route or ground.begun[row].stops
    )
    served = {stop for order in orders for stop in order}
    unserved = [stop for stop in range(ground.count) if stop not in served and not ground.is_begun[stop]]
    terms = sum((day.terms for day in days), Terms(unserved=sum(ground.value[stop] for stop in unserved)))
    return Plan(days, tuple(ground.job.visits[stop].id for stop in unserved), terms)


def _settled(ground: Ground, orders: Sequence[Order]) -> tuple[Ground, Sequence[Order], Mapping[int, Needs]]:
    """Give windows and routes as the days of these orders agree on them, and what each row fetches."""
    if not ground.ties.binds_days:
        return ground, orders, {}
    draft = CoupledDraft(ground, orders)
    fetched = {row: supply.missing for row, supply in draft.supply.items()}
    return draft.ground, [day.route() for day in draft.days], fetched


def _told(ground: Ground, row: int, route: Order, unpopular: list[int], fetched: Needs) -> PlannedDay:
    day = tell_day(ground, row, route)
    job = ground.job
    index = ground.technician_of[row]
    visits = tuple(
        PlannedVisit(
            job.visits[stop.visit].id,
            stop.arrives,
            stop.starts,
            stop.done,
            stop.late_minutes,
            ground.slack_minutes(stop.visit, stop.starts),
        )
        for stop in day.stops
        if stop.visit < ground.count
    )
    mine = sum(job.visits[stop.visit].is_unpopular for stop in day.stops if stop.visit < ground.count)
    # Each costs as much more as there were before it in this plan (the weeks before are in the day already).
    more = sum(range(unpopular[index], unpopular[index] + mine)) * job.policy.unpopular
    unpopular[index] += mine
    return PlannedDay(
        job.technicians[index].id,
        ground.shift_of[row],
        visits,
        day.back,
        _meal(ground, row, day),
        day.terms + Terms(fairness=more),
        _pick_up(ground, day, fetched),
    )


def _pick_up(ground: Ground, day: ToldDay, fetched: Needs) -> PickUp | None:
    for at, stop in enumerate(day.stops):
        if stop.visit >= ground.count:
            depot = ground.job.depots[stop.visit - ground.count]
            return PickUp(depot.id, at, stop.arrives, stop.done, fetched)
    return None


def _meal(ground: Ground, row: int, day: ToldDay) -> Break | None:
    meal = ground.shifts[row].meal
    if meal is None or day.meal_start is None:
        return None
    return Break(day.meal_start, day.meal_start + meal.minutes)
