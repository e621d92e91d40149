"""Repair: what is pinned stays, what the job no longer knows goes, and nothing becomes worse than it was."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from firstfix.engines.dispatch.planning import (
    Ground,
    Iterations,
    Job,
    Pin,
    Plan,
    Promise,
    Shift,
    Technician,
    Visit,
    check_plan,
    make_plan,
    told_plan,
)
from firstfix.engines.dispatch.planning.coupled import make_draft
from firstfix.engines.dispatch.planning.repair import orders_of, published, repair
from tests.engines.dispatch.jobs import several_days, small_job

SEEDS = st.integers(0, 10**9)

Where = dict[str, tuple[str, int, int]]


@settings(max_examples=80, deadline=None)
@given(SEEDS, st.booleans())
def test_pins_never_move_when_an_emergency_comes_in(seed: int, is_long: bool) -> None:
    job = (several_days if is_long else small_job)(seed, visit_count=8)
    plan = make_plan(job, Iterations(20), seed=seed)
    changed = _emergency(_pinned(published(job, plan), plan, Random(seed)))
    repaired = repaired_plan(changed, plan)
    before, after = _where(plan), _where(repaired)
    for visit in changed.visits:
        if visit.pin is not None:
            assert after[visit.id][:2] == before[visit.id][:2]
            assert visit.pin.start in (None, after[visit.id][2])
    assert check_plan(changed, repaired).faults == ()


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_what_the_job_no_longer_knows_is_dropped(seed: int) -> None:
    job = small_job(seed, visit_count=7)
    plan = make_plan(job, Iterations(20), seed=seed)
    smaller = replace(published(job, plan), technicians=job.technicians[1:], visits=job.visits[2:])
    repaired = repaired_plan(smaller, plan)
    assert {each.technician for each in repaired.days} <= {"t1"}
    assert not {"v0", "v1"} & {*_where(repaired), *repaired.unserved}
    assert check_plan(smaller, repaired).faults == ()


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_every_answer_for_a_day_cut_short_can_be_done(seed: int) -> None:
    job = small_job(seed, visit_count=8)
    plan = make_plan(job, Iterations(20), seed=seed)
    sick = job.technicians[0]
    shift = replace(sick.shifts[0], end=sick.shifts[0].start + 120, overtime=0)
    changed = replace(
        published(job, plan), technicians=(replace(sick, shifts=(shift,)), *job.technicians[1:])
    )
    ground = Ground(changed)
    for found in repair(ground, plan, Iterations(10)):
        assert check_plan(changed, told_plan(ground, found.orders)).faults == ()


def test_a_day_cut_short_gives_up_what_is_worth_least() -> None:
    kim = Technician("kim", (Shift(480, 960, 0, 0),))
    visits = tuple(Visit(f"p{priority}", 0, 120, priority=priority) for priority in (4, 2, 3))
    job = Job((kim,), visits, [[0]])
    plan = make_plan(job, Iterations(20))
    assert plan.unserved == ()
    pinned = replace(visits[0], pin=Pin("kim", 0))
    short = replace(kim, shifts=(Shift(480, 720, 0, 0),))
    assert repaired_plan(Job((short,), visits, [[0]]), plan).unserved == ("p4",)
    assert repaired_plan(Job((short,), (pinned, *visits[1:]), [[0]]), plan).unserved == ("p3",)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_a_repair_is_never_worse_than_leaving_the_plan_alone(seed: int) -> None:
    job = small_job(seed, visit_count=8)
    plan = make_plan(job, Iterations(20), seed=seed)
    changed = published(job, plan)
    ground = Ground(changed)
    assert repaired_plan(changed, plan).points <= make_draft(ground, orders_of(ground, plan)).points


def test_the_same_seed_gives_the_same_repair() -> None:
    job = small_job(5, visit_count=8)
    plan = make_plan(job, Iterations(50))
    changed = _emergency(published(job, plan))
    assert repaired_plan(changed, plan) == repaired_plan(changed, plan)


def repaired_plan(job: Job, plan: Plan) -> Plan:
    ground = Ground(job)
    found = list(repair(ground, plan, Iterations(30), seed=1))
    return told_plan(ground, found[-1].orders)


def _where(plan: Plan) -> Where:
    return {each.visit: (day.technician, day.shift, each.starts) for day in plan.days for each in day.visits}


def _pinned(job: Job, plan: Plan, random: Random) -> Job:
    """Pin about half of the plan, some of it to the minute."""
    where = _where(plan)
    visits = list(job.visits)
    for index, visit in enumerate(visits):
        if visit.id in where and random.random() < 0.5:
            technician, shift, start = where[visit.id]
            pin = Pin(technician, shift, random.choice((None, start)))
            visits[index] = replace(visit, pin=pin)
    return replace(job, visits=tuple(visits))


def _emergency(job: Job) -> Job:
    visit = Visit("emergency", job.visits[0].place, 30, priority=1, promise=Promise(120))
    return replace(job, visits=(*job.visits, visit))
