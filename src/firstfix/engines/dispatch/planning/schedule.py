"""A row's day told stop by stop: times, the meal, and every term of its cost."""

from __future__ import annotations

from dataclasses import dataclass, field

from firstfix.engines.dispatch.planning.ground import NEVER, Ground
from firstfix.engines.dispatch.planning.timing import Order, after_meal, cost_of_row, rest_of_row

__all__ = ["Stop", "ToldDay", "Terms", "tell_day"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan or a part of it costs, in points, by name; their sum is its cost."""

    travel: int = 0
    overtime: int = 0
    lateness: int = 0
    unserved: int = 0
    preference: int = 0
    fairness: int = 0
    disruption: int = 0
    parts: int = 0

    @property
    def total(self) -> int:
        """Give the sum."""
        return sum(getattr(self, name) for name in self.__slots__)

    def __add__(self, other: Terms) -> Terms:
        return Terms(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def __sub__(self, other: Terms) -> Terms:
        return Terms(*(getattr(self, name) - getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit in a day: when the technician arrives, starts and is done, and how late it is in service minutes."""

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
    goal = cost_of_row(ground, row, order)
    for gap in range(-1, len(order) + 1):
        told = _with_meal_in(ground, row, order, gap)
        if told is not None and told.terms.total == goal:
            return told
    raise ValueError("This order cannot be done in this row.")


def _with_meal_in(ground: Ground, row: int, order: Order, gap: int) -> ToldDay | None:
    shift = ground.shifts[row]
    minute, place, meal_start = ground.row_starts[row], shift.start_place, None
    stops: list[Stop] = []
    for at in range(len(order) + 1):
        goal = ground.place[order[at]] if at < len(order) else shift.end_place
        way = ground.travel[place][goal]
        arrives = minute + way
        if at == gap:
            if shift.meal is None:
                return None
            meal = shift.meal
            there = arrives <= meal.latest
            meal_start = max(arrives if there else minute, meal.earliest)
            arrives = after_meal(minute, way, meal.earliest, meal.latest, meal.minutes)
            if arrives == NEVER:
                return None
        if at == len(order):
            break
        starts = ground.start_from(order[at], arrives)
        if starts == NEVER:
            return None
        minute, place = starts + ground.minutes[row][order[at]], goal
        late = ground.late_minutes(order[at], starts) if starts > ground.due[order[at]] else 0
        stops.append(Stop(order[at], arrives, starts, minute, late))
    if arrives > ground.row_limits[row]:
        return None
    if gap < 0 and order and shift.meal is not None and ground.row_starts[row] <= shift.meal.latest < arrives:
        return None
    return ToldDay(tuple(stops), meal_start, arrives, _terms(ground, row, order, stops, arrives))


def _terms(ground: Ground, row: int, order: Order, stops: list[Stop], back: int) -> Terms:
    if not order:
        return Terms()
    shift, policy = ground.shifts[row], ground.job.policy
    places = [shift.start_place, *(ground.place[stop] for stop in order), shift.end_place]
    way = sum(ground.travel[a][b] for a, b in zip(places, places[1:], strict=False))
    late = sum(stop.late_minutes * ground.rate[stop.visit] for stop in stops)
    priced = sum(ground.price(stop.visit, stop.starts) for stop in stops)
    return Terms(
        travel=way * policy.travel,
        overtime=max(0, back - shift.end) * policy.overtime,
        lateness=late,
        disruption=priced - late + _other_hands(ground, row, order),
        **_whatever_the_time(ground, row, order),
    )


def _whatever_the_time(ground: Ground, row: int, order: Order) -> dict[str, int]:
    """Give preference, fairness, and the part of disruption that follows from who goes."""
    technician, policy = ground.job.technicians[ground.technician_of[row]], ground.job.policy
    visits = [ground.job.visits[stop] for stop in order]
    strange = sum(bool(visit.preferred) and technician.id not in visit.preferred for visit in visits)
    unpopular = sum(visit.is_unpopular for visit in visits)
    return {"preference": strange * policy.not_preferred, "fairness": unpopular * policy.unpopular * technician.burden}


def _other_hands(ground: Ground, row: int, order: Order) -> int:
    technician, policy = ground.job.technicians[ground.technician_of[row]], ground.job.policy
    told = (ground.job.visits[stop].published for stop in order)
    return sum(policy.other_technician for each in told if each is not None and each.technician != technician.id)
