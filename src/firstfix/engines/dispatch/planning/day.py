"""One row with one order of visits, and what inserting each other visit into it would cost.

An object of this kind is made once for every order that the search tries and kept while memory allows: most
insertions that the search asks for were asked before, with the same row in the same order.
"""

from __future__ import annotations

from firstfix.engines.dispatch.planning.cells import FARTHEST
from firstfix.engines.dispatch.planning.ground import NEVER, Ground
from firstfix.engines.dispatch.planning.timing import (
    INFEASIBLE,
    Order,
    after_meal,
    latest_arrival,
    prices_from,
    prices_if_back,
)

__all__ = ["AT_LEAST", "Day"]

_NOWHERE = (INFEASIBLE, -1)
AT_LEAST = -2
"""In place of a position: the points are only what the answer is known to cost at least."""


class Day:
    """A row in a plan: its order, its points, and a memo of best insertions."""

    __slots__ = (
        "best", "cost", "early", "gain", "gap", "ground", "hard", "left", "legs", "load", "lows", "noon",
        "order", "paid", "places", "prices", "row", "slack",
    )  # fmt: skip

    def __init__(self, ground: Ground, row: int, order: Order) -> None:
        self.ground, self.row, self.order = ground, row, order
        # Answers: points and position, or the points that it costs at least and ``AT_LEAST``.
        self.best: dict[int, tuple[int, int]] = {}
        # For each neighbourhood the least detour to it, in the unit of the cells.
        self.lows = bytearray(ground.cells.unknown)
        # Settled when the first answer is asked for.
        self.hard: list[int] = []
        self._walk()

    def insertion(self, visit: int) -> tuple[int, int]:
        """Give the least points that this visit would add, and where; INFEASIBLE where there is none."""
        known = self.best.get(visit)
        if known is None or known[1] == AT_LEAST:
            known = self.best[visit] = self._search(visit)
        return known

    def insertion_below(self, visit: int, limit: int) -> tuple[int, int] | None:
        """Give the same where it is less than so many points, else None."""
        found = self._search(visit, limit)
        if found[0] < limit or limit >= INFEASIBLE:
            self.best[visit] = found
        else:
            self.best[visit] = (limit, AT_LEAST)
        return found if found[0] < limit else None

    def low(self, cell: int) -> int:
        """Give the least that a detour to this neighbourhood takes, in the unit of the cells."""
        ground, low = self.ground, FARTHEST
        towards, onward = ground.cells.towards[cell], ground.cells.onward[cell]
        least = min(
            towards[before] + onward[after] - leg
            for before, after, leg in zip(self.places, self.places[1:], self.legs, strict=False)
        )
        # To be pushed nearer to a published start may save more than the way costs.
        low = 0 if ground.has_told else max(0, min(low, least // ground.cells.unit))
        self.lows[cell] = low
        return low

    def insertion_now(self, visit: int) -> tuple[int, int]:
        """Give the same without a memo, for a visit whose windows other days have narrowed."""
        return self._search(visit)

    def arrivals(self, visit: int) -> list[int]:
        """Give when the row can be at this visit at the earliest, for each position, a meal had or not."""
        towards = self.ground.towards[self.ground.place[visit]]
        found: list[int] = []
        for at, before in enumerate(self.places[:-1]):
            way = towards[before]
            found.extend((self.early[at] + way, self.left[at] + way))
            if at == self.gap:
                found.append(self._arrive(self.left[at], way, True))
        return found

    def sore(self) -> list[int]:
        """Give the visits whose start costs points: late ones, and those moved from what was published."""
        ground, minutes = self.ground, self.ground.minutes[self.row]
        starts = (done - minutes[stop] for stop, done in zip(self.order, self.left[1:], strict=True))
        return [stop for stop, start in zip(self.order, starts, strict=True) if _costs(ground, stop, start)]

    def route(self) -> Order:
        """Give where the row goes: its visits, and the outing for parts where there is one."""
        return self.order

    def with_visit(self, visit: int, at: int) -> Order:
        """Give the order with the visit at this position."""
        return (*self.order[:at], visit, *self.order[at:])

    def _search(self, visit: int, best: int = INFEASIBLE) -> tuple[int, int]:  # noqa: C901, PLR0912 - hot loop
        if not self.hard:
            self._backward()
            self.gain = self._most_gain()
        ground, row, early, places, legs = self.ground, self.row, self.early, self.places, self.legs
        limit = ground.capacity[row]
        if limit is not None and self.load + ground.load[visit] > limit:
            return _NOWHERE
        place, minutes = ground.place[visit], ground.minutes[row][visit]
        towards, onward = ground.towards[place], ground.travel[place]
        mile, fixed = ground.mile, ground.fixed[row][visit]
        opens, closes, shuts = ground.opens[visit], ground.closes[visit], ground.shuts[visit]
        watch = ground.watch[visit]
        ready, where = opens + minutes, -1
        slack, eats_before = self.slack, self.gap if self.gap >= 0 else len(legs)
        gain, dearer = self.gain, list[tuple[int, int, int]]()
        for at, latest in enumerate(self.hard):
            if latest < ready:
                continue
            minute = early[at]
            if minute > shuts:
                break
            before, after = places[at], places[at + 1]
            points = (towards[before] + onward[after] - legs[at]) * mile + fixed
            if points - gain >= best:
                continue
            minute += towards[before]
            if minute > closes:
                minute = ground.start_from(visit, minute)
            elif minute < opens:
                minute = opens
            arrives = minute + minutes + onward[after]
            if arrives > latest:
                continue
            if minute > watch:
                price = _least_price(ground, visit, minute)
                # Later positions start no earlier, and no detour makes up for it.
                if price - gain >= best:
                    break
                if points + price - gain < best:
                    dearer.append((points + price, at, points))
                continue
            if at >= eats_before:
                arrives = self._arrives_with_meal(visit, at)
            if arrives > slack[at]:
                dearer.append((points, at, points))
            elif points < best:
                best, where = points, at
        return self._cheapest_of(visit, dearer, best, where) if dearer else (best, where)

    def _cheapest_of(
        self, visit: int, dearer: list[tuple[int, int, int]], best: int, where: int
    ) -> tuple[int, int]:
        """Give the best of what is known and of positions, each with the least it may cost and its detour."""
        dearer.sort()
        for least, at, detour in dearer:
            if least - self.gain > best:
                break
            prices = self._prices_with(visit, at)
            points = detour + prices - self.prices
            if prices < INFEASIBLE and (points, at) < (best, where):
                best, where = points, at
        return best, where

    def _prices_with(self, visit: int, at: int) -> int:
        """Give what hangs on the time with the visit at this position; INFEASIBLE where it cannot be."""
        first, order = min(at, self.noon), self.order
        stops = (*order[first:at], visit, *order[at:])
        return prices_from(
            self.ground, self.row, stops, (self.early[first], self.places[first], self.paid[first])
        )

    def _arrives_with_meal(self, visit: int, at: int) -> int:
        """Give when the next stop is reached with the meal where it is; NEVER if the visit would be late."""
        ground = self.ground
        place, minutes, watch = ground.place[visit], ground.minutes[self.row][visit], ground.watch[visit]
        way, onward = ground.towards[place][self.places[at]], ground.travel[place][self.places[at + 1]]
        arrives = NEVER
        for has_eaten in (False, True) if at == self.gap else (False,):
            start = ground.start_from(visit, self._arrive(self.left[at], way, has_eaten))
            if start <= watch:
                eats_later = at == self.gap and not has_eaten
                arrives = min(arrives, self._arrive(start + minutes, onward, eats_later))
        return arrives

    def _walk(self) -> None:
        """Settle when each stop is left at the earliest, and what the day costs."""
        ground, row, shift = self.ground, self.row, self.ground.shifts[self.row]
        travel, place_of, closes, opens = ground.travel, ground.place, ground.closes, ground.opens
        minutes, watch, load_of, fixed = ground.minutes[row], ground.watch, ground.load, ground.fixed[row]
        minute, place, prices, points, load = ground.row_starts[row], shift.start_place, 0, 0, 0
        self.early, self.places, self.paid = early, places, paid = [minute], [place], [0]
        self.legs: list[int] = []
        for stop in self.order:
            goal = place_of[stop]
            way = travel[place][goal]
            minute += way
            if minute > closes[stop]:
                minute = ground.start_from(stop, minute)
                # Later than any window, so that nothing is looked for after it.
                minute = 2 * NEVER if minute == NEVER else minute
            elif minute < opens[stop]:
                minute = opens[stop]
            if watch[stop] < minute < NEVER:
                prices += ground.price(stop, minute)
            minute += minutes[stop]
            points += way * ground.mile + fixed[stop]
            load += load_of[stop]
            place = goal
            early.append(minute)
            places.append(place)
            self.legs.append(way)
            paid.append(prices)
        way = travel[place][shift.end_place]
        if not self.order and not ground.idle[row]:
            # Who has nothing to do does not drive from one end of the day to the other.
            way = 0
        places.append(shift.end_place)
        self.legs.append(way)
        self.load = load
        self._close(minute + way, points + way * ground.mile + ground.base[row])

    def _close(self, back: int, points: int) -> None:
        """Settle the meal and the cost for who is back at this minute without one."""
        ground, row, meal = self.ground, self.row, self.ground.shifts[self.row].meal
        self.gap, self.left, self.noon = -1, self.early, len(self.order)
        is_due = meal is not None and ground.row_starts[row] <= meal.latest
        if meal is not None and is_due:
            # The first gap that may have the meal: the stop after it ends when the meal's hours have begun.
            late = (at for at, minute in enumerate(self.early[1:]) if minute > meal.earliest)
            self.noon = next(late, self.noon)
            is_due = back > meal.latest
        self.prices = self._eat() if is_due else prices_if_back(ground, row, back, self.paid[-1])
        limit = ground.capacity[row]
        if not self.order:
            self.cost = ground.idle[row]
            self.prices = self.cost - points
        elif self.prices >= INFEASIBLE or (limit is not None and self.load > limit):
            self.cost = INFEASIBLE
        else:
            self.cost = points + self.prices

    def _eat(self) -> int:
        """Put the meal where it costs the least, and give the prices; INFEASIBLE where it fits nowhere."""
        ground, row, meal = self.ground, self.row, self.ground.shifts[self.row].meal
        assert meal is not None
        best = (INFEASIBLE, NEVER)
        for gap in range(self.noon, len(self.order) + 1):
            if self.early[gap] > meal.latest or self.paid[gap] > best[0]:
                break
            back, prices, left = self._eaten(gap)
            prices = prices_if_back(ground, row, back, prices)
            if (prices, back) < best:
                best = prices, back
                self.gap, self.left = gap, left
        return best[0]

    def _eaten(self, gap: int) -> tuple[int, int, list[int]]:
        """Give when the row is back with the meal in this gap, its prices, and when each stop is left."""
        ground, legs, minutes = self.ground, self.legs, self.ground.minutes[self.row]
        left, prices = self.early[: gap + 1], self.paid[gap]
        minute = self._arrive(left[gap], legs[gap], True)
        for at in range(gap, len(self.order)):
            stop = self.order[at]
            minute = ground.start_from(stop, minute)
            if minute == NEVER:
                return NEVER, INFEASIBLE, left
            if minute > ground.watch[stop]:
                prices += ground.price(stop, minute)
            minute += minutes[stop]
            left.append(minute)
            minute += legs[at + 1]
        return minute, prices, left

    def _most_gain(self) -> int:
        """Give the most that being pushed later saves: what stops cost for being earlier than published."""
        ground, points = self.ground, 0
        for stop, done in zip(self.order, self.left[1:], strict=True):
            start = done - ground.minutes[self.row][stop]
            if start < ground.told[stop]:
                points += ground.price(stop, start)
        return points

    def _arrive(self, minute: int, way: int, has_meal: bool) -> int:
        if not has_meal:
            return minute + way
        meal = self.ground.shifts[self.row].meal
        assert meal is not None
        return after_meal(minute, way, meal.earliest, meal.latest, meal.minutes)

    def _backward(self) -> None:
        """Settle how late each stop may be reached: at all (``hard``), without a new price (``slack``)."""
        ground, row, shift = self.ground, self.row, self.ground.shifts[self.row]
        hard, slack = ground.row_limits[row], min(shift.end, ground.row_limits[row])
        if shift.meal is not None and self.gap < 0 and ground.row_starts[row] <= shift.meal.latest:
            slack = min(slack, shift.meal.latest)
        hards, slacks = [hard], [slack]
        for at in range(len(self.order) - 1, -1, -1):
            stop = self.order[at]
            work = ground.minutes[row][stop]
            hard = latest_arrival(ground.windows[stop], hard - self.legs[at + 1] - work)
            leave = self._latest_leave(slack, self.legs[at + 1], at + 1 == self.gap)
            slack = latest_arrival(ground.windows[stop], min(leave - work, ground.watch[stop]))
            hards.append(hard)
            slacks.append(slack)
        self.hard, self.slack = hards[::-1], slacks[::-1]

    def _latest_leave(self, arrive: int, way: int, has_meal: bool) -> int:
        """Give the latest minute of leaving for who may arrive at ``arrive``, a meal between or not."""
        if not has_meal:
            return arrive - way
        meal = self.ground.shifts[self.row].meal
        assert meal is not None
        leave = min(meal.latest, arrive - meal.minutes - way)
        if leave >= meal.earliest and leave + way > meal.latest:
            return leave
        there = min(meal.latest, arrive - meal.minutes)
        return there - way if there >= meal.earliest else -1


def _costs(ground: Ground, visit: int, start: int) -> bool:
    return start > ground.watch[visit] and ground.price(visit, start) > 0


def _least_price(ground: Ground, visit: int, minute: int) -> int:
    """Give what starting at this minute or later costs at least."""
    if minute >= ground.told[visit]:
        return ground.price(visit, minute)
    return ground.rate[visit] * ground.late_minutes(visit, minute) if minute > ground.due[visit] else 0
