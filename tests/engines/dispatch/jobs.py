"""Small random jobs, and every plan of them tried: what the search is measured against."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from random import Random

from firstfix.engines.dispatch.planning import (
    Appointment,
    Job,
    Meal,
    Needed,
    Promise,
    Shift,
    Skill,
    Technician,
    Visit,
)

__all__ = ["cheapest_points", "plain_job", "points_of_order", "several_days", "small_job"]

MINUTES = 1500
DAY = 24 * 60


def small_job(
    seed: int, *, visit_count: int = 5, technician_count: int = 2, is_published: bool = True
) -> Job:
    """Give a job with everything in it that makes planning hard, small enough to try every plan."""
    random = Random(seed)
    points = [(random.randint(0, 60), random.randint(0, 60)) for _ in range(visit_count + technician_count)]
    travel = [[abs(a[0] - b[0]) + abs(a[1] - b[1]) for b in points] for a in points]
    passed = [0]
    for _minute in range(MINUTES):
        passed.append(passed[-1] + (random.random() < 0.5))
    technicians = tuple(_technician(random, index) for index in range(technician_count))
    visits = tuple(
        _visit(random, index, technician_count + index, is_published) for index in range(visit_count)
    )
    return _with_vans(Job(technicians, visits, travel, calendars={"office": passed}), Random(seed + 1))


def plain_job(seed: int, *, visit_count: int = 5, technician_count: int = 2) -> Job:
    """Give a small job without meals or a published plan: to start earlier never costs more in it."""
    job = small_job(seed, visit_count=visit_count, technician_count=technician_count, is_published=False)
    technicians = tuple(
        replace(each, shifts=tuple(replace(shift, meal=None) for shift in each.shifts))
        for each in job.technicians
    )
    return replace(job, technicians=technicians)


def several_days(seed: int, *, visit_count: int = 8) -> Job:
    """Give a small job over two days, with a rest between them that sometimes binds."""
    job, random = small_job(seed, visit_count=visit_count), Random(seed + 2)
    technicians = tuple(
        replace(
            each,
            shifts=(each.shifts[0], _next_day(each.shifts[0])),
            rest=random.randint(DAY - 300, DAY + 30),
        )
        for each in job.technicians
    )
    passed = [*job.calendars["office"], *(job.calendars["office"][-1] for _minute in range(2 * DAY))]
    return replace(job, technicians=technicians, calendars={"office": passed})


def _with_vans(job: Job, random: Random) -> Job:
    """Give the job with vans that are sometimes full."""
    technicians = tuple(replace(each, capacity=random.choice((None, 4, 8))) for each in job.technicians)
    visits = tuple(replace(each, load=random.randint(0, 3)) for each in job.visits)
    return replace(job, technicians=technicians, visits=visits)


def _next_day(shift: Shift) -> Shift:
    meal = shift.meal
    if meal is not None:
        meal = replace(meal, earliest=meal.earliest + DAY, latest=meal.latest + DAY)
    return replace(shift, start=shift.start + DAY, end=shift.end + DAY, meal=meal)


def _technician(random: Random, index: int) -> Technician:
    start = random.randint(0, 120)
    end = start + random.randint(150, 450)
    earliest = random.randint(60, 300)
    meal = (
        Meal(earliest, earliest + random.randint(0, 120), random.randint(10, 45))
        if random.random() < 0.7
        else None
    )
    skills = tuple(Skill(name) for name in "ab" if random.random() < 0.8)
    shift = Shift(start, end, index, index, overtime=random.choice((0, 60)), meal=meal)
    return Technician(
        f"t{index}", (shift,), skills, pace=random.choice((100, 80, 130)), burden=random.randint(0, 3)
    )


def _visit(random: Random, index: int, place: int, is_published: bool) -> Visit:
    return Visit(
        f"v{index}",
        place,
        random.randint(5, 60),
        windows=_windows(random),
        all_of=(Needed(random.choice("ab")),) if random.random() < 0.4 else (),
        priority=random.randint(1, 4),
        promise=Promise(random.randint(0, 600), random.choice((None, "office")))
        if random.random() < 0.5
        else None,
        preferred=frozenset({"t0"}) if random.random() < 0.2 else frozenset(),
        is_unpopular=random.random() < 0.2,
        published=Appointment(random.choice(("t0", "t1")), random.randint(0, 400))
        if is_published and random.random() < 0.15
        else None,
    )


def _windows(random: Random) -> tuple[tuple[int, int], ...]:
    if random.random() < 0.5:
        return ()
    opens = random.randint(0, 300)
    closes = opens + random.randint(0, 200)
    if random.random() < 0.3:
        again = closes + random.randint(1, 100)
        return ((opens, closes), (again, again + random.randint(0, 100)))
    return ((opens, closes),)


def cheapest_points(job: Job) -> int:
    """Give the points of the best plan of all, by trying every one of them (two technicians at most)."""
    best: dict[tuple[int, frozenset[int]], int] = {}
    everything = range(len(job.visits))
    for index in range(len(job.technicians)):
        for size in range(len(job.visits) + 1):
            for order in permutations(everything, size):
                points = points_of_order(job, index, order)
                key = (index, frozenset(order))
                if points is not None and points < best.get(key, 1 << 60):
                    best[key] = points
    left = [job.policy.unserved[visit.priority] for visit in job.visits]
    firsts = [(done, points) for (index, done), points in best.items() if index == 0]
    seconds = [(done, points) for (index, done), points in best.items() if index == 1] or [(frozenset(), 0)]
    return min(
        first + second + sum(left[stop] for stop in everything if stop not in done | also)
        for done, first in firsts
        for also, second in seconds
        if not done & also
    )


def points_of_order(job: Job, index: int, order: tuple[int, ...]) -> int | None:
    """Give the points of one order, at the best place for the meal; None where it cannot be done."""
    if not order:
        return 0
    capacity = job.technicians[index].capacity
    if capacity is not None and sum(job.visits[stop].load for stop in order) > capacity:
        return None
    found = [_walked(job, index, order, gap) for gap in (None, *range(len(order) + 1))]
    best = min((points for points in found if points is not None), default=None)
    return None if best is None else best + _unpopular(job, index, order)


def _unpopular(job: Job, index: int, order: tuple[int, ...]) -> int:
    """Give the price of the unpopular visits: each costs as much more as the technician had before it."""
    had, points = job.technicians[index].burden, 0
    for stop in order:
        if job.visits[stop].is_unpopular:
            points += had * job.policy.unpopular
            had += 1
    return points


def _walked(job: Job, index: int, order: tuple[int, ...], gap: int | None) -> int | None:
    technician = job.technicians[index]
    shift, policy = technician.shifts[0], job.policy
    minute, place, points = shift.start, shift.start_place, 0
    for at, goal in enumerate([*(job.visits[stop].place for stop in order), shift.end_place]):
        way = job.travel[place][goal]
        points += way * policy.travel
        arrived = _arrived(shift, minute, way) if at == gap else minute + way
        if arrived is None:
            return None
        minute, place = arrived, goal
        if at < len(order):
            start = _start(job.visits[order[at]], minute)
            price = None if start is None else _price(job, technician, job.visits[order[at]], start)
            if start is None or price is None:
                return None
            points += price
            minute = start + -(-job.visits[order[at]].minutes * technician.pace // 100)
    if minute > shift.end + shift.overtime:
        return None
    if gap is None and shift.meal is not None and shift.start <= shift.meal.latest < minute:
        return None
    return points + max(0, minute - shift.end) * policy.overtime


def _arrived(shift: Shift, minute: int, way: int) -> int | None:
    """Give when one arrives, having eaten at the goal or else before the drive."""
    meal = shift.meal
    if meal is None:
        return None
    begins = [begin for begin in range(meal.earliest, meal.latest + 1) if begin >= minute + way]
    if begins:
        return begins[0] + meal.minutes
    begins = [begin for begin in range(meal.earliest, meal.latest + 1) if begin >= minute]
    return begins[0] + meal.minutes + way if begins else None


def _start(visit: Visit, minute: int) -> int | None:
    starts = [max(minute, opens) for opens, closes in visit.windows if max(minute, opens) <= closes]
    return min(starts, default=None) if visit.windows else minute


def _price(job: Job, technician: Technician, visit: Visit, start: int) -> int | None:
    policy, points = job.policy, 0
    if not {needed.name for needed in visit.all_of} <= {skill.name for skill in technician.skills}:
        return None
    if visit.promise is not None and start > visit.promise.due:
        passed = job.calendars["office"]
        late = start - visit.promise.due
        if visit.promise.calendar is not None:
            late = passed[start] - passed[visit.promise.due]
        points += policy.late[visit.priority] * late
    if visit.preferred and technician.id not in visit.preferred:
        points += policy.not_preferred
    if visit.published is not None:
        moved = abs(start - visit.published.start)
        points += policy.moved_minute * moved if moved > policy.unmoved_minutes else 0
        points += policy.other_technician if visit.published.technician != technician.id else 0
    return points
