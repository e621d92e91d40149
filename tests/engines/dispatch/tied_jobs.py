"""Small random jobs whose days touch each other, and every plan of them tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise, product
from random import Random

from firstfix.engines.dispatch.planning import Depot, Job, Needed, Pin, Shift, Skill, Technician, Visit
from tests.engines.dispatch.jobs import DAY, plain_job, small_job

__all__ = ["TIES", "cheapest_together", "in_the_middle", "tied_job"]

TIES = ("crew", "after", "parts", "unpopular")
Orders = tuple[tuple[int, ...], ...]
Rows = list[tuple[int, int]]
Spans = dict[int, list[tuple[int, int]]]
Begun = dict[tuple[int, int], list[int]]
"""The visits that have begun by technician and shift, in order."""


def tied_job(
    seed: int,
    *,
    ties: tuple[str, ...] = TIES,
    visit_count: int = 4,
    day_count: int = 1,
    is_short: bool = False,
    is_plain: bool = True,
) -> Job:
    """Give a small job with these ties: depots have plenty unless ``is_short``, nobody eats if plain."""
    random = Random(seed)
    job = (plain_job if is_plain else small_job)(seed, visit_count=visit_count)
    count = len(job.travel)
    depots = tuple(
        Depot(f"d{index}", random.randrange(count), _stock(random, is_short), random.choice((5, 15)))
        for index in range(2 if "parts" in ties else 0)
    )
    visits = tuple(_tied(random, visit, index, ties) for index, visit in enumerate(job.visits))
    technicians = tuple(_equipped(random, each, ties, day_count) for each in job.technicians)
    last = job.calendars["office"][-1]
    passed = [*job.calendars["office"], *(last for _minute in range(3 * DAY))]
    return replace(job, technicians=technicians, visits=visits, depots=depots, calendars={"office": passed})


def in_the_middle(job: Job, random: Random) -> Job:
    """Give the job at a minute at which one visit or two of the first technician have begun."""
    kim = job.technicians[0]
    minute, visits = kim.shifts[0].start + random.randint(0, 40), list(job.visits)
    for index in range(random.choice((1, 1, 2))):
        work = visits[index].minutes * kim.pace // 100 + 1
        crew = (("t1", 0),) if visits[index].crew > 1 else ()
        visits[index] = replace(visits[index], pin=Pin("t0", 0, minute, crew), after=())
        now = minute + random.randint(1, work + 20)
        minute += work + random.randint(5, 40)
    return replace(job, visits=tuple(visits), now=now)


def _stock(random: Random, is_short: bool) -> dict[str, int]:
    if is_short:
        return {"fan": random.randint(0, 2), "card": random.randint(0, 2)}
    return {"fan": 20, "card": random.choice((0, 20))}


def _equipped(random: Random, technician: Technician, ties: tuple[str, ...], day_count: int) -> Technician:
    van = {"fan": random.randint(0, 2), "card": random.randint(0, 1)} if "parts" in ties else {}
    shifts = tuple(_on_day(shift, day) for day in range(day_count) for shift in technician.shifts)
    skills = technician.skills if random.random() < 0.7 else (Skill("a"), Skill("b"))
    return replace(technician, van_stock=van, shifts=shifts, skills=skills, capacity=None)


def _on_day(shift: Shift, day: int) -> Shift:
    meal, later = shift.meal, day * DAY
    if meal is not None:
        meal = replace(meal, earliest=meal.earliest + later, latest=meal.latest + later)
    return replace(shift, start=shift.start + later, end=shift.end + later + 120, meal=meal)


def _tied(random: Random, visit: Visit, index: int, ties: tuple[str, ...]) -> Visit:
    parts = {}
    if "parts" in ties and random.random() < 0.5:
        parts = {random.choice(("fan", "card")): random.randint(1, 2)}
    after: tuple[str, ...] = ()
    if "after" in ties and index and random.random() < 0.6:
        after = tuple(
            f"v{other}" for other in sorted(random.sample(range(index), random.choice((1, 1, min(2, index)))))
        )
    return replace(
        visit,
        priority=random.choice((1, 2, 3)),
        all_of=visit.all_of if "crew" not in ties else (Needed("a"),) * (random.random() < 0.4),
        crew=2 if "crew" in ties and random.random() < 0.4 else 1,
        after=after,
        parts=parts,
        is_unpopular="unpopular" in ties and random.random() < 0.6,
    )


def cheapest_together(job: Job) -> int:
    """Give the points of the best plan of all; days have no meals, and nothing is published."""
    rows = [
        (index, number) for index, each in enumerate(job.technicians) for number in range(len(each.shifts))
    ]
    begun = _begun(job)
    found = (_points(job, rows, begun, orders) for orders in _all_orders(job, rows, begun))
    return min(points for points in found if points is not None)


def _begun(job: Job) -> Begun:
    """Give the visits that have begun."""
    numbers = {each.id: index for index, each in enumerate(job.technicians)}
    begun: Begun = {}
    for stop, visit in sorted(
        enumerate(job.visits), key=lambda each: each[1].pin.start if each[1].pin else 0
    ):
        if visit.pin is not None:
            for name, shift in ((visit.pin.technician, visit.pin.shift), *visit.pin.crew):
                begun.setdefault((numbers[name], shift), []).append(stop)
    return begun


def _all_orders(job: Job, rows: Rows, begun: Begun) -> Iterator[Orders]:
    over = {stop for stops in begun.values() for stop in stops}
    found: list[Orders] = [((),) * len(rows)]
    for stop, visit in enumerate(job.visits):
        if stop in over:
            continue
        found += [
            longer
            for orders in found
            for chosen in combinations(range(len(rows)), visit.crew)
            if len({rows[row][0] for row in chosen}) == visit.crew and _may(job, visit, rows, chosen)
            for longer in _inserted(orders, stop, chosen)
        ]
    return iter(found)


def _may(job: Job, visit: Visit, rows: Rows, chosen: tuple[int, ...]) -> bool:
    """Tell whether one at least of these can do what the visit needs."""
    needed = {each.name for each in visit.all_of}
    return any(needed <= {skill.name for skill in job.technicians[rows[row][0]].skills} for row in chosen)


def _inserted(orders: Orders, stop: int, chosen: tuple[int, ...]) -> Iterator[Orders]:
    for places in product(*(range(len(orders[row]) + 1) for row in chosen)):
        longer = list(orders)
        for row, at in zip(chosen, places, strict=True):
            longer[row] = (*orders[row][:at], stop, *orders[row][at:])
        yield tuple(longer)


def _points(job: Job, rows: Rows, begun: Begun, orders: Orders) -> int | None:
    """Give the points of these orders with the best outings; None where they cannot be."""
    left = job.visits
    served = {stop for order in orders for stop in order} | {
        stop for stops in begun.values() for stop in stops
    }
    if any(f"v{stop}" for stop in served for name in left[stop].after if int(name[1:]) not in served):
        return None
    out = sum(
        job.policy.unserved[visit.priority] * visit.crew
        for stop, visit in enumerate(left)
        if stop not in served
    )
    choices = [_outings(job, rows, row, orders) for row in range(len(rows))]
    best = None
    for outings in product(*choices):
        if not _is_in_stock(job, outings):
            continue
        routes = [
            order if out_to is None else (*order[: out_to[1]], -1 - out_to[0], *order[out_to[1] :])
            for order, out_to in zip(orders, outings, strict=True)
        ]
        points = _driven(job, rows, begun, routes)
        if points is not None and (best is None or points < best):
            best = points
    return None if best is None else best + out + _shares(job, rows, begun, orders)


Outing = tuple[int, int, Counter[str]] | None
"""Depot, position in the order, and what is fetched."""


def _outings(job: Job, rows: Rows, row: int, orders: Orders) -> list[Outing]:
    """Give the ways to get what this row lacks once the technician's earlier days have had their share."""
    van = Counter(job.technicians[rows[row][0]].van_stock)
    for earlier in range(row):
        if rows[earlier][0] == rows[row][0]:
            for stop in orders[earlier]:
                van = van - Counter(_brought(job, orders, earlier, stop))
    needs = [Counter(_brought(job, orders, row, stop)) for stop in orders[row]]
    lacks = [sum(needs[: at + 1], Counter()) - van for at in range(len(needs))]
    if not lacks or not lacks[-1]:
        return [None]
    first = next(at for at, lack in enumerate(lacks) if lack)
    return [(depot, gap, lacks[-1]) for depot in range(len(job.depots)) for gap in range(first + 1)]


def _brought(job: Job, orders: Orders, row: int, stop: int) -> dict[str, int]:
    """Give the parts that this row brings: of a crew its first row brings them all."""
    rows = [each for each, order in enumerate(orders) if stop in order]
    return dict(job.visits[stop].parts) if rows[0] == row else {}


def _is_in_stock(job: Job, outings: tuple[Outing, ...]) -> bool:
    taken = [Counter[str]() for _depot in job.depots]
    for outing in outings:
        if outing is not None:
            taken[outing[0]] += outing[2]
    return all(
        count <= depot.stock.get(part, 0)
        for depot, parts in zip(job.depots, taken, strict=True)
        for part, count in parts.items()
    )


def _driven(job: Job, rows: Rows, begun: Begun, routes: list[tuple[int, ...]]) -> int | None:
    """Give travel, overtime, lateness, preference and handling, every visit as early as all days allow."""
    earliest: dict[int, int] = {}
    for _round in range(60):
        spans: Spans = {}
        total = 0
        for (index, number), route in zip(rows, routes, strict=True):
            points = _walked(job, index, number, begun.get((index, number), []), route, earliest, spans)
            if points is None:
                return None
            total += points
        raised = _raised(job, spans)
        if all(min(start for start, _done in spans[stop]) >= minute for stop, minute in raised.items()):
            return total
        earliest = {stop: max(minute, earliest.get(stop, 0)) for stop, minute in raised.items()}
    return None


def _raised(job: Job, spans: Spans) -> dict[int, int]:
    """Give the earliest start of each visit that others allow."""
    raised = {}
    for stop, those in spans.items():
        visit = job.visits[stop]
        if visit.pin is not None:
            continue
        before = [done for name in visit.after for _start, done in spans[int(name[1:])]]
        raised[stop] = max([*before, *(start for start, _done in those if visit.crew > 1)], default=0)
    return raised


def _walked(
    job: Job,
    index: int,
    number: int,
    begun: list[int],
    route: tuple[int, ...],
    earliest: dict[int, int],
    spans: Spans,
) -> int | None:
    if not begun and not route:
        return 0
    technician = job.technicians[index]
    shift = technician.shifts[number]
    minute, places, points = _begun_part(job, technician, shift, begun, spans)
    home = minute + job.travel[places[-1]][shift.end_place] if begun else 0
    if route:
        minute = max(minute, job.now)
    for stop in route:
        place = job.depots[-1 - stop].place if stop < 0 else job.visits[stop].place
        minute += job.travel[places[-1]][place]
        places.append(place)
        if stop < 0:
            minute += job.depots[-1 - stop].minutes
            points += job.policy.pick_up
            continue
        start = _first(job.visits[stop], max(minute, earliest.get(stop, 0)))
        if start is None:
            return None
        minute = start - (-job.visits[stop].minutes * technician.pace // 100)
        spans.setdefault(stop, []).append((start, minute))
        points += _price(job, technician, job.visits[stop], start)
    back = minute + job.travel[places[-1]][shift.end_place]
    if back > max(_limit(technician, number), home):
        return None
    way = sum(job.travel[a][b] for a, b in pairwise((*places, shift.end_place)))
    return points + way * job.policy.travel + max(0, back - shift.end) * job.policy.overtime


def _begun_part(
    job: Job, technician: Technician, shift: Shift, begun: list[int], spans: Spans
) -> tuple[int, list[int], int]:
    """Give when what has begun is done, where it led, and its price."""
    if not begun:
        return shift.start, [shift.start_place], 0
    minute, places, points = 0, [shift.start_place], 0
    for stop in begun:
        visit = job.visits[stop]
        assert visit.pin is not None
        start = visit.pin.start or 0
        done = start - (-visit.minutes * technician.pace // 100)
        spans.setdefault(stop, []).append((start, done))
        points += _price(job, technician, visit, start)
        places.append(visit.place)
        minute = max(minute, done)
    return minute, places, points


def _limit(technician: Technician, number: int) -> int:
    shift = technician.shifts[number]
    limit = shift.end + shift.overtime
    if number + 1 < len(technician.shifts):
        limit = min(limit, technician.shifts[number + 1].start - technician.rest)
    return limit


def _first(visit: Visit, minute: int) -> int | None:
    starts = [max(minute, opens) for opens, closes in visit.windows if max(minute, opens) <= closes]
    return min(starts, default=None) if visit.windows else minute


def _price(job: Job, technician: Technician, visit: Visit, start: int) -> int:
    points = 0
    if visit.promise is not None and start > visit.promise.due:
        late = start - visit.promise.due
        if visit.promise.calendar is not None:
            passed = job.calendars["office"]
            late = passed[start] - passed[visit.promise.due]
        points += job.policy.late[visit.priority] * late
    if visit.preferred and technician.id not in visit.preferred:
        points += job.policy.not_preferred
    return points


def _shares(job: Job, rows: Rows, begun: Begun, orders: Orders) -> int:
    """Give the price of unpopular visits: each costs a person as much more as they had before."""
    had = [each.burden for each in job.technicians]
    points = 0
    for (index, number), order in zip(rows, orders, strict=True):
        for stop in (*begun.get((index, number), []), *order):
            if job.visits[stop].is_unpopular:
                points += had[index] * job.policy.unpopular
                had[index] += 1
    return points
