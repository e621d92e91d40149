"""Which customers will be missed, given what has happened so far: early enough to tell them.

``forecast_lateness(job, plan, events, now=...)`` walks the rest of the plan (``forecast_walk.py``). For every
visit that will miss its window or its promise it says by how much, how sure that is, since when it is known,
and who else could take it.

How sure: *likely* is what comes of the planned lengths of what remains. It is *sure* where the visit is late
even if all of them are short, and *possible* where it is late only if all of them are long. Short and long
are the spread that was given; without one, short is no time at all, and long is as planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from firstfix.engines.dispatch.planning.forecast_events import Event, so_far
from firstfix.engines.dispatch.planning.forecast_missed import Missed, missed
from firstfix.engines.dispatch.planning.forecast_sentences import late_sentences
from firstfix.engines.dispatch.planning.forecast_takers import Rest, Taker
from firstfix.engines.dispatch.planning.forecast_walk import Expected, expected
from firstfix.engines.dispatch.planning.model import Job
from firstfix.engines.dispatch.planning.plan import Plan
from firstfix.engines.dispatch.planning.why_words import Said

__all__ = ["Forecast", "LateVisit", "Sureness", "forecast_lateness"]

NO_SPREAD: Mapping[str, tuple[int, int]] = {}


class Sureness(StrEnum):
    """How sure it is that a visit is late."""

    SURE = "sure"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class LateVisit:
    """One visit that will miss its window, its promise or both by more than the plan does.

    ``window_minutes`` are minutes after the window's end, ``promise_minutes`` minutes of the promise's own
    calendar beyond what was planned. Start and minutes are those of the planned lengths, of a *possible* one
    those of the long ones. ``known_since`` is the minute from which on it was as sure as it is, ``takers``
    who else could be there in time or at least less late, cheapest first.
    """

    visit: str
    technician: str
    shift: int
    planned_start: int
    expected_start: int
    window_minutes: int
    promise_minutes: int
    sureness: Sureness
    known_since: int
    takers: tuple[Taker, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """How the rest of the plan goes: every visit that is not finished, and those that will be late."""

    now: int
    expected: tuple[Expected, ...]
    late: tuple[LateVisit, ...]


def forecast_lateness(
    job: Job,
    plan: Plan,
    events: Iterable[Event],
    *,
    now: int,
    spread: Mapping[str, tuple[int, int]] = NO_SPREAD,
) -> Forecast:
    """Give how the rest of the plan goes from ``now`` on, and who will be missed.

    ``spread`` gives for a visit how long it takes when it goes well and when it does not, in minutes of the
    planned technician, such as the first and ninth tenth of what such visits took.
    """
    view = _View(job, plan, tuple(events), spread)
    late = tuple(sorted(view.late(now), key=lambda each: (each.expected_start, each.visit)))
    return Forecast(now, view.expected(now, Sureness.LIKELY), late)


class _View:
    """The plan as seen at any minute up to now."""

    def __init__(
        self, job: Job, plan: Plan, events: tuple[Event, ...], spread: Mapping[str, tuple[int, int]]
    ) -> None:
        self.job, self.plan, self.events = job, plan, events
        self.visits = {visit.id: visit for visit in job.visits}
        self.planned = {each.visit: each.starts for day in plan.days for each in day.visits}
        self.minutes: dict[Sureness, dict[str, int]] = {
            Sureness.SURE: {visit: spread.get(visit, (0, 0))[0] for visit in self.planned},
            Sureness.LIKELY: {},
            Sureness.POSSIBLE: {visit: long for visit, (_short, long) in spread.items()},
        }
        self._seen: dict[tuple[int, Sureness], tuple[Expected, ...]] = {}

    def expected(self, now: int, sureness: Sureness) -> tuple[Expected, ...]:
        """Give how the rest goes as seen at a minute."""
        key = (now, sureness)
        if key not in self._seen:
            known = so_far(self.job, self.plan, self.events, now)
            self._seen[key] = expected(self.job, self.plan, known, self.minutes[sureness])
        return self._seen[key]

    def late(self, now: int) -> Iterator[LateVisit]:
        """Give the visits that will be late, each once, as surely as it is."""
        told: set[str] = set()
        rest: Rest | None = None
        for sureness in Sureness:
            for each in self._late_ones(now, sureness):
                if each.visit not in told:
                    told.add(each.visit)
                    rest = rest or self._rest(now)
                    yield self._told(each, sureness, now, rest)

    def _rest(self, now: int) -> Rest:
        known = so_far(self.job, self.plan, self.events, now)
        return Rest(self.job, self.plan, known, self.expected(now, Sureness.LIKELY))

    def _late_ones(self, now: int, sureness: Sureness) -> list[Expected]:
        known = so_far(self.job, self.plan, self.events, now)
        return [
            each
            for each in self.expected(now, sureness)
            if each.visit not in known.started and self._missed(each.visit, each.starts).is_any
        ]

    def _missed(self, visit: str, starts: int) -> Missed:
        return missed(self.job, self.visits[visit], planned=self.planned[visit], starts=starts)

    def _told(self, late: Expected, sureness: Sureness, now: int, rest: Rest) -> LateVisit:
        """Tell one late visit with the planned lengths of what remains, or the long ones if need be."""
        if sureness is Sureness.SURE:
            likely = self.expected(now, Sureness.LIKELY)
            here = (late.visit, late.technician)
            late = next(each for each in likely if (each.visit, each.technician) == here)
        miss, since = self._missed(late.visit, late.starts), self._known_since(late.visit, sureness, now)
        takers = tuple(
            taker
            for taker in rest.takers_of(late.visit, late.technician)
            if _minutes(self._missed(late.visit, taker.spot.starts)) < _minutes(miss)
        )
        starts = {"planned": self.planned[late.visit], "expected": late.starts, "known": since}
        return LateVisit(
            late.visit,
            late.technician,
            late.shift,
            self.planned[late.visit],
            late.starts,
            miss.window_minutes,
            miss.promise_minutes,
            sureness,
            since,
            takers,
            late_sentences(late.visit, starts, miss, sureness, takers),
        )

    def _known_since(self, visit: str, sureness: Sureness, now: int) -> int:
        """Give the first minute since which it has been so without interruption.

        While nothing happens, time alone makes things only later: halving finds the minute.
        """
        times = sorted({self.job.now, *(each.at for each in self.events if self.job.now < each.at <= now)})
        late_at = now
        for at in reversed(times):
            if not self._is_late(visit, sureness, at):
                return self._first_late(visit, sureness, at, late_at)
            late_at = at
            if at == times[0] or not self._is_late(visit, sureness, at - 1):
                return at
            late_at = at - 1
        return late_at

    def _first_late(self, visit: str, sureness: Sureness, before: int, late_at: int) -> int:
        while late_at - before > 1:
            middle = (before + late_at) // 2
            if self._is_late(visit, sureness, middle):
                late_at = middle
            else:
                before = middle
        return late_at

    def _is_late(self, visit: str, sureness: Sureness, now: int) -> bool:
        return any(
            each.visit == visit and self._missed(visit, each.starts).is_any
            for each in self.expected(now, sureness)
        )


def _minutes(miss: Missed) -> int:
    return miss.window_minutes + miss.promise_minutes
