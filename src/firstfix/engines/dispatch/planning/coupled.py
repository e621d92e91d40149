"""What a visit costs where days touch each other: in each row, for each crew, with its parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from firstfix.engines.dispatch.planning.crews import Price, Team, best_team, some_starts
from firstfix.engines.dispatch.planning.day import Day
from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.ground import NEVER, Ground
from firstfix.engines.dispatch.planning.outing import Supply, routes_of
from firstfix.engines.dispatch.planning.settled import SettledDraft
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order, cost_of_row

__all__ = ["CoupledDraft", "make_draft"]

_NOWHERE = (INFEASIBLE, -1)


def make_draft(ground: Ground, orders: Iterable[Order]) -> Draft:
    """Give the draft of these orders: a plain one where no day touches another."""
    return CoupledDraft(ground.free, orders) if ground.ties.is_any else Draft(ground, orders)


class CoupledDraft(SettledDraft):
    """The present plan of a search for a job whose days touch each other."""

    def __init__(self, ground: Ground, orders: Iterable[Order]) -> None:
        self._fetched: dict[object, Price] = {}
        super().__init__(ground, orders)

    def serve(self, stop: int, row: int, at: int) -> None:
        """Insert a visit; of a crew, this is where its first row has it."""
        places: tuple[tuple[int, int], ...] = ((row, at),)
        if self.ties.crew[stop] > 1:
            team = self._teams.get(stop)
            if team is None or (row, at) not in team.places:
                team = self._team(stop, self.free.open_to[stop], with_row=row)
            if team is None:
                return
            places = team.places
        before = self.mark()
        self._change({each: self.days[each].with_visit(stop, where) for each, where in places})
        if self.points >= before.points + INFEASIBLE // 2:
            # What only the whole plan shows: a depot that is empty now, or a circle.
            self.restore(before, ())

    def cheapest(self, stop: int, rows: Iterable[int]) -> tuple[int, int, int]:
        """Give the least points that serving a visit adds, row and position; INFEASIBLE if nobody can."""
        if not self.ties.is_tied(stop):
            return super().cheapest(stop, rows)
        if self.ties.crew[stop] > 1:
            team = self._team(stop, rows)
            return (INFEASIBLE, -1, -1) if team is None else (team.points, *team.places[0])
        earliest = self._released(stop)
        if earliest >= NEVER:
            return INFEASIBLE, -1, -1
        self._narrow(stop, earliest)
        found = self._cheapest_of(stop, rows)
        self._widen(stop)
        return found

    def cheapest_of_all(self, stop: int, overlooked: Collection[int] = ()) -> tuple[int, int, int]:
        """Give the same for all rows that can have the visit, but those overlooked if there are others."""
        if not self.ties.is_tied(stop):
            return super().cheapest_of_all(stop, overlooked)
        rows = self.free.open_to[stop]
        return self.cheapest(stop, [row for row in rows if row not in overlooked] or rows)

    def _cheapest_of(self, stop: int, rows: Iterable[int]) -> tuple[int, int, int]:
        """Give the cheapest of these rows, those first that would be it if the parts were in every van."""
        best, where, position = INFEASIBLE, -1, -1
        has_needs = bool(self.ties.needs[stop])
        bare = ((*self._price_in(stop, row, brings=False), row) for row in rows)
        for least, bare_at, row in sorted(bare, key=lambda price: (price[0], price[2])):
            if least >= best:
                break
            points, at = self._price_in(stop, row, brings=True) if has_needs else (least, bare_at)
            if points < best:
                best, where, position = points, row, at
        return best, where, position

    def insertion(self, stop: int, row: int) -> tuple[int, int]:
        """Give the least points that a visit adds in this row (with the mates of a crew), and where."""
        if not self.ties.is_tied(stop):
            return self.days[row].insertion(stop)
        if self.ties.crew[stop] > 1:
            team = self._team(stop, self.free.open_to[stop], with_row=row)
            return _NOWHERE if team is None else (team.points, dict(team.places)[row])
        earliest = self._released(stop)
        if earliest >= NEVER:
            return _NOWHERE
        self._narrow(stop, earliest)
        found = self._price_in(stop, row, brings=True)
        self._widen(stop)
        return found

    def may_give_way(self, stop: int) -> bool:
        """Tell whether a visit can be moved without touching what other days rely on."""
        return not self.ties.is_timed(stop) and not self.ties.needs[stop]

    def may_bump(self, stop: int) -> bool:
        """Tell whether a day says alone what a visit costs in it."""
        return not self.ties.is_timed(stop) and not self.ties.needs[stop]

    def shared_change(self, row: int, *, gone: int, come: int) -> int:
        """Give what changes for the unpopular visits of the row's technician."""
        count, price = self.counts[self.ground.technician_of[row]], self.ground.job.policy.unpopular
        points = 0
        if self.ties.is_unpopular[gone]:
            count -= 1
            points -= count * price
        return points + count * price if self.ties.is_unpopular[come] else points

    def _released(self, stop: int) -> int:
        """Give when all that a visit waits for is done; NEVER where one of it is not in the plan."""
        return max((self.done.get(each, NEVER) for each in self.ties.waits[stop]), default=0)

    def _narrow(self, stop: int, earliest: int) -> None:
        """Let a visit start when those that it waits for are done, and none of them become later for it."""
        if not self.ties.is_timed(stop):
            return
        self.ground.hold(stop, earliest)
        for before in self.ties.waits[stop]:
            low, high = self.holds[before]
            work = max(self.ground.minutes[row][before] for row in self._rows_of(before))
            self.ground.hold(before, low, min(high, self.done[before] - work))

    def _widen(self, stop: int) -> None:
        if self.ties.is_timed(stop):
            self.ground.hold(stop, 0)
            for before in self.ties.waits[stop]:
                self.ground.hold(before, *self.holds[before])

    def _day_of(self, row: int, stop: int) -> Day:
        """Give the day of a row, as narrow as a visit makes it for those that it waits for."""
        if any(row in self._rows_of(before) for before in self.ties.waits[stop]):
            return self._day(row, self._orders[row], self.supply.get(row))
        return self.days[row]

    def _price_in(self, stop: int, row: int, *, brings: bool) -> Price:
        """Give what a visit adds to this row under the windows as they are held now."""
        day = self._day_of(row, stop)
        if brings and self.ties.needs[stop]:
            points, at = self._with_parts(stop, row)
        elif self.ties.is_timed(stop):
            points, at = day.insertion_now(stop)
        else:
            points, at = day.insertion(stop)
        if points >= INFEASIBLE or not self.ties.is_unpopular[stop]:
            return points, at
        # Those that the technician has in this plan already; the weeks before are in the price of the row.
        count = self.counts[self.ground.technician_of[row]]
        return points + count * self.ground.job.policy.unpopular, at

    def _team(self, stop: int, rows: Iterable[int], *, with_row: int | None = None) -> Team | None:
        earliest = self._released(stop)
        if earliest >= NEVER:
            return None
        rows = list(rows)
        self._narrow(stop, earliest)
        days = (day for row in rows for day in self._ways(row, stop))
        arrivals = (minute for day in days for minute in day.arrivals(stop))
        starts = (self.ground.start_from(stop, minute) for minute in arrivals if minute < NEVER)
        best: Team | None = None
        for start in some_starts(start for start in starts if start < NEVER):
            self.ground.hold(stop, start, start)
            team = self._team_at(stop, start, rows, with_row)
            if team is not None and (best is None or team.points < best.points):
                best = team
        self._widen(stop)
        self._teams.pop(stop, None)
        if best is not None:
            self._teams[stop] = best
        return best

    def _ways(self, row: int, stop: int) -> Iterator[Day]:
        """Give the day as it is, and with every outing that it may need for the parts of this visit."""
        yield self._day_of(row, stop)
        if not self.ties.needs[stop]:
            return
        order = self._orders[row]
        van = self.supplies.van_for(row, self._orders, self._rows_with_needs())
        supply = self.supplies.supply(
            row, (*order, stop), van, self.supplies.left_in_depots(self.supply, row)
        )
        if supply is not None:
            anywhere = Supply(len(order), supply.missing, supply.depots)
            for _gap, route in routes_of(self.ground, order, anywhere):
                yield Day(self.ground, row, route)

    def _team_at(self, stop: int, start: int, rows: list[int], with_row: int | None) -> Team | None:
        ground = self.ground
        there = [row for row in rows if ground.row_starts[row] <= start <= ground.row_limits[row]]
        prices = {row: self._price_in(stop, row, brings=False) for row in there}
        has_needs = bool(self.ties.needs[stop])

        def bring(row: int) -> Price:
            return self._price_in(stop, row, brings=True) if has_needs else prices[row]

        return best_team(
            prices,
            bring,
            self.ties.crew[stop],
            leads=ground.leads[stop],
            technician_of=ground.technician_of,
            with_row=with_row,
        )

    def _with_parts(self, stop: int, row: int) -> Price:
        """Give what a visit with parts adds to its row, and to the days that get less out of the van."""
        order, van = self._orders[row], self.supplies.van_for(row, self._orders, self._rows_with_needs())
        left = self.supplies.left_in_depots(self.supply, row)
        supply = self.supplies.supply(row, (*order, stop), dict(van), left)
        day = self._day_of(row, stop)
        if supply is None:
            found = day.insertion_now(stop) if self.ties.is_timed(stop) else day.insertion(stop)
        else:
            found = self._fetching(stop, row, van, left)
        return (found[0] + self._less_for_later_days(stop, row), found[1]) if found[0] < INFEASIBLE else found

    def _fetching(self, stop: int, row: int, van: dict[str, int], left: list[dict[str, int]]) -> Price:
        order = self._orders[row]
        memo = (row, self._key(order, self.supply.get(row)), stop, *map(_frozen, (van, *left)))
        known = None if self.ties.is_timed(stop) else self._fetched.get(memo)
        if known is not None:
            return known
        best, where = INFEASIBLE, -1
        for least, at, route in sorted(self._outings(stop, row, van, left)):
            if least >= best:
                break
            points = cost_of_row(self.ground, row, route)
            if points < best:
                best, where = points, at
        found = (best - self.days[row].cost, where) if best < INFEASIBLE else _NOWHERE
        if not self.ties.is_timed(stop):
            self._fetched[memo] = found
        return found

    def _outings(
        self, stop: int, row: int, van: dict[str, int], left: list[dict[str, int]]
    ) -> Iterator[tuple[int, int, Order]]:
        """Give every way to have the visit and an outing: what it costs at least, where, and the route."""
        order = self._orders[row]
        for at in range(len(order) + 1):
            longer = (*order[:at], stop, *order[at:])
            supply = self.supplies.supply(row, longer, dict(van), left)
            if supply is not None:
                for _gap, route in routes_of(self.ground, longer, supply):
                    yield self._at_least(row, route), at, route

    def _at_least(self, row: int, route: Order) -> int:
        """Give the driving and the fixed prices of a route, which no timing can lower."""
        ground, place = self.ground, self.ground.shifts[row].start_place
        fixed, travel, places = ground.fixed[row], ground.travel, ground.place
        way, points = 0, ground.base[row]
        for stop in route:
            way += travel[place][places[stop]]
            points += fixed[stop]
            place = places[stop]
        return points + (way + travel[place][ground.shifts[row].end_place]) * ground.mile

    def _less_for_later_days(self, stop: int, row: int) -> int:
        """Give what it costs the technician's later days that this one takes more out of the van."""
        technician, points = self.ground.technician_of[row], 0
        orders = list(self._orders)
        orders[row] = (*orders[row], stop)
        rows = {row, *self._rows_with_needs()}
        for later in sorted(rows):
            if later > row and self.ground.technician_of[later] == technician:
                van = self.supplies.van_for(later, orders, rows)
                left = self.supplies.left_in_depots(self.supply, later)
                supply = self.supplies.supply(later, orders[later], van, left)
                if supply != self.supply.get(later):
                    points += self._day(later, orders[later], supply).cost - self.days[later].cost
        return points

    def _forget(self) -> None:
        super()._forget()
        self._fetched.clear()


def _frozen(stock: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(stock.items()))
