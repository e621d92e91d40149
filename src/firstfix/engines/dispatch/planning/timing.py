"""One row's day: when each stop starts, and what the day costs.

Nobody waits without need: starting as early as one can is never worse, because every price grows with time
(the price of moving a published visit aside, which is counted as it comes).
"""

from __future__ import annotations

from firstfix.engines.dispatch.planning.ground import NEVER, Ground

__all__ = [
    "INFEASIBLE",
    "Order",
    "after_meal",
    "cost_of_row",
    "latest_arrival",
    "prices_of_row",
    "rest_of_row",
]

INFEASIBLE = 1 << 50
"""More than any day can cost."""

Order = tuple[int, ...]


def cost_of_row(ground: Ground, row: int, order: Order) -> int:
    """Give the points of this order of visits in this row, INFEASIBLE where it cannot be done."""
    if not order:
        return ground.idle[row]
    points = _points_whatever_the_time(ground, row, order)
    return INFEASIBLE if points >= INFEASIBLE else points + prices_of_row(ground, row, order)


def prices_of_row(ground: Ground, row: int, order: Order) -> int:
    """Give the points that hang on the time, of starts and overtime; INFEASIBLE where it cannot be done."""
    shift = ground.shifts[row]
    back, prices = rest_of_row(ground, row, order, 0, ground.row_starts[row], shift.start_place)
    meal = shift.meal
    if meal is not None and back > meal.latest and ground.row_starts[row] <= meal.latest:
        return _cheapest_with_meal(ground, row, order)
    return _closed(ground, row, back, prices)


def rest_of_row(ground: Ground, row: int, order: Order, at: int, minute: int, place: int) -> tuple[int, int]:
    """Give when the row is back, and the prices of its starts from stop ``at`` on; NEVER for a missed window.

    The technician leaves ``place`` at ``minute``.
    """
    travel, places, opens, closes = ground.travel, ground.place, ground.opens, ground.closes
    minutes, watch = ground.minutes[row], ground.watch
    prices = 0
    for stop in order[at:] if at else order:
        goal = places[stop]
        minute += travel[place][goal]
        if minute > closes[stop]:
            minute = ground.start_from(stop, minute)
            if minute == NEVER:
                return NEVER, 0
        elif minute < opens[stop]:
            minute = opens[stop]
        if minute > watch[stop]:
            prices += ground.price(stop, minute)
        minute += minutes[stop]
        place = goal
    return minute + travel[place][ground.shifts[row].end_place], prices


def _points_whatever_the_time(ground: Ground, row: int, order: Order) -> int:
    travel, places, fixed = ground.travel, ground.place, ground.fixed[row]
    shift = ground.shifts[row]
    place, way, points = shift.start_place, 0, 0
    for stop in order:
        goal = places[stop]
        way += travel[place][goal]
        points += fixed[stop]
        place = goal
    way += travel[place][shift.end_place]
    limit = ground.capacity[row]
    if limit is not None and sum(ground.load[stop] for stop in order) > limit:
        return INFEASIBLE
    return points + way * ground.mile + ground.base[row]


def _closed(ground: Ground, row: int, back: int, prices: int) -> int:
    """Give the prices with overtime, or INFEASIBLE for who would be back too late."""
    if back > ground.row_limits[row]:
        return INFEASIBLE
    over = back - ground.row_ends[row]
    return prices + over * ground.job.policy.overtime if over > 0 else prices


def _cheapest_with_meal(ground: Ground, row: int, order: Order) -> int:
    """Try the meal in every gap that its hours touch.

    A gap is passed over while the stop after it ends before the meal may begin: having it then is
    never later for anybody.
    """
    shift = ground.shifts[row]
    meal = shift.meal
    assert meal is not None
    travel, places, minutes, watch = ground.travel, ground.place, ground.minutes[row], ground.watch
    minute, place, prices, best = ground.row_starts[row], shift.start_place, 0, INFEASIBLE
    for at, stop in enumerate((*order, -1)):
        goal = places[stop] if stop >= 0 else shift.end_place
        way = travel[place][goal]
        resumed = after_meal(minute, way, meal.earliest, meal.latest, meal.minutes)
        if resumed == NEVER or prices >= best:
            break
        start = ground.start_from(stop, minute + way) if stop >= 0 else NEVER
        left = start + minutes[stop] if start < NEVER else NEVER
        if left > meal.earliest:
            back, rest = rest_of_row(ground, row, order, at, resumed - way, place)
            if back < NEVER:
                best = min(best, _closed(ground, row, back, prices + rest))
        if left == NEVER:
            break
        if start > watch[stop]:
            prices += ground.price(stop, start)
        minute, place = left, goal
    return best


def after_meal(minute: int, way: int, earliest: int, latest: int, minutes: int) -> int:
    """Give when one arrives at the next stop, having eaten there or before the drive; NEVER if too late."""
    there = minute + way
    if there <= latest:
        return max(there, earliest) + minutes
    if minute <= latest:
        return max(minute, earliest) + minutes + way
    return NEVER


def latest_arrival(windows: tuple[tuple[int, int], ...], start: int) -> int:
    """Give the latest arrival that leads to a start at ``start`` at the latest, -1 where none does."""
    for opens, closes in reversed(windows):
        if start >= opens:
            return min(start, closes)
    return -1
