"""Slots for a visit where days wait for each other: crews, visits after others, parts from one van or depot.

A slot is looked for as the search does it: with the starts of everything that other days rely on staying
where they are. The alternatives that this finds are counted with everything settled anew; one that would need
other days to start later is not looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order
from firstfix.engines.dispatch.planning.why_slots import Alternative, alternative_of
from firstfix.engines.dispatch.planning.why_told import Teller

__all__ = ["TiedSlots"]

# How many visits per technician are tried as the one that gives way: each try settles the plan anew.
MOST_BUMPS = 3

_Way = tuple[int, int, int, int, list[Order]]
"""Points more than the plan, the row, who gave way, the row of that (or -1), and all orders."""


class TiedSlots:
    """A draft from which one visit is taken while it is asked; it is as it was afterwards."""

    def __init__(self, draft: Draft, stop: int) -> None:
        self.ground, self.stop, self.draft = draft.ground, stop, draft
        self.home, self.before = draft.row_of[stop], draft.orders()
        # What the search pays for a pin is no term of a plan.
        self.points = draft.points - (draft.ground.worth[stop] - draft.ground.value[stop]) * (self.home < 0)
        self.mark, self.teller = draft.mark(), Teller(draft.ground)
        self.homes = [row for row, order in enumerate(self.before) if stop in order]
        for row in self.homes:
            order = tuple(each for each in self.before[row] if each != stop)
            draft.put(row, draft.day(row, order))
            if draft.row_of[stop] == row:
                draft.row_of[stop] = -1
        self.days = list(draft.days)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the draft as it was."""
        self.draft.restore(self.mark, self.homes)

    def best_of(self, rows: Iterable[int]) -> Alternative | None:
        """Give the cheapest slot in these rows, the best of each counted anew; None where there is none."""
        return self._told(min((way for row in rows for way in self._served(row)), default=None))

    def best_bump_of(self, rows: Iterable[int], *, below: int) -> Alternative | None:
        """Give the cheapest slot in these rows that one visit of less value gives up, if under ``below``."""
        if not self.draft.may_bump(self.stop):
            return None
        openings = sorted(self._openings(rows))[:MOST_BUMPS]
        ways = (way for _points, row, at, other in openings for way in self._bumped(row, at, other))
        return self._told(min((way for way in ways if way[0] < below), default=None))

    def _told(self, way: _Way | None) -> Alternative | None:
        if way is None:
            return None
        _points, row, other, goal, orders = way
        gave_way = (other, goal) if other >= 0 else None
        same = zip(self.before, orders, strict=True)
        changed = {at: new for at, (old, new) in enumerate(same) if old != new or at in (row, goal)}
        return alternative_of(self.teller, self.before, changed, (self.stop, row), gave_way)

    def _served(self, row: int) -> Iterator[_Way]:
        draft = self.draft
        points, at = (
            draft.insertion(self.stop, row) if draft.days[row].cost < INFEASIBLE else (INFEASIBLE, -1)
        )
        if points < INFEASIBLE:
            mark = draft.mark()
            draft.serve(self.stop, row, at)
            yield from self._way(row, -1, -1)
            draft.restore(mark, range(len(self.before)))

    def _openings(self, rows: Iterable[int]) -> Iterator[tuple[int, int, int, int]]:
        draft, worth = self.draft, self.ground.worth
        for row in rows:
            day = draft.days[row]
            for other in day.order:
                if not draft.may_give_way(other) or worth[other] >= worth[self.stop]:
                    continue
                shorter = draft.day(row, tuple(each for each in day.order if each != other))
                points, at = shorter.insertion(self.stop)
                if points < INFEASIBLE:
                    points += shorter.cost - day.cost + draft.shared_change(row, gone=other, come=self.stop)
                    yield points, row, at, other

    def _bumped(self, row: int, at: int, other: int) -> Iterator[_Way]:
        draft, ground = self.draft, self.ground
        mark = draft.mark()
        draft.remove(row, {other})
        draft.serve(self.stop, row, at)
        more, goal, where = draft.cheapest(other, [each for each in ground.open_to[other] if each != row])
        if more < ground.value[other]:
            draft.serve(other, goal, where)
        yield from self._way(row, other, draft.row_of[other])
        draft.restore(mark, range(len(self.before)))

    def _way(self, row: int, other: int, goal: int) -> Iterator[_Way]:
        """Give the draft as it stands, if everything in it can be done."""
        draft = self.draft
        if draft.row_of[self.stop] >= 0 and draft.points < INFEASIBLE:
            yield draft.points - self.points, row, other, goal, draft.orders()
