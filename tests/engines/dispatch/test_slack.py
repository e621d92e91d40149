"""How much time a proposed order leaves until each promise, and its worth beside an order by due time."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstfix.cli.planning.plan_lines import plan_lines
from firstfix.engines.dispatch.day_files import Search, form_of, read_day
from firstfix.engines.dispatch.planning import (
    Ground,
    Iterations,
    Job,
    Plan,
    Promise,
    Shift,
    Skill,
    Technician,
    Visit,
    check_plan,
    make_plan,
    told_plan,
)
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order, cost_of_row
from tests.engines.dispatch.day_texts import DAY, text
from tests.engines.dispatch.jobs import small_job

FIXTURES = range(6)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
@pytest.mark.covers("S1-A04")
def test_each_stop_states_the_minutes_of_its_calendar_until_it_is_due(seed: int) -> None:
    job = small_job(seed)
    known = {visit.id: visit for visit in job.visits}
    for day in make_plan(job, Iterations(5), seed=seed).days:
        for each in day.visits:
            assert each.slack_minutes == _left(job, known[each.visit], each.starts)


@pytest.mark.covers("S1-A04")
def test_a_plan_in_words_states_slack_and_driving_of_each_stop() -> None:
    day = read_day(text(DAY))
    plan = make_plan(day.job, Iterations(20))
    lines = list(plan_lines(day, plan, {}))
    line = next(each for each in lines if "Fibre cut" in each)
    first = next(each for planned in plan.days for each in planned.visits if each.visit == "V1")
    # Dana starts at eight in Kim's stead only with the skill, so Kim drives there; the office opens at eight.
    assert first.slack_minutes == 10 * 60 - max(first.starts, 8 * 60)
    assert "drive" in line
    assert line.endswith("to spare")
    assert [
        each.slack_minutes
        for planned in form_of(day, plan, Search(20, 0, True, {})).days
        for each in planned.visits
    ] == [each.slack_minutes for planned in plan.days for each in planned.visits]


@pytest.mark.parametrize("seed", FIXTURES)
@pytest.mark.covers("S1-A04")
def test_a_proposed_order_is_no_worse_than_one_by_due_time(seed: int) -> None:
    job = _busy_day(seed)
    ground = Ground(job)
    by_due, proposed = told_plan(ground, _by_due_time(ground)), make_plan(job, Iterations(300), seed=seed)
    assert check_plan(job, by_due).faults == check_plan(job, proposed).faults == ()
    assert len(proposed.unserved) <= len(by_due.unserved)
    assert _late_count(proposed) <= _late_count(by_due)
    assert proposed.terms.travel <= by_due.terms.travel


def _left(job: Job, visit: Visit, start: int) -> int | None:
    if visit.promise is None:
        return None
    earlier, later = sorted((start, visit.promise.due))
    passed = job.calendars.get(visit.promise.calendar or "")
    between = later - earlier
    if passed is not None:
        ticks = [minute for minute in range(len(passed) - 1) if passed[minute + 1] > passed[minute]]
        between = sum(earlier <= minute < later for minute in ticks)
    return between if start <= visit.promise.due else -between


def _busy_day(seed: int) -> Job:
    random = Random(seed)
    points = [(random.randint(0, 50), random.randint(0, 50)) for _ in range(36)]
    travel = [[abs(a[0] - b[0]) + abs(a[1] - b[1]) for b in points] for a in points]
    shifts = (Shift(480, 1080, 0, 0, overtime=120),)
    technicians = tuple(
        Technician(
            f"t{index}",
            tuple(replace(shift, start_place=index, end_place=index) for shift in shifts),
            tuple(Skill(name) for name in ("fibre", "power") if random.random() < 0.8),
        )
        for index in range(4)
    )
    visits = tuple(
        Visit(f"v{number}", 4 + number, random.choice((30, 45, 60)), priority=random.choice((2, 3)),
              promise=Promise(random.randint(540, 960)))
        for number in range(32)
    )  # fmt: skip
    return Job(technicians, visits, travel)


def _by_due_time(ground: Ground) -> list[Order]:
    """Give each visit, the one due first first, to whoever has the least to do so far and can still do it."""
    orders: list[Order] = [()] * len(ground.rows)
    for stop in sorted(range(ground.count), key=ground.due.__getitem__):
        for row in sorted(ground.open_to[stop], key=lambda each: (len(orders[each]), each)):
            if cost_of_row(ground, row, (*orders[row], stop)) < INFEASIBLE:
                orders[row] = (*orders[row], stop)
                break
    return orders


def _late_count(plan: Plan) -> int:
    return sum(each.late_minutes > 0 for day in plan.days for each in day.visits)
