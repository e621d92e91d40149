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
    "prices_from",
    "prices_if_back",
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
    return prices_from(ground, row, order, (ground.row_starts[row], ground.shifts[row].start_place, 0))


def prices_from(ground: Ground, row: int, stops: Order, at: tuple[int, int, int]) -> int:
    """Give the same for who is free at a minute and a place and has these stops to go, nothing eaten yet.

    ``at`` is the minute, the place, and the points of what was served before, on which all others come.
    """
    minute, place, prices = at
    meal = ground.shifts[row].meal
    if meal is not None and ground.row_starts[row] <= meal.latest:
        return _cheapest_with_meal(ground, row, stops, at)
    back, rest = rest_of_row(ground, row, stops, 0, minute, place)
    return prices_if_back(ground, row, back, prices + rest)


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


def prices_if_back(ground: Ground, row: int, back: int, prices: int) -> int:
    """Give these prices with overtime, or INFEASIBLE for who would be back too late."""
    if back > ground.row_limits[row]:
        return INFEASIBLE
    over = back - ground.row_ends[row]
    return prices + over * ground.job.policy.overtime if over > 0 else prices


def _cheapest_with_meal(  # noqa: C901 - hot loop
    ground: Ground, row: int, stops: Order, at: tuple[int, int, int]
) -> int:
    """Try the meal in every gap that its hours touch; who is home before they end has it there.

    A gap is passed over while the stop after it ends before the meal may begin: having it then is
    never later for anybody.
    """
    shift = ground.shifts[row]
    meal = shift.meal
    assert meal is not None
    travel, places, minutes, watch = ground.travel, ground.place, ground.minutes[row], ground.watch
    opens, closes = ground.opens, ground.closes
    minute, place, prices = at
    best = INFEASIBLE
    for gap, stop in enumerate(stops):
        goal = places[stop]
        way = travel[place][goal]
        start = minute + way
        if start > closes[stop]:
            start = ground.start_from(stop, start)
        elif start < opens[stop]:
            start = opens[stop]
        left = start + minutes[stop]
        if left > meal.earliest:
            resumed = after_meal(minute, way, meal.earliest, meal.latest, meal.minutes)
            if resumed == NEVER:
                return best
            if prices < best:
                back, rest = rest_of_row(ground, row, stops, gap, resumed - way, place)
                best = min(best, prices_if_back(ground, row, back, prices + rest))
        if start == NEVER:
            return best
        if start > watch[stop]:
            prices += ground.price(stop, start)
        minute, place = left, goal
    way = travel[place][shift.end_place]
    if minute + way <= meal.latest:
        return prices_if_back(ground, row, minute + way, prices)
    resumed = after_meal(minute, way, meal.earliest, meal.latest, meal.minutes)
    return best if prices >= best else min(best, prices_if_back(ground, row, resumed, prices))


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
