"""What customers were told binds a plan: nobody is there before the time that was said, without need.

The search starts each visit as early as one can, because no other price falls as time goes on. A visit that
was told for eleven, and stands at nine because the one before it was cancelled, is a call to make for
nothing: here its start is held where it was told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.model import Job, Visit
from firstfix.engines.dispatch.planning.plan import Plan, told_plan
from firstfix.engines.dispatch.planning.policy import Policy
from firstfix.engines.dispatch.planning.repair import orders_of
from firstfix.engines.dispatch.planning.timing import cost_of_row

__all__ = [
    "as_planned",
    "as_told",
    "dear_to_take_back",
    "held_back",
    "price_of_taking_back",
    "windows_from",
]


def as_told(job: Job) -> Job:
    """Give the job in which no visit starts before what was told, unless that would be late."""
    return _with_held(job, {visit.id for visit in job.visits if _keeps_its_promise(visit)})


def held_back(job: Job, plan: Plan) -> Job:
    """Give the job with those visits of a plan held at what was told that cost less when they wait for it."""
    ground = Ground(job)
    return _with_held(
        job, set(_held_together(ground, plan) if ground.ties.binds_days else _held_alone(ground, plan))
    )


def as_planned(job: Job, plan: Plan) -> Job:
    """Give the job in which what a plan lets wait starts no earlier than planned.

    Raises ValueError for a plan that cannot be done.
    """
    ground = Ground(job)
    soonest = {
        each.visit: each.starts
        for day in told_plan(ground, orders_of(ground, plan)).days
        for each in day.visits
    }
    planned = {each.visit: each.starts for day in plan.days for each in day.visits}
    waits = {name: starts for name, starts in planned.items() if soonest.get(name, starts) < starts}
    end = _end(job)
    visits = (_from(visit, waits[visit.id], end) if visit.id in waits else visit for visit in job.visits)
    return replace(job, visits=tuple(visits))


def dear_to_take_back(job: Job) -> Job:
    """Give the job in which leaving out what was told costs more than any other time or face for it.

    Else a visit of little worth would be dropped to save the call that moves it.
    """
    policy = job.policy
    more = price_of_taking_back(policy, horizon_minutes=_end(job))

    def dearer(visit: Visit) -> Visit:
        worth = policy.worth_of(visit.priority, visit.value)
        return visit if visit.published is None else replace(visit, value=worth + more)

    return replace(job, visits=tuple(map(dearer, job.visits)))


def price_of_taking_back(policy: Policy, *, horizon_minutes: int) -> int:
    """Give the points that no other time and no other face of a visit that was told can cost more."""
    return policy.other_technician + policy.moved_minute * horizon_minutes


def windows_from(windows: tuple[tuple[int, int], ...], told: int) -> tuple[tuple[int, int], ...]:
    """Give the windows from the minute that was told on, as they are where none is left.

    Who is told ten is not there at eight.
    """
    return tuple((max(opens, told), closes) for opens, closes in windows if closes >= told) or windows


def _keeps_its_promise(visit: Visit) -> bool:
    told, promise = visit.published, visit.promise
    return told is not None and (promise is None or told.start <= promise.due)


def _with_held(job: Job, names: set[str]) -> Job:
    """Give the job with these visits held at what was told."""
    end = _end(job)
    visits = (
        _from(visit, visit.published.start, end) if visit.id in names and visit.published else visit
        for visit in job.visits
    )
    return replace(job, visits=tuple(visits))


def _from(visit: Visit, start: int, end: int) -> Visit:
    """Give the visit with its windows from a start on; as it is where none is left or it is pinned."""
    if visit.pin is not None and visit.pin.start is not None:
        return visit
    windows = visit.windows or ((0, end),)
    later = windows_from(windows, start)
    return visit if later == windows else replace(visit, windows=later)


def _end(job: Job) -> int:
    """Give the minute after which nobody works."""
    ends = (shift.end + shift.overtime for each in job.technicians for shift in each.shifts)
    return max(ends, default=0)


def _held_alone(ground: Ground, plan: Plan) -> Iterator[str]:
    """Hold one visit after the other, the last of a day first, where its day gets cheaper."""
    held, early = ground.held(), set(_early(ground, plan))
    for row, order in enumerate(orders_of(ground, plan)):
        points = cost_of_row(held, row, order)
        for stop in reversed(order):
            visit = ground.job.visits[stop]
            if visit.id not in early or visit.published is None:
                continue
            held.hold(stop, visit.published.start)
            waiting = cost_of_row(held, row, order)
            if waiting < points:
                points = waiting
                yield visit.id
            else:
                held.hold(stop, 0)


def _held_together(ground: Ground, plan: Plan) -> Iterator[str]:
    """Hold all of them or none where days wait for each other: the whole plan is counted."""
    job, early = ground.job, set(_early(ground, plan))
    together = _with_held(job, early)
    try:
        waiting = told_plan(Ground(together), orders_of(ground, plan))
    except ValueError:  # Somebody would come too late after waiting.
        return
    if waiting.points < plan.points:
        yield from early


def _early(ground: Ground, plan: Plan) -> Iterator[str]:
    """Give what starts earlier than told, by more than goes unnoticed."""
    unnoticed = ground.job.policy.unmoved_minutes
    for day in plan.days:
        for planned in day.visits:
            told = ground.told[ground.number[planned.visit]]
            if planned.starts < told - unnoticed:
                yield planned.visit
