"""What a measure may ask beyond one case: the other cases, the log's end, the order of priorities."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from math import inf
from operator import itemgetter
from typing import Final

from firstfix.engines.scorecard.event import CANCELLED
from firstfix.engines.scorecard.history import History
from firstfix.engines.scorecard.log import Log
from firstfix.engines.scorecard.moments import MomentReader

DAY: Final = 86_400
# How many of the priorities from the top are high (P1 and P2; Sev1 and Sev2 in kpis.md).
_HIGH_COUNT: Final = 2
# S2-K10 watches the five largest categories.
_TOP_COUNT: Final = 5
# Open hours of a calendar between two moments, ``None`` where it does not hold (see ``open_hours``).
OpenHours = Callable[[int, int], float | None]


class Ground:
    """The log around a case, asked by measures; everything is reckoned once and kept."""

    def __init__(self, log: Log, histories: Sequence[History], open_hours: OpenHours | None = None) -> None:
        self._open_hours = open_hours
        self._places = {name: place for place, name in enumerate(log.attributes)}
        self._ranks = {word: rank for rank, word in enumerate(log.mapping.priorities, 1)}
        self._moments = MomentReader(log.mapping.time_format)
        self._histories = histories
        self._high: dict[tuple[str, str], bool | None] = {}
        self._following: dict[tuple[str, ...], dict[str, float]] = {}

    @cached_property
    def ends_at(self) -> int:
        """Give the moment of the log's last event."""
        return max((history.last_at for history in self._histories), default=0)

    @cached_property
    def cancelled_places(self) -> Sequence[int]:
        """Give the places of the cases that were cancelled, or merged, when the log ended."""
        return [place for place, one in enumerate(self._histories) if one.final_kind == CANCELLED]

    @cached_property
    def top_categories(self) -> frozenset[str]:
        """Give the largest categories, by their cases."""
        counts = Counter(self.texts("category"))
        counts.pop("", None)
        return frozenset(name for name, _ in counts.most_common(_TOP_COUNT))

    def text(self, history: History, name: str) -> str:
        """Give an attribute as the case's last event has it, or "" where the log has none."""
        place = self._places.get(name, -1)
        return history.told[place] if place >= 0 else ""

    def texts(self, name: str) -> list[str]:
        """Give the same of every case."""
        place = self._places.get(name, -1)
        return [history.told[place] if place >= 0 else "" for history in self._histories]

    def first_text(self, history: History, name: str) -> str:
        """Give an attribute as the case's first event has it."""
        place = self._places.get(name, -1)
        return history.known_at_first[place] if place >= 0 else ""

    def due_at(self, history: History) -> int | None:
        """Give the moment by which the case was due, as its last event has it."""
        text = self.text(history, "due_at")
        return self._moments.read(text) if text else None

    def open_hours(self, first: int, last: int) -> float | None:
        """Give the open hours of the calendar between two moments; ``None`` where it does not hold."""
        return None if self._open_hours is None else self._open_hours(first, last)

    def rank(self, priority: str) -> int | None:
        """Give 1 for the highest priority, or ``None`` for a word that the mapping does not know."""
        return self._ranks.get(priority)

    def is_high(self, history: History) -> bool | None:
        """Tell whether the case was ever of high priority; lowering it later does not take it out."""
        both = history.first_priority, history.final_priority
        if both not in self._high:
            known = [rank for word in both if (rank := self.rank(word)) is not None]
            self._high[both] = min(known) <= _HIGH_COUNT if known else None
        return self._high[both]

    def days_to_next(self, history: History, *shared: str) -> float | None:
        """Give the days from a case's end to the next one opened with the same ``shared`` attributes.

        Infinity where none followed, ``None`` where the case lacks one of the attributes.
        """
        following = self._following.get(shared)
        if following is None:
            following = self._following[shared] = self._followers(shared)
        return following.get(history.case)

    def _followers(self, shared: tuple[str, ...]) -> dict[str, float]:
        """Give for each case with these attributes the days to the next one that has the same."""
        places = [self._places[name] for name in shared if name in self._places]
        if len(places) < len(shared):
            return {}
        firsts: dict[tuple[str, ...], History] = {}
        alike: dict[tuple[str, ...], list[History]] = {}
        following: dict[str, float] = {}
        pick = itemgetter(*places) if len(places) > 1 else itemgetter(*places, *places)
        for history in self._histories:
            key = pick(history.told)
            if "" not in key:
                following[history.case] = inf
                first = firsts.setdefault(key, history)
                if first is not history:
                    alike.setdefault(key, [first]).append(history)
        for group in alike.values():
            following.update(_next_openings(group))
        return following


def ended_at(history: History) -> int:
    """Give when the work on a case ended: resolved, else closed, else its last event."""
    if history.resolved_at is not None:
        return history.resolved_at
    return history.closed_at if history.closed_at is not None else history.last_at


def _next_openings(group: list[History]) -> Iterator[tuple[str, float]]:
    """Give the days to the next opening after its end, of each case that has one."""
    openings = sorted([history.opened_at for history in group])
    latest = openings[-1]
    for history in group:
        end = ended_at(history)
        # Where the order of its times is impossible, a case would follow itself.
        since = max(end, history.opened_at)
        if since < latest:
            yield history.case, (openings[bisect_right(openings, since)] - end) / DAY
