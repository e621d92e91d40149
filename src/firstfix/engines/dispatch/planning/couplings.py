"""What ties visits and days together: crews, who waits for whom, parts, and the sharing of unpopular work.

Most jobs have none of it. Then :attr:`Couplings.is_any` is False, days do not touch each other, and the plain
draft is used.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from firstfix.engines.dispatch.planning.begun import begun_days, minutes_for, pinned_places
from firstfix.engines.dispatch.planning.model import Job, Visit

__all__ = ["Couplings", "Needs", "couplings_of"]

Needs = tuple[tuple[str, int], ...]
"""Parts by name, and how many of each."""


@dataclass(frozen=True, slots=True)
class Couplings:
    """The ties of a job, visit by visit.

    ``waits`` are the visits that must be done before and ``followers`` those that wait, both without what has
    begun; ``released`` is when the last begun one of them is done. ``turn`` says in which turn a visit is put
    into a plan: pinned ones first, then who waits for nobody, then who waits for them. Where nothing
    ``binds_days``, they share unpopular work at most: none moves when another changes.
    """

    crew: tuple[int, ...]
    waits: tuple[tuple[int, ...], ...]
    followers: tuple[tuple[int, ...], ...]
    released: tuple[int, ...]
    needs: tuple[Needs, ...]
    is_unpopular: tuple[bool, ...]
    turn: tuple[int, ...]
    binds_days: bool
    is_any: bool

    def is_timed(self, stop: int) -> bool:
        """Tell whether other days decide when the visit may start."""
        return self.crew[stop] > 1 or bool(self.waits[stop]) or bool(self.followers[stop])

    def is_tied(self, stop: int) -> bool:
        """Tell whether serving the visit touches more than one day."""
        return self.is_timed(stop) or bool(self.needs[stop]) or self.is_unpopular[stop]


def couplings_of(job: Job) -> Couplings:
    """Give the ties of the job's visits."""
    visits = job.visits
    number = {visit.id: index for index, visit in enumerate(visits)}
    over = {stop for day in begun_days(job).values() for stop in day.stops}
    begun = [stop in over for stop in range(len(visits))]
    before = [tuple(number[name] for name in visit.after if name in number) for visit in visits]
    waits = tuple(
        () if begun[stop] else tuple(each for each in firsts if not begun[each])
        for stop, firsts in enumerate(before)
    )
    followers: list[list[int]] = [[] for _ in visits]
    for stop, firsts in enumerate(waits):
        for each in firsts:
            followers[each].append(stop)
    crew = tuple(1 if is_over else visit.crew for visit, is_over in zip(visits, begun, strict=True))
    needs = tuple(() if is_over else _needs(visit) for visit, is_over in zip(visits, begun, strict=True))
    binds_days = any(needs) or any(waits) or any(count > 1 for count in crew)
    unpopular = tuple(visit.is_unpopular and job.policy.unpopular > 0 for visit in visits)
    return Couplings(
        crew,
        waits,
        tuple(map(tuple, followers)),
        _released(job, before, begun),
        needs,
        unpopular,
        _turns(job, waits),
        binds_days,
        binds_days or any(unpopular),
    )


def _needs(visit: Visit) -> Needs:
    return tuple(sorted((part, count) for part, count in visit.parts.items() if count > 0))


def _released(job: Job, before: list[tuple[int, ...]], begun: list[bool]) -> tuple[int, ...]:
    done: Counter[int] = Counter()
    technicians = {technician.id: technician for technician in job.technicians}
    for stop, visit in enumerate(job.visits):
        if begun[stop] and visit.pin is not None and visit.pin.start is not None:
            crew = [technicians[name] for name, _shift in pinned_places(visit.pin) if name in technicians]
            done[stop] = visit.pin.start + max((minutes_for(visit, each) for each in crew), default=0)
    return tuple(max((done[each] for each in firsts), default=0) for firsts in before)


def _turns(job: Job, waits: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    """Give each visit its turn; a circle, which validation refuses, ends after as many steps as visits."""
    turns = [0 if visit.pin is not None else 1 for visit in job.visits]
    waiting = [stop for stop, firsts in enumerate(waits) if firsts]
    for _round in waiting:
        later = [stop for stop in waiting if turns[stop] <= max(turns[each] for each in waits[stop])]
        for stop in later:
            turns[stop] = 1 + max(turns[each] for each in waits[stop])
        if not later:
            break
    return tuple(turns)
