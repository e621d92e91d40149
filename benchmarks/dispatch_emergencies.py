"""Slots, bumps and repairs of the dispatch benchmark: how long an answer takes and what it is worth.

A plan is made, published, and then something happens: a P1 comes in, or somebody falls ill. Moved is who gets
another technician or starts more than the unnoticed quarter of an hour earlier or later.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from dispatch_budget import CpuSeconds, Searched, planned, watched
from dispatch_region import DAY, region

from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.model import Job, Promise, Visit
from firstfix.engines.dispatch.planning.plan import Plan, told_plan
from firstfix.engines.dispatch.planning.policy import REPAIR_POLICY
from firstfix.engines.dispatch.planning.repair import orders_of, published, repair
from firstfix.engines.dispatch.planning.slots import best_slots, bump

__all__ = ["bump_row", "repair_row", "slots_row"]

BASE_SECONDS, FULL_SECONDS, SHORT_SECONDS = 60.0, 30.0, 1.0
QUESTION_COUNT, BUMP_COUNT = 500, 100
# Technicians, days and visits, so that there are this many slots: one for each visit and one more a row.
SLOTS = {"500": (40, 3, 400), "2000": (160, 3, 1600)}


def slots_row(slot_count: str) -> dict[str, Any]:
    """Give how long the five best slots for visits take that were never asked for before, in CPU ms."""
    technician_count, day_count, visit_count = SLOTS[slot_count]
    job = region(0, technician_count=technician_count, day_count=day_count, visit_count=visit_count)
    plan = told_plan(ground := Ground(job), planned(ground, seconds=2).best.orders)
    wider = Ground(_with_more(job, QUESTION_COUNT, priority=None))
    draft = Draft(wider, orders_of(wider, plan))
    for row in wider.rows:
        # As on a board that stands open: its days are laid out.
        draft.days[row].insertion(0)
    figures = _timed(lambda stop: best_slots(draft, stop), range(len(job.visits), wider.count))
    return figures | {"slots": sum(len(day.order) + 1 for day in draft.days)}


def bump_row(seed: str) -> dict[str, Any]:
    """Give how long it takes to find whom a P1 may bump, nothing known before, in CPU ms."""
    job = region(int(seed))
    plan = told_plan(ground := Ground(job), planned(ground, seconds=10).best.orders)
    wider = Ground(_with_more(published(job, plan), BUMP_COUNT, priority=1))
    orders = orders_of(wider, plan)
    drafts = {stop: Draft(wider, orders) for stop in range(len(job.visits), wider.count)}
    return _timed(lambda stop: bump(drafts.pop(stop), stop), list(drafts))


def repair_row(key: str) -> dict[str, Any]:
    """Give what one second makes of an event, beside thirty seconds from the same plan at the same prices.

    The prices are those of a repair: `firstfix repair` and the board use them for whatever was published.
    """
    seed, _, kind = key.partition("-")
    job = region(int(seed))
    plan = told_plan(ground := Ground(job), planned(ground, seconds=BASE_SECONDS).best.orders)
    told = replace(published(job, plan), policy=REPAIR_POLICY)
    happened = Ground(_fallen_ill(told, int(seed)) if kind == "ill" else _with_more(told, 1, priority=1))
    full, short = (_repaired(happened, plan, seconds) for seconds in (FULL_SECONDS, SHORT_SECONDS))
    after = told_plan(happened, short.best.orders)
    moved, could = _moved(happened, plan, after)
    return {
        "kind": kind,
        "full_points": full.best.points,
        "repair_ratio": round(short.best.points / full.best.points, 4),
        # What stands before the search begins: the best bump or insertion, and nothing else moved.
        "answer_ratio": round(short.first_points / full.best.points, 4),
        "moved": moved,
        "moved_share": round(moved / could, 4),
        "wall_seconds": short.wall_seconds,
    }


def _repaired(ground: Ground, plan: Plan, seconds: float) -> Searched:
    budget = CpuSeconds(seconds)
    return watched(repair(ground, plan, budget, seed=1), budget)


def _moved(ground: Ground, before: Plan, after: Plan) -> tuple[int, int]:
    """Give how many visits moved of those that could have stayed, and how many those are."""
    policy = ground.job.policy
    there = {each.visit: (day.technician, each.starts) for day in after.days for each in day.visits}
    here = {technician.id for technician in ground.job.technicians}
    moved = could = 0
    for day in before.days:
        for each in day.visits:
            if day.technician not in here:
                continue
            could += 1
            technician, starts = there.get(each.visit, ("", 0))
            moved += technician != day.technician or abs(starts - each.starts) > policy.unmoved_minutes
    return moved, could


def _fallen_ill(job: Job, seed: int) -> Job:
    """Give the job without one technician."""
    gone = Random(seed).randrange(len(job.technicians))
    return replace(job, technicians=(*job.technicians[:gone], *job.technicians[gone + 1 :]))


def _with_more(job: Job, count: int, *, priority: int | None) -> Job:
    """Give the job with visits like its own that came in later; with a priority they are due on their day."""
    random = Random(count)
    fresh = []
    for number in range(count):
        like = random.choice(job.visits)
        visit = replace(like, id=f"new{number}", published=None)
        fresh.append(visit if priority is None else _urgent(visit, priority, random))
    return replace(job, visits=(*job.visits, *fresh))


def _urgent(visit: Visit, priority: int, random: Random) -> Visit:
    day = random.randrange(3) * DAY
    due = day + random.randint(10 * 60, 16 * 60)
    return replace(visit, priority=priority, promise=Promise(due), windows=((day + 480, 3 * DAY),))


def _timed(ask: Callable[[int], object], stops: Any) -> dict[str, Any]:
    cpu, wall = [], []
    for stop in stops:
        began, began_cpu = time.perf_counter(), time.thread_time()
        ask(stop)
        cpu.append((time.thread_time() - began_cpu) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    return {
        "questions": len(cpu),
        **{f"p{share}_ms": round(_percentile(cpu, share), 2) for share in (50, 99)},
        "max_ms": round(max(cpu), 2),
        **{f"wall_p{share}_ms": round(_percentile(wall, share), 2) for share in (50, 99)},
    }


def _percentile(values: list[float], share: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * share // 100)]
