"""Parts: what a day takes from the van, and the one outing to a depot for what the van has not got.

The van's stock goes to the technician's days in their order, and within a day to its visits in theirs. What a
day lacks then is fetched from one depot that has all of it, before the first visit that lacks something,
where the day with the outing costs the least. What was fetched is for that day.

A depot that has less of something than all visits of the job need together is *short*: days get its parts in
the order in which they begin, and a day that could go to several goes to the nearest of them where one is
short.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from firstfix.engines.dispatch.planning.couplings import Needs
from firstfix.engines.dispatch.planning.day import Day
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order, cost_of_row

__all__ = ["SuppliedDay", "Supplies", "Supply", "detour", "routes_of"]

NeedsOf = Callable[[int, int], Needs]
"""What a visit needs of the technician in a row: of a crew only one brings the parts."""


@dataclass(frozen=True, slots=True)
class Supply:
    """What a day lacks, from its visit at position ``first`` on, and the depots that have all of it."""

    first: int
    missing: Needs
    depots: tuple[int, ...]


class SuppliedDay(Day):
    """A day with an outing to a depot, had where it costs the least; ``order`` are its visits alone."""

    __slots__ = ("gap_of_outing", "inner")

    def __init__(self, ground: Ground, row: int, order: Order, supply: Supply) -> None:
        self.ground, self.row, self.order = ground, row, order
        self.best, self.hard = {}, []
        self.lows = bytearray(ground.cells.unknown)
        self.cost, self.gap_of_outing, chosen = _cheapest_route(ground, row, order, supply)
        self.inner = Day(ground, row, chosen)

    def insertion(self, visit: int) -> tuple[int, int]:
        """Give the least points that a visit without parts adds while the outing stays where it is."""
        known = self.best.get(visit)
        if known is None:
            known = self.best[visit] = self.insertion_now(visit)
        return known

    def insertion_below(self, visit: int, limit: int) -> tuple[int, int] | None:
        """Give the same where it is less than so many points, else None."""
        found = self.insertion(visit)
        return found if found[0] < limit else None

    def low(self, cell: int) -> int:
        """Give the least that a detour to this neighbourhood takes, the outing among the visits."""
        low = self.lows[cell] = self.inner.low(cell)
        return low

    def insertion_now(self, visit: int) -> tuple[int, int]:
        """Give the same without a memo."""
        if self.cost >= INFEASIBLE:
            return INFEASIBLE, -1
        points, at = self.inner.insertion_now(visit)
        return points, at if at <= self.gap_of_outing else at - 1

    def arrivals(self, visit: int) -> list[int]:
        """Give when the row can be at this visit at the earliest, position by position of its route."""
        return self.inner.arrivals(visit)

    def sore(self) -> list[int]:
        """Give the visits whose start costs points."""
        return [stop for stop in self.inner.sore() if stop < self.ground.count]

    def route(self) -> Order:
        """Give where the row goes, the outing among its visits."""
        return self.inner.order


def _cheapest_route(ground: Ground, row: int, order: Order, supply: Supply) -> tuple[int, int, Order]:
    """Give the points of the best route, the gap of its outing, and the route."""
    best, where, chosen = INFEASIBLE, 0, order
    for gap, route in routes_of(ground, order, supply):
        points = cost_of_row(ground, row, route)
        if points < best:
            best, where, chosen = points, gap, route
    return best, where, chosen


def routes_of(ground: Ground, order: Order, supply: Supply) -> Iterable[tuple[int, Order]]:
    """Give every gap and route with an outing in time."""
    for depot in supply.depots:
        for gap in range(supply.first + 1):
            yield gap, (*order[:gap], ground.count + depot, *order[gap:])


def detour(ground: Ground, row: int, order: Order, *, depot: int, first: int) -> int:
    """Give the minutes that the shortest outing to a depot adds to a day."""
    shift, goal = ground.shifts[row], ground.place[ground.count + depot]
    places = [shift.start_place, *(ground.place[stop] for stop in order), shift.end_place]
    travel = ground.travel
    ways = (
        travel[places[gap]][goal] + travel[goal][places[gap + 1]] - travel[places[gap]][places[gap + 1]]
        for gap in range(first + 1)
    )
    return min(ways) + ground.job.depots[depot].minutes


class Supplies:
    """Who gets what from which van and depot, settled from the orders of all rows."""

    def __init__(self, ground: Ground, needs_of: NeedsOf) -> None:
        self.ground, self.needs_of = ground, needs_of
        self.vans = [dict(technician.van_stock) for technician in ground.job.technicians]
        self.depots = [dict(depot.stock) for depot in ground.job.depots]
        # First come, first served: by the start of the shift.
        self.rows = sorted(ground.rows, key=lambda row: (ground.row_starts[row], row))
        self.is_short = [self._is_short(stock) for stock in self.depots]

    def _is_short(self, stock: Mapping[str, int]) -> bool:
        demand: Counter[str] = Counter()
        for needs in self.ground.ties.needs:
            demand.update(dict(needs))
        return any(0 < held < demand[part] for part, held in stock.items())

    def settle(self, orders: Sequence[Order], rows: Iterable[int]) -> dict[int, Supply]:
        """Give what each of these rows lacks and where it gets it; rows that lack nothing are left out."""
        wanted = set(rows)
        vans, depots = [dict(van) for van in self.vans], [dict(stock) for stock in self.depots]
        found: dict[int, Supply] = {}
        for row in self.rows:
            if row not in wanted:
                continue
            supply = self.supply(row, orders[row], vans[self.ground.technician_of[row]], depots)
            if supply is not None:
                found[row] = supply
                if len(supply.depots) == 1:
                    _take(depots[supply.depots[0]], supply.missing)
        return found

    def supply(
        self, row: int, order: Order, van: dict[str, int], depots: Sequence[Mapping[str, int]]
    ) -> Supply | None:
        """Give what this day lacks, None where the van has all; what it takes is taken out of ``van``."""
        missing: Counter[str] = Counter()
        first = -1
        for at, stop in enumerate(order):
            for part, count in self.needs_of(row, stop):
                used = min(count, van.get(part, 0))
                van[part] = van.get(part, 0) - used
                missing[part] += count - used
                if used < count and first < 0:
                    first = at
        if first < 0:
            return None
        lacks = tuple(sorted((part, count) for part, count in missing.items() if count))
        return Supply(first, lacks, self._depots(row, order, first, lacks, depots))

    def _depots(
        self, row: int, order: Order, first: int, missing: Needs, depots: Sequence[Mapping[str, int]]
    ) -> tuple[int, ...]:
        having = [
            depot
            for depot, stock in enumerate(depots)
            if all(stock.get(part, 0) >= count for part, count in missing)
        ]
        if not any(self.is_short[depot] for depot in having):
            return tuple(having)
        ground = self.ground
        return (min(having, key=lambda depot: (detour(ground, row, order, depot=depot, first=first), depot)),)

    def van_for(self, row: int, orders: Sequence[Order], rows: Iterable[int]) -> dict[str, int]:
        """Give what the van still has when this row begins."""
        technician = self.ground.technician_of[row]
        van = dict(self.vans[technician])
        for other in sorted(rows):
            if other < row and self.ground.technician_of[other] == technician:
                for stop in orders[other]:
                    for part, count in self.needs_of(other, stop):
                        van[part] = max(0, van.get(part, 0) - count)
        return van

    def left_in_depots(self, supplies: Mapping[int, Supply], row: int) -> list[dict[str, int]]:
        """Give what the depots have when every other row has fetched what it lacks."""
        depots = [dict(stock) for stock in self.depots]
        for other, supply in supplies.items():
            if other != row and len(supply.depots) == 1:
                _take(depots[supply.depots[0]], supply.missing)
        return depots


def _take(stock: dict[str, int], needs: Needs) -> None:
    for part, count in needs:
        stock[part] = stock.get(part, 0) - count
