"""A made-up region for the dispatch benchmarks: technicians at home in towns, visits around towns, and haste.

Forty technicians, three days and four hundred visits by default, as the figures of the benchmark ask;
everything follows from the seed. Ten points are a minute of driving.
"""

from __future__ import annotations

from random import Random

from firstfix.engines.dispatch.planning.model import (
    Job,
    Meal,
    Needed,
    Promise,
    Shift,
    Skill,
    Technician,
    Visit,
)
from firstfix.engines.dispatch.travel import Place, travel_minutes

__all__ = ["region"]

DAY = 24 * 60
SKILLS = ("routing", "switching", "wireless", "voice", "power", "cooling", "storage", "fibre")
# Minutes after midnight: early, normal and late days.
PATTERNS = ((7 * 60, 15 * 60 + 30), (8 * 60, 16 * 60 + 30), (10 * 60, 18 * 60 + 30))
ABSENT_SHARE = 0.05
OFFICE = (8 * 60, 18 * 60)
MEAL = (11 * 60 + 30, 13 * 60 + 30, 30)
PRIORITIES = (1,) * 5 + (2,) * 20 + (3,) * 50 + (4,) * 25
# Service minutes until due, from the morning of the first day.
DUE_MINUTES = {1: (60, 360), 2: (120, 720), 3: (300, 1200), 4: (900, 2400)}
DURATIONS = (20, 30, 30, 45, 45, 60, 60, 75, 90, 120)


def region(seed: int, *, technician_count: int = 40, day_count: int = 3, visit_count: int = 400) -> Job:
    """Give the job of one seed."""
    random = Random(seed)
    towns = [
        (random.uniform(47.6, 48.6), random.uniform(7.6, 9.2), random.choice((1, 1, 2, 4))) for _ in range(14)
    ]
    homes = [_near_a_town(random, towns) for _ in range(technician_count)]
    sites = [_near_a_town(random, towns) for _ in range(visit_count)]
    places = homes + sites
    travel = [[travel_minutes(start, end) for end in places] for start in places]
    technicians = _technicians(random, technician_count, day_count)
    visits = tuple(
        _visit(random, number, technician_count + number, day_count) for number in range(visit_count)
    )
    return Job(technicians, visits, travel, calendars={"office": _office(day_count + 4)})


def _near_a_town(random: Random, towns: list[tuple[float, float, int]]) -> Place:
    latitude, longitude, _size = random.choices(towns, weights=[town[2] for town in towns])[0]
    return Place(latitude + random.gauss(0, 0.05), longitude + random.gauss(0, 0.07))


def _technicians(random: Random, count: int, day_count: int) -> tuple[Technician, ...]:
    skills: list[set[str]] = [set(random.sample(SKILLS, random.randint(2, 4))) for _ in range(count)]
    for name in SKILLS:
        # At least four can do each thing.
        while sum(name in held for held in skills) < 4:
            random.choice(skills).add(name)
    return tuple(
        Technician(
            f"t{index:02}", _shifts(random, index, day_count), tuple(map(Skill, sorted(skills[index])))
        )
        for index in range(count)
    )


def _shifts(random: Random, home: int, day_count: int) -> tuple[Shift, ...]:
    start, end = random.choice(PATTERNS)
    shifts = []
    for day in range(day_count):
        if random.random() >= ABSENT_SHARE:
            zero = day * DAY
            meal = Meal(zero + MEAL[0], zero + MEAL[1], MEAL[2])
            shifts.append(Shift(zero + start, zero + end, home, home, overtime=120, meal=meal))
    return tuple(shifts)


def _visit(random: Random, number: int, place: int, day_count: int) -> Visit:
    priority = random.choice(PRIORITIES)
    windows = _windows(random, priority, day_count)
    # A customer who lets us in late has stopped the clock until then.
    agreed = windows[0][1] if windows[0][1] < day_count * DAY else 0
    due = _office_due(OFFICE[0], random.randint(*DUE_MINUTES[priority]), day_count + 4)
    # P1 is promised round the clock, the others in office hours.
    promise = Promise(max(due, agreed), None if priority == 1 else "office")
    return Visit(
        f"v{number:04}",
        place,
        random.choice(DURATIONS),
        windows=windows,
        all_of=tuple(map(Needed, random.sample(SKILLS, random.choice((1, 1, 2))))),
        priority=priority,
        promise=promise,
    )


def _windows(random: Random, priority: int, day_count: int) -> tuple[tuple[int, int], ...]:
    kind = random.random()
    if kind < 0.6:
        return ((0, day_count * DAY),)
    # Who waits for a P1 lets us in on the first day.
    day = random.randint(0, 0 if priority == 1 else day_count - 1) * DAY
    if kind < 0.85:
        return (
            ((day + 8 * 60, day + 12 * 60),) if random.random() < 0.5 else ((day + 12 * 60, day + 17 * 60),)
        )
    hour = random.randint(8, 16) * 60
    return ((day + hour, day + hour + 60),)


def _office(day_count: int) -> list[int]:
    """Give the office minutes that have passed at each minute."""
    passed, total = [0], 0
    for minute in range(day_count * DAY):
        total += OFFICE[0] <= minute % DAY < OFFICE[1]
        passed.append(total)
    return passed


def _office_due(start: int, minutes: int, day_count: int) -> int:
    passed = _office(day_count)
    goal = min(passed[-1], passed[start] + minutes)
    return next(minute for minute in range(start, len(passed)) if passed[minute] >= goal)
