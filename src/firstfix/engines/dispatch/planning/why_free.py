"""Slots for a visit where no day waits for another: every position of every row tried, exactly.

What days may share here is unpopular work alone: each such visit costs the same technician more than the one
before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import NamedTuple, Self

from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order, cost_of_row
from firstfix.engines.dispatch.planning.why_slots import Alternative, alternative_of
from firstfix.engines.dispatch.planning.why_told import Teller

__all__ = ["FreeSlots"]


class _Bump(NamedTuple):
    """A row and its order with the visit, who gave way, and the row and order that took that one (or -1)."""

    row: int
    order: Order
    other: int
    goal: int
    goal_order: Order


class FreeSlots:
    """A draft without one visit: where that would fit, in whose stead, and what the whole plan costs then."""

    def __init__(self, draft: Draft, stop: int) -> None:
        self.ground, self.stop, self.draft = draft.ground, stop, draft
        self.home = draft.row_of[stop]
        self.before = list(draft.days)
        orders = draft.orders()
        if self.home >= 0:
            orders[self.home] = tuple(each for each in orders[self.home] if each != stop)
        self.days = [draft.day(row, order) for row, order in enumerate(orders)]
        self.counts, self.teller = _unpopular_counts(draft, orders), Teller(draft.ground)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the draft as it was: it was only looked at."""

    def best_of(self, rows: Iterable[int]) -> Alternative | None:
        """Give the cheapest slot in these rows, every position tried; None where there is none."""
        found = min((way for row in rows for way in self._positions(row)), default=None)
        if found is None:
            return None
        _points, row, at = found
        return self._told({row: self.days[row].with_visit(self.stop, at)}, row, None)

    def best_bump_of(self, rows: Iterable[int], *, below: int) -> Alternative | None:
        """Give the cheapest slot in these rows that one visit of less value gives up, if under ``below``.

        Ways are tried in the order of what they would cost if the other visit found a place for nothing: the
        first that cannot win ends the search.
        """
        best: _Bump | None = None
        for points, row, other, order in sorted(self._openings(rows)):
            if points >= below:
                break
            more, goal, goal_order = self._moved(other, row)
            if points + more < below:
                below, best = points + more, _Bump(row, order, other, goal, goal_order)
        if best is None:
            return None
        changed = {best.row: best.order} | ({best.goal: best.goal_order} if best.goal >= 0 else {})
        return self._told(changed, best.row, (best.other, best.goal))

    def _told(self, changed: dict[int, Order], row: int, gave_way: tuple[int, int] | None) -> Alternative:
        if self.home >= 0:
            changed = {self.home: self.days[self.home].order} | changed
        before = [day.order for day in self.before]
        return alternative_of(self.teller, before, changed, (self.stop, row), gave_way)

    def _base(self, row: int) -> int | None:
        """Give what a day of this row with the visit is compared to; None if the visit's own day needs it.

        That is rare: who has nothing to do on the way may have nowhere to eat.
        """
        day, home = self.days[row], self.home
        shared = self._share(self.stop, row)
        if home < 0:
            return day.cost + self.ground.value[self.stop] - shared
        if home == row:
            return self.before[row].cost
        without = self.days[home].cost
        if without >= INFEASIBLE:
            return None
        return day.cost + self.before[home].cost - without + self._share(self.stop, home) - shared

    def _share(self, stop: int, row: int) -> int:
        """Give what an unpopular visit costs more for those that the technician has in this plan already."""
        ground = self.ground
        if not ground.job.visits[stop].is_unpopular:
            return 0
        return self.counts[ground.technician_of[row]] * ground.job.policy.unpopular

    def _positions(self, row: int) -> Iterator[tuple[int, int, int]]:
        day, base = self.days[row], self._base(row)
        if base is None:
            return
        for at in range(len(day.order) + 1):
            cost = cost_of_row(self.ground, row, day.with_visit(self.stop, at))
            if cost < INFEASIBLE:
                yield cost - base, row, at

    def _openings(self, rows: Iterable[int]) -> Iterator[tuple[int, int, int, Order]]:
        """Give, for each visit that may give way, what the plan costs more with this one in its stead."""
        for row in rows:
            day, base = self.days[row], self._base(row)
            for other in day.order if base is not None else ():
                if not self._may_give_way(other):
                    continue
                shorter = self.draft.day(row, tuple(each for each in day.order if each != other))
                points, at = shorter.insertion(self.stop)
                if points < INFEASIBLE and shorter.cost < INFEASIBLE and base is not None:
                    points += shorter.cost - base - self._unshared(other, row)
                    yield points, row, other, shorter.with_visit(self.stop, at)

    def _unshared(self, other: int, row: int) -> int:
        """Give what is saved for the unpopular visits of a row's technician when one of them gives way."""
        visits, price = self.ground.job.visits, self.ground.job.policy.unpopular
        if not visits[other].is_unpopular:
            return 0
        count = self.counts[self.ground.technician_of[row]] - 1
        return (count + visits[self.stop].is_unpopular) * price

    def _may_give_way(self, other: int) -> bool:
        ground = self.ground
        return self.draft.may_give_way(other) and ground.worth[other] < ground.worth[self.stop]

    def _moved(self, other: int, row: int) -> tuple[int, int, Order]:
        """Give what the visit that gave way costs elsewhere, its row and that row's order, or left out."""
        ground = self.ground
        rows = (each for each in ground.open_to[other] if each != row and self.days[each].cost < INFEASIBLE)
        ways = ((self._price_of(other, each, row), each) for each in rows)
        (_points, at), goal = min(ways, default=((INFEASIBLE, -1), -1))
        worth = ground.value[other]
        if at < 0:
            return worth, -1, ()
        order = self.days[goal].with_visit(other, at)
        more = cost_of_row(ground, goal, order) - self.days[goal].cost + self._share_of(other, goal, row)
        return (more, goal, order) if more < worth else (worth, -1, ())

    def _price_of(self, other: int, goal: int, row: int) -> tuple[int, int]:
        points, at = self.days[goal].insertion(other)
        return points + self._share_of(other, goal, row), at

    def _share_of(self, other: int, goal: int, row: int) -> int:
        """Give what an unpopular visit adds for its new technician, having left a row for this visit."""
        ground = self.ground
        if not ground.job.visits[other].is_unpopular:
            return 0
        technician, count = ground.technician_of[goal], self.counts[ground.technician_of[goal]]
        if technician == ground.technician_of[row]:
            count += ground.job.visits[self.stop].is_unpopular - 1
        return count * ground.job.policy.unpopular


def _unpopular_counts(draft: Draft, orders: list[Order]) -> list[int]:
    """Give how many unpopular visits each technician has in these orders, with those that have begun."""
    ground = draft.ground
    counts = [0] * len(ground.job.technicians)
    for row, order in enumerate(orders):
        stops = (*ground.begun[row].stops, *order)
        counts[ground.technician_of[row]] += sum(ground.job.visits[stop].is_unpopular for stop in stops)
    return counts
