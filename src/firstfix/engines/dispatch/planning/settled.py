"""A plan while it is being made, where days touch each other: what is settled between them.

Crews start together, visits wait for others, parts come out of one van and one depot, and each unpopular
visit costs the same person more than the one before. All of it follows from the orders of the rows alone:

* Supplies are settled first (:mod:`outing`).
* Then the starts: every visit that hangs on another day starts at the earliest minute on which all days that
  it touches agree (:mod:`timetable`).
* Then its window is narrowed to what leaves the other days as they are. So a day may again be looked at
  alone, with the same memo: a change that fits into the narrowed windows moves no other day.

A narrowed window is conservative: nothing is inserted that would make another day wait longer. Taking the
visits out and putting those that wait last gets there as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from firstfix.engines.dispatch.planning.couplings import Needs
from firstfix.engines.dispatch.planning.crews import Team
from firstfix.engines.dispatch.planning.day import Day
from firstfix.engines.dispatch.planning.draft import Draft, Mark
from firstfix.engines.dispatch.planning.ground import NEVER, Ground
from firstfix.engines.dispatch.planning.outing import SuppliedDay, Supplies, Supply
from firstfix.engines.dispatch.planning.timetable import Holds, Timetable
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order

__all__ = ["SettledDraft"]


@dataclass(frozen=True, slots=True)
class _CoupledMark(Mark):
    orders: list[Order]
    row_of: list[int]
    members: dict[int, tuple[int, ...]]
    holds: dict[int, Holds]
    done: dict[int, int]
    supply: dict[int, Supply]
    counts: list[int]


class SettledDraft(Draft):
    """The present plan of a search, with everything settled that its days share."""

    def __init__(self, ground: Ground, orders: Iterable[Order]) -> None:
        self.free, self.ties = ground, ground.ties
        self._orders: list[Order] = [()] * len(ground.rows)
        self.members: dict[int, tuple[int, ...]] = {}
        self.holds: dict[int, Holds] = {}
        self.done: dict[int, int] = {}
        self.supply: dict[int, Supply] = {}
        self.counts = [0] * len(ground.job.technicians)
        self._teams: dict[int, Team] = {}
        self._needy = [stop for stop in range(ground.count) if self.ties.needs[stop]]
        self._timed = [stop for stop in range(ground.count) if self.ties.is_timed(stop)]
        super().__init__(ground.held(), [()] * len(ground.rows))
        self.supplies = Supplies(self.ground, self._needs_of)
        self.timetable = Timetable(self.ground, self._route)
        for row in ground.rows:
            self._count_unpopular(row, ground.begun[row].stops, 1)
        self._change({row: order for row, order in enumerate(orders) if order})

    def day(self, row: int, order: Order) -> Day:
        """Give the day of this row with this order, as the other days stand."""
        supply = self.supply.get(row) if order == self._orders[row] else self._supply_of(row, order)
        return self._day(row, order, supply)

    def put(self, row: int, day: Day) -> None:
        """Give the row this day, and settle what hangs on it."""
        self._change({row: day.order})

    def remove(self, row: int, stops: set[int]) -> None:
        """Take visits out of a row, with them those that wait for them, and their crews."""
        gone = self._with_followers(stops)
        rows = {row, *(each for stop in gone for each in self._rows_of(stop))}
        self._change(
            {each: tuple(stop for stop in self._orders[each] if stop not in gone) for each in sorted(rows)}
        )

    def mark(self) -> Mark:
        """Give what :meth:`restore` needs to come back to the plan as it stands."""
        return _CoupledMark(
            list(self.days),
            self.points,
            set(self.unserved),
            list(self._orders),
            list(self.row_of),
            dict(self.members),
            dict(self.holds),
            dict(self.done),
            dict(self.supply),
            list(self.counts),
        )

    def restore(self, mark: Mark, changed: Iterable[int]) -> None:  # noqa: ARG002 - all rows may differ
        """Come back to a marked plan."""
        assert isinstance(mark, _CoupledMark)
        self.days, self.points, self.unserved = mark.days, mark.points, mark.unserved
        self._orders, self.row_of, self.members = mark.orders, mark.row_of, mark.members
        self.holds, self.done, self.supply, self.counts = mark.holds, mark.done, mark.supply, mark.counts
        self._teams.clear()
        for stop in self._timed:
            self.ground.hold(stop, *self.holds.get(stop, (0, NEVER)))

    def _with_followers(self, stops: set[int]) -> set[int]:
        gone, fresh = set(stops), list(stops)
        while fresh:
            for follower in self.ties.followers[fresh.pop()]:
                if follower not in gone and self.row_of[follower] >= 0:
                    gone.add(follower)
                    fresh.append(follower)
        return gone

    def _rows_of(self, stop: int) -> tuple[int, ...]:
        if self.ties.crew[stop] > 1:
            return self.members.get(stop, ())
        return (self.row_of[stop],) if self.row_of[stop] >= 0 else ()

    def _needs_of(self, row: int, stop: int) -> Needs:
        members = self.members.get(stop)
        return self.ties.needs[stop] if not members or members[0] == row else ()

    def _rows_with_needs(self) -> list[int]:
        return sorted({row for stop in self._needy for row in self._rows_of(stop)})

    def _supply_of(self, row: int, order: Order) -> Supply | None:
        if not any(self.ties.needs[stop] for stop in order):
            return None
        van = self.supplies.van_for(row, self._orders, self._rows_with_needs())
        return self.supplies.supply(row, order, van, self.supplies.left_in_depots(self.supply, row))

    def _key(self, order: Order, supply: Supply | None) -> object:
        """Give what a day follows from: its order, the windows held in it, and its supply."""
        holds = tuple(
            (self.ground.opens[stop], self.ground.shuts[stop]) for stop in order if self.ties.is_timed(stop)
        )
        return (order, holds, supply) if holds or supply is not None else order

    def _day(self, row: int, order: Order, supply: Supply | None) -> Day:
        key = self._key(order, supply)
        known = self._known[row].get(key)
        if known is None:
            known = (
                Day(self.ground, row, order)
                if supply is None
                else SuppliedDay(self.ground, row, order, supply)
            )
            self._keep(row, key, known)
        return known

    def _route(self, row: int) -> Order | None:
        """Give where a row goes as windows are held now; None where its parts are nowhere."""
        supply = self.supply.get(row)
        if supply is None:
            return self._orders[row]
        day = self._day(row, self._orders[row], supply)
        return day.route() if day.cost < INFEASIBLE else None

    def _change(self, changes: dict[int, Order]) -> None:
        """Give rows new orders and settle everything that hangs on them."""
        self._teams.clear()
        touched = set(changes)
        linked = set(self._linked(touched))
        has_needs = any(self._has_needs(self._orders[row] + order) for row, order in changes.items())
        for row, order in changes.items():
            self._book(row, order)
        if has_needs:
            touched |= self._settle_supplies()
        rows = self._closure(touched | linked)
        self._settle_starts(rows)
        for row in sorted(rows):
            fresh = self.day(row, self._orders[row])
            self.points += fresh.cost - self.days[row].cost
            self.days[row] = fresh

    def _has_needs(self, order: Order) -> bool:
        return any(self.ties.needs[stop] for stop in order)

    def _book(self, row: int, order: Order) -> None:
        before, after = set(self._orders[row]), set(order)
        gone = [stop for stop in self._orders[row] if stop not in after]
        come = [stop for stop in order if stop not in before]
        self._orders[row] = order
        self._count_unpopular(row, gone, -1)
        self._count_unpopular(row, come, 1)
        for stop in gone:
            self._leave(stop, row)
        for stop in come:
            self._join(stop, row)

    def _count_unpopular(self, row: int, stops: Iterable[int], step: int) -> None:
        """Count what a technician gets; each costs the number of those before it."""
        technician, price = self.ground.technician_of[row], self.ground.job.policy.unpopular
        for stop in stops:
            if self.ties.is_unpopular[stop]:
                before = self.counts[technician] - (step < 0)
                self.points += step * before * price
                self.counts[technician] += step

    def _leave(self, stop: int, row: int) -> None:
        rows = tuple(each for each in self._rows_of(stop) if each != row)
        self._stand_in(stop, rows)
        if not rows:
            self.unserved.add(stop)
            self.points += self.ground.worth[stop]

    def _join(self, stop: int, row: int) -> None:
        if stop in self.unserved:
            self.unserved.discard(stop)
            self.points -= self.ground.worth[stop]
        self._stand_in(stop, tuple(sorted((*self._rows_of(stop), row))))

    def _stand_in(self, stop: int, rows: tuple[int, ...]) -> None:
        self.row_of[stop] = rows[0] if rows else -1
        if self.ties.crew[stop] > 1:
            self.members.pop(stop, None)
            if rows:
                self.members[stop] = rows

    def _settle_supplies(self) -> set[int]:
        """Settle who gets which parts where, and give the rows for which that changed."""
        before, self.supply = self.supply, self.supplies.settle(self._orders, self._rows_with_needs())
        return {row for row in {*before, *self.supply} if before.get(row) != self.supply.get(row)}

    def _linked(self, rows: Iterable[int]) -> Iterator[int]:
        """Give the rows that these rows hang on, or that hang on them."""
        for row in rows:
            for stop in self._orders[row]:
                if self.ties.is_timed(stop):
                    yield from self._rows_of(stop)
                    for other in (*self.ties.waits[stop], *self.ties.followers[stop]):
                        yield from self._rows_of(other)

    def _closure(self, rows: set[int]) -> set[int]:
        known, fresh = set(rows), set(rows)
        while fresh:
            fresh = set(self._linked(fresh)) - known
            known |= fresh
        return known

    def _settle_starts(self, rows: set[int]) -> None:
        timed = {
            stop: self._rows_of(stop)
            for row in sorted(rows)
            for stop in self._orders[row]
            if self.ties.is_timed(stop)
        }
        for stop in [stop for stop in self.holds if self.row_of[stop] < 0]:
            del self.holds[stop]
            self.done.pop(stop, None)
            self.ground.hold(stop, 0)
        for stop in timed:
            self.done.pop(stop, None)
        if timed:
            holds, done = self.timetable.settle(timed)
            self.holds.update(holds)
            self.done.update(done)

    def _forget(self) -> None:
        # Days are kept by more than their order: those of the present plan are made again when asked for.
        for known in self._known:
            known.clear()
        self._known_count = 0
