"""What customers were told is kept without need of anybody: no start is earlier, no meal is had twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstfix.engines.dispatch.events import with_begun
from firstfix.engines.dispatch.planning import (
    Appointment,
    Ground,
    Iterations,
    Job,
    Meal,
    Plan,
    Promise,
    Shift,
    Technician,
    Visit,
    check_plan,
    make_plan,
    told_plan,
)
from firstfix.engines.dispatch.planning.repair import orders_of, published
from firstfix.engines.dispatch.planning.told_times import (
    as_planned,
    as_told,
    dear_to_take_back,
    held_back,
    windows_from,
)
from tests.engines.dispatch.jobs import small_job
from tests.engines.dispatch.tied_jobs import tied_job

# Everything is twenty minutes from everything.
WAYS = [[0 if start == end else 20 for end in range(4)] for start in range(4)]
MEAL = Meal(690, 810, 30)


def job(*visits: Visit, meal: Meal | None = None, now: int = 0) -> Job:
    kim = Technician("kim", (Shift(480, 960, 0, 0, meal=meal),))
    return Job((kim,), visits, WAYS, now=now)


def starts(plan: Plan) -> dict[str, int]:
    return {each.visit: each.starts for day in plan.days for each in day.visits}


def told(visit_id: str, place: int, at: int, **more: Any) -> Visit:
    return Visit(visit_id, place, 60, published=Appointment("kim", at), **more)


def test_nobody_is_there_before_what_was_told() -> None:
    kept = as_told(job(told("late", 1, 660)))
    assert starts(make_plan(kept, Iterations(5))) == {"late": 660}


def test_who_was_told_a_late_time_may_be_served_sooner() -> None:
    late = job(told("late", 1, 660, promise=Promise(600)))
    assert as_told(late) == late


def test_a_told_time_after_all_windows_is_no_reason_to_leave_it_out() -> None:
    moved = job(told("early", 1, 660, windows=((480, 600),)))
    assert as_told(moved) == moved


@pytest.mark.parametrize(
    ("told", "left"),
    [
        (450, ((480, 600), (660, 720))),
        (540, ((540, 600), (660, 720))),
        (600, ((600, 600), (660, 720))),
        (630, ((660, 720),)),
        (721, ((480, 600), (660, 720))),
    ],
)
def test_windows_begin_at_what_was_told_unless_none_is_left(
    told: int, left: tuple[tuple[int, int], ...]
) -> None:
    assert windows_from(((480, 600), (660, 720)), told) == left


def test_a_visit_waits_for_what_was_told_where_that_costs_less() -> None:
    # Alone, kim would be there at 500: 160 minutes too early, at three points each.
    early = job(told("a", 1, 660))
    plan = make_plan(early, Iterations(5))
    assert (starts(plan)["a"], plan.terms.disruption) == (500, 480)
    held = held_back(early, plan)
    waiting = told_plan(Ground(held), orders_of(Ground(held), plan))
    assert (starts(waiting)["a"], waiting.terms.disruption) == (660, 0)
    assert check_plan(early, waiting).faults == ()


def test_nobody_waits_where_that_makes_others_late() -> None:
    # Waiting for a until 900 would make b impossible, which costs more than a call.
    tight = job(told("a", 1, 840), Visit("b", 2, 60, windows=((600, 700),)))
    plan = told_plan(Ground(tight), [(0, 1)])
    assert held_back(tight, plan) == tight


def test_taking_back_costs_more_than_any_other_time() -> None:
    dear = dear_to_take_back(job(told("a", 1, 660, value=0), Visit("b", 2, 60)))
    assert dear.visits[0].value == 300 + 3 * 960
    assert dear.visits[1].value is None


def test_a_plan_that_lets_somebody_wait_is_read_as_it_stands() -> None:
    kept = as_told(job(told("a", 1, 660)))
    plan = make_plan(kept, Iterations(5))
    free = replace(kept, visits=(Visit("a", 1, 60),))
    again = as_planned(free, plan)
    assert starts(told_plan(Ground(again), orders_of(Ground(again), plan))) == {"a": 660}


def test_who_has_left_for_a_visit_is_on_the_way() -> None:
    # Planned at 500 and 580; at 565 kim is on the road between the two, and does not begin it anew.
    before = make_plan(job(Visit("a", 1, 60), Visit("b", 2, 60)), Iterations(5))
    first, second = sorted(starts(before).items(), key=lambda each: each[1])
    begun = with_begun(job(Visit("a", 1, 60), Visit("b", 2, 60), now=565), before)
    plan = make_plan(published(begun, before), Iterations(5))
    assert starts(plan) == dict((first, second))
    assert check_plan(begun, plan).faults == ()


def test_who_can_still_go_elsewhere_is_not_bound() -> None:
    before = make_plan(job(Visit("a", 1, 60), Visit("b", 2, 60)), Iterations(5))
    begun = with_begun(job(Visit("a", 1, 60), Visit("b", 2, 60), now=530), before)
    assert sum(visit.pin is not None for visit in begun.visits) == 1


def test_nobody_eats_twice() -> None:
    visits = (Visit("a", 1, 180), Visit("b", 2, 180))
    before = make_plan(job(*visits, meal=MEAL), Iterations(5))
    [had] = [day.meal for day in before.days]
    assert had is not None
    over = with_begun(job(*visits, meal=MEAL, now=had.ends), before)
    assert over.technicians[0].shifts[0].meal is None
    halfway = with_begun(job(*visits, meal=MEAL, now=had.starts + 10), before)
    rest = halfway.technicians[0].shifts[0].meal
    assert rest is not None
    assert rest.minutes == 20
    coming = with_begun(job(*visits, meal=MEAL, now=had.starts), before)
    assert coming.technicians[0].shifts[0].meal == MEAL


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.booleans())
def test_holding_never_costs_more_and_breaks_no_rule(seed: int, is_tied: bool) -> None:
    one = (tied_job if is_tied else small_job)(seed, visit_count=6)
    later = tuple(
        replace(visit, published=None if visit.published is None else replace(visit.published, start=700))
        for visit in published(one, make_plan(one, Iterations(10), seed=seed)).visits
    )
    changed = replace(one, visits=later)
    plan = make_plan(changed, Iterations(20), seed=seed)
    held = Ground(held_back(changed, plan))
    waiting = told_plan(held, orders_of(held, plan))
    assert waiting.points <= plan.points
    checked = check_plan(changed, waiting)
    assert checked.faults == ()
    assert checked.terms == waiting.terms
