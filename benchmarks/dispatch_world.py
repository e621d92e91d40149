"""Time that runs on over a published plan: what has started begins, parts are used up, meals are had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from firstfix.engines.dispatch.planning import Job, Pin, Plan, PlannedDay, Visit

__all__ = ["DAY", "World", "has_begun", "is_over", "run_on", "where_pinned"]

DAY = 24 * 60
# Who is nearly done eating is taken for done.
MEAL_SLACK = 15


@dataclass(slots=True)
class World:
    """A published plan in the middle of its days."""

    job: Job
    plan: Plan
    random: Random
    number: int = 0


def run_on(world: World) -> None:
    """Let some minutes pass: what starts in them begins, and its parts are used up."""
    random, job = world.random, world.job
    now = job.now + random.randint(0, 40)
    if not any(job.now < each.starts < job.now + 12 * 60 for day in world.plan.days for each in day.visits):
        # Nothing is left to do today.
        now = job.now + DAY - job.now % DAY + 7 * 60
    pins = _begun_pins(world, now)
    job = _fed(world, now)
    visits = tuple(
        replace(visit, pin=pins[visit.id]) if visit.id in pins else _unpinned(visit, now)
        for visit in job.visits
    )
    world.job = _used_up(replace(job, visits=visits, now=now), world.plan, job.now, now, set(pins))


def _begun_pins(world: World, now: int) -> dict[str, Pin]:
    """Give the pin of each visit that starts before ``now``, or that somebody is on the way to by then."""
    places = where_pinned(world)
    names = {each.visit for day in world.plan.days for each in day.visits if each.starts < now}
    names |= {name for day in world.plan.days for name in _under_way(world, day, now)}
    begun = {visit.id for visit in world.job.visits if has_begun(visit, world.job.now)}
    return {name: places[name] for name in sorted(names - begun)}


def _under_way(world: World, day: PlannedDay, now: int) -> Iterator[str]:
    """Give the visit to which this technician has left before ``now``, unless by a depot or after a meal."""
    coming = [at for at, each in enumerate(day.visits) if each.starts >= now]
    if not coming:
        return
    at = coming[0]
    technician = next(each for each in world.job.technicians if each.id == day.technician)
    places = {visit.id: visit.place for visit in world.job.visits}
    left = day.visits[at - 1].done if at else technician.shifts[day.shift].start
    place = places[day.visits[at - 1].visit] if at else technician.shifts[day.shift].start_place
    goal = day.visits[at]
    is_straight = goal.arrives - world.job.travel[place][places[goal.visit]] == left
    if left < now and is_straight:
        yield goal.visit


def _fed(world: World, now: int) -> Job:
    """Give the job without the meals that have been had."""
    fed = {
        (day.technician, day.shift)
        for day in world.plan.days
        if day.meal is not None and day.meal.ends <= now + MEAL_SLACK
    }
    technicians = tuple(
        replace(
            each,
            shifts=tuple(
                replace(shift, meal=None) if (each.id, number) in fed else shift
                for number, shift in enumerate(each.shifts)
            ),
        )
        for each in world.job.technicians
    )
    return replace(world.job, technicians=technicians)


def _unpinned(visit: Visit, now: int) -> Visit:
    """Take off a pin to a minute that has passed without the visit."""
    pin = visit.pin
    if pin is None or pin.start is None or pin.start >= now or visit.published is not None:
        return visit
    return replace(visit, pin=None)


def _used_up(job: Job, plan: Plan, before: int, now: int, begun: set[str]) -> Job:
    """Give the job with the parts moved that were fetched or used between two minutes."""
    vans = {each.id: Counter(each.van_stock) for each in job.technicians}
    depots = {each.id: Counter(each.stock) for each in job.depots}
    brought: set[str] = set()
    visits = {visit.id: visit for visit in job.visits}
    order = {each.id: index for index, each in enumerate(job.technicians)}
    for day in sorted(plan.days, key=lambda day: order[day.technician]):
        out = day.pick_up
        if out is not None and before <= out.arrives < now:
            vans[day.technician].update(dict(out.parts))
            depots[out.depot].subtract(dict(out.parts))
        for each in day.visits:
            if each.visit in begun and each.visit not in brought:
                brought.add(each.visit)
                vans[day.technician].subtract(visits[each.visit].parts)
    return replace(
        job,
        technicians=tuple(replace(each, van_stock=_at_least_none(vans[each.id])) for each in job.technicians),
        depots=tuple(replace(each, stock=_at_least_none(depots[each.id])) for each in job.depots),
    )


def _at_least_none(stock: Counter[str]) -> dict[str, int]:
    return {part: max(0, count) for part, count in sorted(stock.items())}


def is_over(world: World) -> bool:
    """Tell whether the last day of the job is over."""
    ends = [shift.end for each in world.job.technicians for shift in each.shifts]
    return world.job.now >= max(ends, default=0)


def where_pinned(world: World) -> dict[str, Pin]:
    """Give a pin for each planned visit to where and when it stands."""
    places: dict[str, Pin] = {}
    for day in world.plan.days:
        for each in day.visits:
            pin = places.get(each.visit)
            places[each.visit] = (
                Pin(day.technician, day.shift, each.starts)
                if pin is None
                else replace(pin, crew=(*pin.crew, (day.technician, day.shift)))
            )
    return places


def has_begun(visit: Visit, now: int) -> bool:
    """Tell whether the visit started before now."""
    return visit.pin is not None and visit.pin.start is not None and visit.pin.start < now
