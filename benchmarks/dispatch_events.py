"""Days that go wrong: random events on published plans, each repaired with a fixed budget and checked.

``run_events(10_000)`` gives what the checker found and how much was moved. Time runs on between events: what
has started by then has begun, parts that were used or fetched lie no longer where they lay, and when the last
day is over the next region begins. Everything follows from the seed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from random import Random

from benchmarks.dispatch_region import region
from benchmarks.dispatch_world import DAY, World, has_begun, is_over, run_on, where_pinned

from firstfix.engines.dispatch.planning import (
    Depot,
    Iterations,
    Job,
    Pin,
    Plan,
    Promise,
    Visit,
    check_plan,
    make_plan,
    problems_of,
    told_plan,
)
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.repair import published, repair

__all__ = ["EventsRun", "happen", "run_events", "tied_region"]

# Days are published when they are good: what is repaired is not improved for its own sake.
FIRST_ITERATIONS = 400
PARTS = ("fan", "card", "supply")
# Of all visits: for two people, after another visit, with a part, unpopular. Made up: a region where ties are
# common but not the rule.
CREW_SHARE, AFTER_SHARE, PARTS_SHARE, UNPOPULAR_SHARE = 0.05, 0.08, 0.15, 0.1


@dataclass(slots=True)
class EventsRun:
    """What many events came to: faults by their words, events by kind, and what the repairs moved."""

    event_count: int = 0
    faults: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    unfrozen_count: int = 0
    moved_count: int = 0
    unserved_count: int = 0

    @property
    def moved_share(self) -> float:
        """Give the share of visits not begun that got other hands or another quarter of an hour."""
        return self.moved_count / max(1, self.unfrozen_count)


def run_events(
    count: int,
    *,
    seed: int = 0,
    iterations: int = 20,
    first_iterations: int = FIRST_ITERATIONS,
    technician_count: int = 8,
    visit_count: int = 40,
) -> EventsRun:
    """Give what came of so many events on two days, each repaired with so many iterations."""
    run, random = EventsRun(), Random(seed)
    world: World | None = None
    while run.event_count < count:
        if world is None or is_over(world):
            job = tied_region(
                random.randrange(1 << 30),
                technician_count=technician_count,
                day_count=2,
                visit_count=visit_count,
            )
            plan = make_plan(job, Iterations(first_iterations))
            world = World(published(job, plan), plan, random)
        happen(world, run, iterations=iterations)
    return run


def tied_region(seed: int, *, technician_count: int, day_count: int, visit_count: int) -> Job:
    """Give a region with crews, waiting, parts and unpopular work in it."""
    job = region(seed, technician_count=technician_count, day_count=day_count, visit_count=visit_count)
    random = Random(seed)
    visits = tuple(_tied(random, visit, job.visits[:index]) for index, visit in enumerate(job.visits))
    technicians = tuple(
        replace(each, van_stock={part: random.randint(0, 3) for part in PARTS}, burden=random.randint(0, 3))
        for each in job.technicians
    )
    depots = tuple(
        Depot(f"depot {index}", random.randrange(len(job.travel)), dict.fromkeys(PARTS, visit_count // 8))
        for index in range(2)
    )
    return replace(job, visits=visits, technicians=technicians, depots=depots)


def happen(world: World, run: EventsRun, *, iterations: int) -> None:
    """Let time run on and something happen, repair the plan, check it, and publish it."""
    run_on(world)
    kind = world.random.choices(list(_EVENTS), weights=_WEIGHTS)[0]
    _EVENTS[kind](world)
    world.number += 1
    ground = Ground(world.job)
    found = list(repair(ground, world.plan, Iterations(iterations), seed=world.number))
    plan = told_plan(ground, found[-1].orders)
    run.event_count += 1
    run.kinds[kind] += 1
    run.faults.extend(f"{kind}: {fault}" for fault in _faults(world.job, plan))
    _count_moves(world, plan, run)
    world.job, world.plan = published(world.job, plan), plan


def _tied(random: Random, visit: Visit, before: tuple[Visit, ...]) -> Visit:
    crew = 2 if random.random() < CREW_SHARE else 1
    after = (random.choice(before).id,) if before and random.random() < AFTER_SHARE else ()
    parts = {random.choice(PARTS): random.randint(1, 2)} if random.random() < PARTS_SHARE else {}
    return replace(visit, crew=crew, after=after, parts=parts, is_unpopular=random.random() < UNPOPULAR_SHARE)


def _faults(job: Job, plan: Plan) -> Iterator[str]:
    yield from problems_of(job)
    checked = check_plan(job, plan)
    yield from checked.faults
    if checked.terms != plan.terms:
        yield "the plan's terms are not what the checker counts."


def _count_moves(world: World, plan: Plan, run: EventsRun) -> None:
    unmoved = world.job.policy.unmoved_minutes
    before, after = _where(world.plan), _where(plan)
    begun = {visit.id for visit in world.job.visits if has_begun(visit, world.job.now)}
    for name, (who, start) in before.items():
        if name in begun:
            continue
        run.unfrozen_count += 1
        now_who, now_start = after.get(name, (frozenset(), 0))
        run.moved_count += now_who != who or abs(now_start - start) > unmoved
    run.unserved_count += len(plan.unserved)


def _where(plan: Plan) -> dict[str, tuple[frozenset[str], int]]:
    where: dict[str, tuple[frozenset[str], int]] = {}
    for day in plan.days:
        for each in day.visits:
            who, _start = where.get(each.visit, (frozenset[str](), 0))
            where[each.visit] = (who | {day.technician}, each.starts)
    return where


def _sick(world: World) -> None:
    """Somebody goes home: what is in hand is finished, nothing more is begun."""
    sick = world.random.choice(world.job.technicians)
    now = world.job.now
    shifts = tuple(
        shift if shift.end <= now else replace(shift, end=max(shift.start, now), overtime=0, meal=None)
        for shift in sick.shifts
    )
    technicians = tuple(
        replace(sick, shifts=shifts) if each is sick else each for each in world.job.technicians
    )
    visits = tuple(
        replace(visit, pin=None) if _is_pinned_to(visit, sick.id, now) else visit
        for visit in world.job.visits
    )
    world.job = replace(world.job, technicians=technicians, visits=visits)


def _is_pinned_to(visit: Visit, name: str, now: int) -> bool:
    if visit.pin is None or has_begun(visit, now):
        return False
    return name in {visit.pin.technician, *(who for who, _shift in visit.pin.crew)}


def _overrun(world: World) -> None:
    """A visit in hand takes longer."""
    _change_one(
        world,
        _is_in_hand,
        lambda visit: replace(visit, minutes=visit.minutes + world.random.randint(10, 120)),
    )


def _no_access(world: World) -> None:
    """Nobody opens: the visit in hand ends, and somebody has to come again the next day."""
    visit = _one(world, _is_in_hand)
    if visit is None or visit.pin is None or visit.pin.start is None:
        return
    now, tomorrow = world.job.now, (world.job.now // DAY + 1) * DAY
    again = replace(
        visit,
        id=f"{visit.id} again {world.number}",
        windows=((tomorrow + 8 * 60, tomorrow + 17 * 60),),
        pin=None,
        published=None,
        after=(),
    )
    ended = replace(visit, minutes=max(1, (now - visit.pin.start) * 100 // _slowest(world, visit.pin)))
    world.job = replace(
        world.job, visits=(*(ended if each is visit else each for each in world.job.visits), again)
    )


def _slowest(world: World, pin: Pin) -> int:
    names = {pin.technician, *(name for name, _shift in pin.crew)}
    return max(each.pace for each in world.job.technicians if each.id in names)


def _emergency(world: World) -> None:
    """A P1 comes in: due within four hours, where somebody has called before."""
    model = world.random.choice(world.job.visits)
    now = world.job.now
    visit = Visit(
        f"emergency {world.number}",
        model.place,
        world.random.choice((30, 60, 90)),
        all_of=model.all_of,
        priority=1,
        promise=Promise(now + world.random.randint(60, 240)),
    )
    world.job = replace(world.job, visits=(*world.job.visits, visit))


def _part_delayed(world: World) -> None:
    """What a visit needs arrives later: it cannot start before."""
    late = world.job.now + world.random.randint(60, 600)

    def wait(visit: Visit) -> Visit:
        windows = tuple((max(opens, late), closes) for opens, closes in visit.windows if closes >= late)
        return replace(visit, windows=windows or ((late, late + 2 * DAY),), pin=None)

    _change_one(world, _is_to_come, wait)


def _pinned(world: World) -> None:
    """A dispatcher pins a visit where it stands, some to the minute."""
    places = where_pinned(world)
    to_minute = world.random.random() < 0.5
    _change_one(
        world,
        lambda world, visit: _is_to_come(world, visit) and visit.id in places,
        lambda visit: replace(
            visit, pin=places[visit.id] if to_minute else replace(places[visit.id], start=None)
        ),
    )


def _nothing(world: World) -> None:
    """Time only runs on."""


def _is_in_hand(world: World, visit: Visit) -> bool:
    """Tell whether somebody is at work at it now."""
    now = world.job.now
    if visit.pin is None or visit.pin.start is None or visit.pin.start >= now:
        return False
    done = visit.pin.start + -(-visit.minutes * _slowest(world, visit.pin) // 100)
    return done > now


def _is_to_come(world: World, visit: Visit) -> bool:
    return not has_begun(visit, world.job.now)


def _one(world: World, may: Callable[[World, Visit], bool]) -> Visit | None:
    visits = [visit for visit in world.job.visits if may(world, visit)]
    return world.random.choice(visits) if visits else None


def _change_one(world: World, may: Callable[[World, Visit], bool], change: Callable[[Visit], Visit]) -> None:
    visit = _one(world, may)
    if visit is not None:
        world.job = replace(
            world.job, visits=tuple(change(each) if each is visit else each for each in world.job.visits)
        )


_EVENTS: dict[str, Callable[[World], None]] = {
    "sick engineer": _sick,
    "overrun": _overrun,
    "no access": _no_access,
    "new P1": _emergency,
    "part delayed": _part_delayed,
    "pinned by hand": _pinned,
    "time runs on": _nothing,
}
# Somebody falls ill once in a while, or nobody is left to plan for.
_WEIGHTS = [1 if kind == "sick engineer" else 5 for kind in _EVENTS]
