"""How much is missing for one more visit in a full day: every position tried, what breaks told in minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from firstfix.engines.dispatch.planning.ground import NEVER, Ground
from firstfix.engines.dispatch.planning.model import Meal
from firstfix.engines.dispatch.planning.timing import Order, after_meal

__all__ = ["Short", "least_short", "shortfalls"]


@dataclass(frozen=True, slots=True)
class Short:
    """One rule broken by so many minutes: ``until`` is when it had to be, ``stop`` whose window, or -1.

    ``is_after_meal``: that window would be met if nobody ate.
    """

    code: str
    minutes: int
    until: int
    stop: int = -1
    is_after_meal: bool = False


def least_short(ground: Ground, row: int, order: Order, stop: int) -> tuple[Short, ...]:
    """Give what is missing where the least is missing for this visit; empty where it fits."""
    ways = (
        (tuple(shortfalls(ground, row, longer, gap)), longer)
        for longer in ((*order[:at], stop, *order[at:]) for at in range(len(order) + 1))
        for gap in range(-1, len(order) + 2 if ground.shifts[row].meal is not None else 0)
    )
    least, longer = min(ways, key=lambda way: (sum(short.minutes for short in way[0]), len(way[0])))
    unfed = {short.stop for short in shortfalls(ground, row, longer, None)}
    return tuple(
        replace(short, is_after_meal=short.code == "window" and short.stop not in unfed) for short in least
    )


def shortfalls(ground: Ground, row: int, order: Order, gap: int | None) -> Iterator[Short]:
    """Give the rules that a day breaks with the meal in this gap, going on as if they held.

    The gap is -1 for a meal at home, None for a day without one.
    """
    shift = ground.shifts[row]
    minute, place = ground.row_starts[row], shift.start_place
    for at, goal in enumerate([*(ground.place[stop] for stop in order), shift.end_place]):
        way = ground.travel[place][goal]
        if at == gap and shift.meal is not None:
            yield from _late_meal(shift.meal, minute)
            minute = _after_any_meal(shift.meal, minute, way)
        else:
            minute += way
        place = goal
        if at < len(order):
            stop = order[at]
            yield from _missed_window(ground, stop, minute)
            start = ground.start_from(stop, minute)
            minute = (minute if start == NEVER else start) + ground.minutes[row][stop]
    yield from _late_end(ground, row, minute)
    if gap == -1 and shift.meal is not None and ground.row_starts[row] <= shift.meal.latest < minute:
        yield Short("meal", minute - shift.meal.latest, shift.meal.latest)


def _missed_window(ground: Ground, stop: int, minute: int) -> Iterator[Short]:
    if ground.start_from(stop, minute) == NEVER:
        shuts = ground.shuts[stop]
        yield Short("window", minute - shuts, shuts, stop)


def _late_meal(meal: Meal, minute: int) -> Iterator[Short]:
    if minute > meal.latest:
        yield Short("meal", minute - meal.latest, meal.latest)


def _after_any_meal(meal: Meal, minute: int, way: int) -> int:
    resumed = after_meal(minute, way, meal.earliest, meal.latest, meal.minutes)
    return minute + meal.minutes + way if resumed == NEVER else resumed


def _late_end(ground: Ground, row: int, back: int) -> Iterator[Short]:
    shift, limit = ground.shifts[row], ground.row_limits[row]
    if back <= limit:
        return
    if limit < shift.end + shift.overtime:
        yield Short("rest", back - limit, limit)
    else:
        yield Short("overtime" if shift.overtime else "shift_end", back - limit, limit)
