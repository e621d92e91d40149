"""Several days: the rest between two of them, what a van takes, and the meal on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from firstfix.engines.dispatch.planning import (
    Break,
    Iterations,
    Job,
    Meal,
    Plan,
    Shift,
    Technician,
    Visit,
    check_plan,
    make_plan,
)

DAY = 24 * 60
TRAVEL = [[0, 30, 30], [30, 0, 30], [30, 30, 0]]
# From eight in the morning on two days: with eleven hours of rest one is back by 21:00, not by 21:40.
SHIFTS = (Shift(480, 1300, 0, 0), Shift(DAY + 480, DAY + 1300, 0, 0))


def planned(*visits: Visit, **changes: object) -> Plan:
    technician = replace(Technician("kim", SHIFTS), **changes)  # type: ignore[arg-type]
    job = Job((technician,), visits, TRAVEL)
    plan = make_plan(job, Iterations(100))
    assert check_plan(job, plan).faults == ()
    return plan


@pytest.mark.parametrize(
    ("opens", "day"), [(1199, 0), (1200, 0), (1201, 1)], ids=["before", "on the minute", "a minute too late"]
)
def test_nobody_is_back_later_than_the_rest_before_the_next_day(opens: int, day: int) -> None:
    # Half an hour of work and of driving home: who starts at 20:00 is back at 21:00 sharp.
    visit = Visit("late", 1, 30, windows=((opens, opens), (DAY + 600, DAY + 600)))
    assert [each.shift for each in planned(visit).days] == [day]


def test_a_shorter_rest_lets_the_late_visit_in() -> None:
    visit = Visit("late", 1, 30, windows=((1201, 1201),))
    assert planned(visit).unserved == ("late",)
    assert planned(visit, rest=659).unserved == ()


def test_after_the_last_day_only_the_end_of_the_shift_counts() -> None:
    visit = Visit("late", 1, 30, windows=((DAY + 1201, DAY + 1201),))
    assert planned(visit).days[0].back == DAY + 1261


@pytest.mark.parametrize(("capacity", "day_count"), [(None, 1), (6, 1), (5, 2), (2, 2)])
def test_a_van_takes_what_fits_and_goes_again_the_next_day(capacity: int | None, day_count: int) -> None:
    visits = [Visit(name, place, 30, load=load) for name, place, load in (("a", 1, 2), ("b", 2, 4))]
    plan = planned(*visits, capacity=capacity)
    assert len(plan.days) == (day_count if capacity != 2 else 1)
    assert plan.unserved == (("b",) if capacity == 2 else ())


def test_the_meal_is_had_where_it_makes_nobody_late() -> None:
    # Half past eleven to half past one; a window at noon sharp leaves time before it and after it.
    shift = replace(SHIFTS[0], meal=Meal(690, 810, 30))
    visits = (Visit("noon", 1, 60, windows=((720, 720),)), Visit("afternoon", 2, 60, windows=((810, 810),)))
    plan = planned(*visits, shifts=(shift,))
    # The drive to the second visit takes all the time between the two.
    assert plan.days[0].meal == Break(690, 720)
    assert [each.starts for each in plan.days[0].visits] == [720, 810]


def test_without_time_for_a_meal_a_visit_stays_out() -> None:
    shift = replace(SHIFTS[0], start=500, meal=Meal(690, 700, 30))
    visit = Visit("all morning", 1, 180, windows=((530, 530),))
    # Back at 740, at work from 530 to 710: no minute between 690 and 700 is free.
    assert planned(visit, shifts=(shift,)).unserved == ("all morning",)
    assert planned(visit, shifts=(replace(shift, meal=Meal(690, 710, 30)),)).unserved == ()
