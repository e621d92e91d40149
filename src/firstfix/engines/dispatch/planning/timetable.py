"""When visits start that hang on more than one day: together with others, or after others are done.

Each starts at the earliest minute on which the days agree. Days are walked with what is known so far; what
another day makes later is raised, and the days are walked again until nothing moves. What goes in a circle
(two crews that each come first in one day) rises until it fits into no window: it cannot be done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from firstfix.engines.dispatch.planning.ground import NEVER, Ground
from firstfix.engines.dispatch.planning.schedule import stops_of_day
from firstfix.engines.dispatch.planning.timing import Order

__all__ = ["Holds", "Timetable"]

Holds = tuple[int, int]
"""The earliest and the latest start that leave the other days as they are."""

# A chain settles in as many rounds as it is long; this is for circles that would rise minute by minute.
MOST_ROUNDS = 100

Members = Mapping[int, tuple[int, ...]]
"""Each visit that hangs on other days, and the rows that have it."""

Span = tuple[int, int]


class Timetable:
    """Settles the starts of visits that hang on several days, by narrowing windows of a held ground."""

    def __init__(self, ground: Ground, route_of: Callable[[int], Order | None]) -> None:
        self.ground, self.ties, self.route_of = ground, ground.ties, route_of

    def settle(self, members: Members) -> tuple[dict[int, Holds], dict[int, int]]:
        """Give the windows to hold and when each visit is done; windows that never open if it cannot be."""
        lows = dict.fromkeys(members, 0)
        for stop in members:
            self.ground.hold(stop, 0)
        rows = sorted({row for those in members.values() for row in those})
        spans: dict[tuple[int, int], Span] = {}
        for _round in range(MOST_ROUNDS):
            if not self._walk(rows, members, spans):
                break
            raised = [stop for stop in members if self._raise(stop, members, lows, spans)]
            if not raised:
                return self._held(members, lows, spans), _done(members, spans)
            rows = sorted({row for stop in raised for row in members[stop]})
        for stop in members:
            self.ground.hold(stop, NEVER, NEVER)
        return dict.fromkeys(members, (NEVER, NEVER)), {}

    def _walk(self, rows: list[int], members: Members, spans: dict[tuple[int, int], Span]) -> bool:
        """Settle start and end of each visit in these rows; False where a row cannot be done."""
        for row in rows:
            route = self.route_of(row)
            stops = None if route is None else stops_of_day(self.ground, row, route)
            if stops is None:
                return False
            for stop in stops:
                if stop.visit in members:
                    spans[row, stop.visit] = (stop.starts, stop.done)
        return True

    def _raise(
        self,
        stop: int,
        members: Members,
        lows: dict[int, int],
        spans: dict[tuple[int, int], Span],
    ) -> bool:
        """Raise the earliest start to what other days ask for, and tell whether it was lower."""
        before = (spans[row, each][1] for each in self.ties.waits[stop] for row in members.get(each, ()))
        low = max(before, default=0)
        if self.ties.crew[stop] > 1:
            low = max(low, *(spans[row, stop][0] for row in members[stop]))
        if low <= min(spans[row, stop][0] for row in members[stop]):
            lows[stop] = max(lows[stop], low)
            return False
        lows[stop] = low
        self.ground.hold(stop, low)
        return True

    def _held(
        self, members: Members, lows: dict[int, int], spans: dict[tuple[int, int], Span]
    ) -> dict[int, Holds]:
        """Narrow each window so that no change of one day moves another."""
        holds: dict[int, Holds] = {}
        for stop, rows in members.items():
            if self.ties.crew[stop] > 1:
                holds[stop] = (spans[rows[0], stop][0],) * 2
                continue
            work = self.ground.minutes[rows[0]][stop]
            followers = [each for each in self.ties.followers[stop] if each in members]
            late = min((spans[row, each][0] for each in followers for row in members[each]), default=NEVER)
            holds[stop] = (lows[stop], late - work if followers else NEVER)
        for stop, hold in holds.items():
            self.ground.hold(stop, *hold)
        return holds


def _done(members: Members, spans: dict[tuple[int, int], Span]) -> dict[int, int]:
    return {stop: max(spans[row, stop][1] for row in rows) for stop, rows in members.items()}
