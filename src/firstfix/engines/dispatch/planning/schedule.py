"""A row's day told stop by stop: times, the meal, and every term of its cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from firstfix.engines.dispatch.planning.ground import NEVER, Ground
from firstfix.engines.dispatch.planning.model import Shift
from firstfix.engines.dispatch.planning.terms import Terms
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order, after_meal, cost_of_row

__all__ = ["Stop", "ToldDay", "stops_of_day", "tell_day"]


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit in a day: when the technician arrives, starts and is done; lateness in service minutes."""

    visit: int
    arrives: int
    starts: int
    done: int
    late_minutes: int


@dataclass(frozen=True, slots=True)
class ToldDay:
    """One row's day: its stops, when the meal begins (None without one), when it is back, and its terms."""

    stops: tuple[Stop, ...]
    meal_start: int | None
    back: int
    terms: Terms = field(default_factory=Terms)


def tell_day(ground: Ground, row: int, order: Order) -> ToldDay:
    """Give the day of this order; raises ValueError where it cannot be done."""
    if not order and not ground.begun[row].stops:
        return ToldDay((), None, ground.row_starts[row])
    goal = cost_of_row(ground, row, order)
    has_meal = ground.shifts[row].meal is not None
    walks = [_with_meal_in(ground, row, order, gap) for gap in range(-1, len(order) + 1 if has_meal else 0)]
    told = [each for each in walks if each is not None and each.terms.total == goal]
    if not told:
        raise ValueError("This order cannot be done in this row.")
    # Of days that cost the same the one that starts earlier: it could be done again when it is published.
    return min(told, key=lambda each: (sum(stop.starts for stop in each.stops), each.back))


def stops_of_day(ground: Ground, row: int, order: Order) -> list[Stop] | None:
    """Give the stops of a day as it is told, what has begun left aside; None where it cannot be done."""
    if ground.shifts[row].meal is not None:
        if cost_of_row(ground, row, order) >= INFEASIBLE:
            return None
        begun_count = len(ground.begun[row].stops)
        return list(tell_day(ground, row, order).stops[begun_count:])
    walked = _walked(ground, row, order, -1)
    if walked is None or walked[2] > ground.row_limits[row]:
        return None
    return walked[0]


def _with_meal_in(ground: Ground, row: int, order: Order, gap: int) -> ToldDay | None:
    walked = _walked(ground, row, order, gap)
    if walked is None:
        return None
    stops, meal_start, back = walked
    if back > ground.row_limits[row]:
        return None
    if gap < 0 and _misses_meal(ground, row, order, back):
        return None
    begun = ground.begun[row].stops
    stops = [*(_begun(ground, row, stop) for stop in begun), *stops]
    return ToldDay(tuple(stops), meal_start, back, _terms(ground, row, (*begun, *order), stops, back))


def _walked(ground: Ground, row: int, order: Order, gap: int) -> tuple[list[Stop], int | None, int] | None:
    """Give the stops, the start of the meal, and when the row is back; None where something is too late."""
    shift = ground.shifts[row]
    minute, place, meal_start = _first_minute(ground, row, order), shift.start_place, None
    stops: list[Stop] = []
    for at, stop in enumerate(order):
        way = ground.travel[place][ground.place[stop]]
        arrives = minute + way
        if at == gap:
            meal_start, arrives = _eaten(shift, minute, way)
        starts = ground.start_from(stop, arrives)
        if starts == NEVER:
            return None
        stops.append(_stop(ground, row, stop, arrives, starts))
        minute, place = stops[-1].done, ground.place[stop]
    way = ground.travel[place][shift.end_place]
    if gap == len(order):
        meal_start, back = _eaten(shift, minute, way)
        return stops, meal_start, back
    return stops, meal_start, minute + way


def _first_minute(ground: Ground, row: int, order: Order) -> int:
    """Give when the row is free; who has begun and has nothing more to do goes home when that is done."""
    begun = ground.begun[row]
    return begun.done if begun.stops and not order else ground.row_starts[row]


def _begun(ground: Ground, row: int, stop: int) -> Stop:
    starts = ground.opens[stop]
    return _stop(ground, row, stop, starts, starts)


def _stop(ground: Ground, row: int, stop: int, arrives: int, starts: int) -> Stop:
    late = ground.late_minutes(stop, starts) if starts > ground.due[stop] else 0
    return Stop(stop, arrives, starts, starts + ground.minutes[row][stop], late)


def _eaten(shift: Shift, minute: int, way: int) -> tuple[int, int]:
    """Give when the meal starts, and when one arrives at the next stop; NEVER where it would be too late."""
    meal = shift.meal
    assert meal is not None
    there = minute + way
    start = max(there if there <= meal.latest else minute, meal.earliest)
    return start, after_meal(minute, way, meal.earliest, meal.latest, meal.minutes)


def _misses_meal(ground: Ground, row: int, order: Order, back: int) -> bool:
    meal = ground.shifts[row].meal
    return meal is not None and _first_minute(ground, row, order) <= meal.latest < back


def _terms(ground: Ground, row: int, order: Order, stops: list[Stop], back: int) -> Terms:
    if not order:
        return Terms()
    technician, number = ground.job.technicians[ground.technician_of[row]], ground.shift_of[row]
    shift, policy = technician.shifts[number], ground.job.policy
    places = [shift.start_place, *(ground.place[stop] for stop in order), shift.end_place]
    way = sum(ground.travel[before][after] for before, after in pairwise(places))
    late = sum(stop.late_minutes * ground.rate[stop.visit] for stop in stops)
    visits = tuple(stop for stop in order if stop < ground.count)
    priced = sum(ground.price(stop.visit, stop.starts) for stop in stops)
    return Terms(
        travel=way * policy.travel,
        overtime=max(0, back - shift.end) * policy.overtime,
        lateness=late,
        disruption=priced - late + _other_hands(ground, row, visits),
        parts=(len(order) - len(visits)) * policy.pick_up,
        **_whatever_the_time(ground, row, visits),
    )


def _whatever_the_time(ground: Ground, row: int, order: Order) -> dict[str, int]:
    """Give preference, fairness, and the part of disruption that follows from who goes."""
    technician, policy = ground.job.technicians[ground.technician_of[row]], ground.job.policy
    visits = [ground.job.visits[stop] for stop in order]
    strange = sum(bool(visit.preferred) and technician.id not in visit.preferred for visit in visits)
    unpopular = sum(visit.is_unpopular for visit in visits)
    return {
        "preference": strange * policy.not_preferred,
        "fairness": unpopular * policy.unpopular * technician.burden,
    }


def _other_hands(ground: Ground, row: int, order: Order) -> int:
    technician, policy = ground.job.technicians[ground.technician_of[row]], ground.job.policy
    told = (ground.job.visits[stop].published for stop in order)
    return sum(
        policy.other_technician
        for each in told
        if each is not None and technician.id not in (each.technician, *each.crew)
    )
