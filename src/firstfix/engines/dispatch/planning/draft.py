"""A plan while it is being made: which day each row has, and what is not in any."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from firstfix.engines.dispatch.planning.cells import UNKNOWN
from firstfix.engines.dispatch.planning.day import AT_LEAST, Day
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order

__all__ = ["Choice", "Draft", "Mark"]

# Days kept for another time, over all rows: about 100 MB of them.
MOST_DAYS = 40_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A plan to come back to."""

    days: list[Day]
    points: int
    unserved: set[int]


class Choice(NamedTuple):
    """Where a visit costs the least, and what it costs in the next row: its worth where there is none."""

    points: int
    row: int
    at: int
    second: int
    other: int

    def with_way(self, found: tuple[int, int], row: int, worth: int) -> Choice:
        """Give the choice with one more way, which costs less than the second."""
        points, at = found
        if points < self.points:
            return Choice(points, row, at, min(self.points, worth), self.row)
        return Choice(self.points, self.row, self.at, points, row)


class Draft:
    """The present plan of a search, changed in place; ``points`` is what it costs."""

    def __init__(self, ground: Ground, orders: Iterable[Order]) -> None:
        self.ground = ground
        self._known: list[dict[object, Day]] = [{} for _ in ground.rows]
        self._known_count = 0
        # For each visit the two rows that cost the least when this was last asked.
        self.last: list[list[int]] = [[]] * ground.count
        self.days: list[Day] = []
        self.days = [self.day(row, order) for row, order in enumerate(orders)]
        self.row_of = [-1] * ground.count
        for row, day in enumerate(self.days):
            for stop in day.order:
                self.row_of[stop] = row
        self.unserved = {
            stop for stop, row in enumerate(self.row_of) if row < 0 and not ground.is_begun[stop]
        }
        self.points = sum(day.cost for day in self.days) + sum(ground.worth[stop] for stop in self.unserved)

    def day(self, row: int, order: Order) -> Day:
        """Give the day of this row with this order, the one made before where there is one."""
        known = self._known[row].get(order)
        if known is None:
            known = Day(self.ground, row, order)
            self._keep(row, order, known)
        return known

    def put(self, row: int, day: Day) -> None:
        """Give the row this day; who is in it is for the caller to say."""
        self.points += day.cost - self.days[row].cost
        self.days[row] = day

    def serve(self, stop: int, row: int, at: int) -> None:
        """Insert a visit."""
        self.put(row, self.day(row, self.days[row].with_visit(stop, at)))
        self.row_of[stop] = row
        self.unserved.discard(stop)
        self.points -= self.ground.worth[stop]

    def remove(self, row: int, stops: set[int]) -> None:
        """Take visits out of a row."""
        self.put(row, self.day(row, tuple(stop for stop in self.days[row].order if stop not in stops)))
        for stop in stops:
            self.row_of[stop] = -1
            self.unserved.add(stop)
            self.points += self.ground.worth[stop]

    def cheapest(self, stop: int, rows: Iterable[int]) -> tuple[int, int, int]:
        """Give the least points that serving a visit adds, row and position; INFEASIBLE if nobody can."""
        return self._cheapest(stop, ((0, row) for row in rows))

    def cheapest_of_all(self, stop: int, overlooked: Collection[int] = ()) -> tuple[int, int, int]:
        """Give the same for all rows that can have the visit, but those overlooked if there are others."""
        return self._cheapest(stop, self._rows_seen(stop, overlooked))

    def two_cheapest(  # noqa: C901 - hot loop
        self, stop: int, overlooked: Collection[int] = ()
    ) -> Choice:
        """Give the cheapest row of a visit and what the next costs, as far as it is worth its points."""
        ground, days = self.ground, self.days
        worth, kind, cell, unit = ground.worth[stop], ground.kind, ground.cells.of[stop], ground.cells.unit
        unit *= ground.mile
        choice = Choice(INFEASIBLE, -1, -1, worth, -1)
        empty_kinds = set()
        # The rows that were the cheapest last time come first: the others have their price to beat.
        last = [(0, row) for row in self.last[stop] if row not in overlooked]
        for least, row in chain(last, self._rows_seen(stop, overlooked)):
            if least >= choice.second:
                break
            day = days[row]
            low = day.lows[cell]
            if low == UNKNOWN:
                low = day.low(cell)
            if least + low * unit >= choice.second or row in (choice.row, choice.other):
                continue
            if not day.order:
                if kind[row] in empty_kinds:
                    continue
                empty_kinds.add(kind[row])
            found = day.best.get(stop)
            if found is None or (found[1] == AT_LEAST and found[0] < choice.second):
                found = day.insertion_below(stop, choice.second)
            if found is not None and found[0] < choice.second:
                choice = choice.with_way(found, row, worth)
        self.last[stop] = [row for row in (choice.row, choice.other) if row >= 0]
        return choice

    def _rows_seen(self, stop: int, overlooked: Collection[int]) -> list[tuple[int, int]]:
        ways = self.ground.ways[stop]
        return [way for way in ways if way[1] not in overlooked] or ways if overlooked else ways

    def _cheapest(  # noqa: C901 - hot loop
        self, stop: int, ways: Iterable[tuple[int, int]]
    ) -> tuple[int, int, int]:
        """Give the cheapest of these rows, each with what it costs at least, in the order of that."""
        best, where, position = INFEASIBLE, -1, -1
        days, kind = self.days, self.ground.kind
        empty_kinds = set()
        unknown: list[tuple[int, Day]] = []
        for least, row in ways:
            if least > best:
                break
            day = days[row]
            if not day.order:
                if kind[row] in empty_kinds:
                    continue
                empty_kinds.add(kind[row])
            found = day.best.get(stop)
            if found is None:
                unknown.append((least, day))
            elif found[0] <= best:
                if found[1] == AT_LEAST:
                    unknown.append((least, day))
                elif found[0] < best or row < where:
                    best, where, position = found[0], row, found[1]
        return _cheapest_with(unknown, stop, (best, where, position)) if unknown else (best, where, position)

    def insertion(self, stop: int, row: int) -> tuple[int, int]:
        """Give the least points that a visit adds in this row, and where; INFEASIBLE where it cannot be."""
        return self.days[row].insertion(stop)

    def may_give_way(self, stop: int) -> bool:
        """Tell whether an emergency may take the place of this visit: not where it is pinned."""
        return self.ground.job.visits[stop].pin is None

    def may_bump(self, stop: int) -> bool:
        """Tell whether others may be asked to give way to this visit: not where it is worth nothing."""
        return self.ground.worth[stop] > 0

    def shared_change(self, row: int, *, gone: int, come: int) -> int:  # noqa: ARG002 - days share nothing
        """Give what changes beside the row's own points when one visit takes another's place: nothing."""
        return 0

    def mark(self) -> Mark:
        """Give what :meth:`restore` needs to come back to the plan as it stands."""
        return Mark(list(self.days), self.points, set(self.unserved))

    def restore(self, mark: Mark, changed: Iterable[int]) -> None:
        """Come back to a marked plan, from which these rows differ."""
        rows = list(changed)
        for row in rows:
            for stop in self.days[row].order:
                self.row_of[stop] = -1
        for row in rows:
            self.days[row] = mark.days[row]
        for row in rows:
            for stop in mark.days[row].order:
                self.row_of[stop] = row
        self.points, self.unserved = mark.points, mark.unserved

    def orders(self) -> list[Order]:
        """Give the orders of all rows."""
        return [day.order for day in self.days]

    def _keep(self, row: int, key: object, day: Day) -> None:
        if self._known_count > MOST_DAYS:
            self._forget()
        self._known[row][key] = day
        self._known_count += 1

    def _forget(self) -> None:
        for known in self._known:
            known.clear()
        for day in self.days:
            self._known[day.row][day.order] = day
        self._known_count = len(self.days)


def _cheapest_with(
    days: list[tuple[int, Day]], stop: int, first: tuple[int, int, int]
) -> tuple[int, int, int]:
    """Give the best of what is known and of these days; of equals the first row wins.

    With a price to beat, most of what was never asked for need not be known exactly.
    """
    best, where, position = first
    ground = days[0][1].ground
    cell, unit = ground.cells.of[stop], ground.cells.unit * ground.mile
    for least, day in days:
        if least > best:
            break
        limit = best + (day.row < where)
        low = day.lows[cell]
        if low == UNKNOWN:
            low = day.low(cell)
        if low and least + low * unit >= limit:
            continue
        known = day.best.get(stop)
        if known is not None and known[0] >= limit:
            continue
        found = day.insertion_below(stop, limit)
        if found is not None:
            best, where, position = found[0], day.row, found[1]
    return best, where, position
