"""An absence in the middle of a day: both parts are worked, and nobody is on the road during it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from firstfix.engines.dispatch.cut_shifts import cut_by_absence, in_shifts_of
from firstfix.engines.dispatch.events import Away, apply_events, with_begun
from firstfix.engines.dispatch.planning import (
    Ground,
    Iterations,
    Job,
    Meal,
    Pin,
    Plan,
    PlannedDay,
    PlannedVisit,
    Shift,
    Technician,
    Terms,
    Visit,
    check_plan,
    make_plan,
    problems_of,
    told_plan,
)
from firstfix.engines.dispatch.planning.repair import published, repair
from tests.engines.dispatch.jobs import several_days
from tests.engines.dispatch.tied_jobs import tied_job

WAYS = [[0, 20, 20], [20, 0, 20], [20, 20, 0]]
# When visits of one person may start: before, during and after an absence at noon, and the day after.
WINDOWS = {"early": (480, 540), "noon": (660, 700), "late": (800, 860), "tomorrow": (1920, 2300)}
DAY = Shift(480, 960, 0, 0, overtime=60, meal=Meal(690, 810, 30))


@given(st.integers(0, 1500), st.integers(0, 1500))
def test_what_an_absence_leaves_is_the_shift_without_it(starts: int, ends: int) -> None:
    parts = cut_by_absence(DAY, starts, ends)
    away = set(range(starts, ends))
    worked = [minute for part in parts for minute in range(part.start, part.end)]
    assert worked == [minute for minute in range(DAY.start, DAY.end) if minute not in away]
    # Overtime does not reach into it either.
    after = {minute for part in parts for minute in range(part.end, part.end + part.overtime)}
    assert not after & away
    assert [part.resumes for part in parts] == [number > 0 for number in range(len(parts))]


def test_both_parts_of_a_day_are_planned_and_the_night_keeps_its_rest() -> None:
    # Eleven hours before 480 of the next day are over at 1260, so the evening is short.
    shifts = (*cut_by_absence(Shift(480, 1300, 0, 0), 600, 700), Shift(1920, 2400, 0, 0))
    visits = tuple(Visit(f"v{number}", 1, 60) for number in range(2))
    late = Visit("late", 1, 60, windows=((1200, 1220),))
    job = Job((Technician("kim", shifts),), (*visits, late), WAYS)
    plan = make_plan(job, Iterations(50))
    assert check_plan(job, plan).faults == ()
    assert plan.unserved == ("late",)
    early = replace(late, windows=((700, 720),))
    second = Visit("early", 1, 60, windows=((480, 500),))
    both = Job((Technician("kim", shifts),), (early, second), WAYS)
    assert make_plan(both, Iterations(50)).unserved == ()


def test_who_is_not_back_when_the_day_goes_on_is_told_by_the_checker() -> None:
    shifts = (Shift(480, 600, 0, 0, overtime=200), Shift(660, 960, 0, 0, resumes=True))
    job = Job((Technician("kim", shifts),), (Visit("v", 1, 150),), WAYS)
    visit = PlannedVisit("v", 500, 500, 650)
    plan = Plan((PlannedDay("kim", 0, (visit,), 670),), (), Terms(travel=400, overtime=1050))
    assert [fault for fault in check_plan(job, plan).faults if "not back when the day goes on" in fault]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 700), st.integers(1, 200), st.booleans())
def test_plans_around_absences_break_no_rule(seed: int, starts: int, minutes: int, is_tied: bool) -> None:
    job = tied_job(seed, visit_count=6, day_count=2) if is_tied else several_days(seed, visit_count=8)

    def cut(technician: Technician) -> Technician:
        begins = technician.shifts[0].start + starts
        parts = (cut_by_absence(shift, begins, begins + minutes) for shift in technician.shifts)
        return replace(technician, shifts=tuple(part for each in parts for part in each))

    job = replace(job, technicians=tuple(map(cut, job.technicians)))
    assert problems_of(job) == ()
    plan = make_plan(job, Iterations(40), seed=seed)
    checked = check_plan(job, plan)
    assert checked.faults == ()
    assert checked.terms == plan.terms


def test_who_is_away_in_the_middle_keeps_the_visits_before_and_after() -> None:
    visits = tuple(Visit(name, 1, 60, windows=(at,)) for name, at in WINDOWS.items())
    job = Job((Technician("kim", (DAY, Shift(1920, 2400, 0, 0))),), visits, WAYS)
    before = make_plan(job, Iterations(20))
    assert where(before) == {"early": 0, "noon": 0, "late": 0, "tomorrow": 1}
    after = apply_events(published(job, before), [Away("kim", 650, 780)])
    assert [(shift.start, shift.end) for shift in after.technicians[0].shifts] == [
        (480, 650),
        (780, 960),
        (1920, 2400),
    ]
    plan = repaired(after, in_shifts_of(before, after))
    assert where(plan) == {"early": 0, "late": 1, "tomorrow": 2}
    assert plan.unserved == ("noon",)
    # And back: the file of the day knows of no absence, and reads the repaired plan as well.
    assert where(in_shifts_of(plan, job)) == {"early": 0, "late": 0, "tomorrow": 1}


def test_what_is_pinned_after_an_absence_stays_at_its_time() -> None:
    pins = {
        "early": Pin("kim", 0, 500),
        "late": Pin("lee", 0, 840, (("kim", 0),)),
        "next": Pin("kim", 1, 1950),
    }
    visits = tuple(Visit(name, 1, 60, pin=pin, crew=1 + len(pin.crew)) for name, pin in pins.items())
    people = tuple(Technician(name, (DAY, Shift(1920, 2400, 0, 0))) for name in ("kim", "lee"))
    after = apply_events(Job(people, visits, WAYS), [Away("kim", 650, 780)])
    assert [visit.pin for visit in after.visits] == [
        Pin("kim", 0, 500),
        Pin("lee", 0, 840, (("kim", 1),)),
        Pin("kim", 2, 1950),
    ]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 700), st.integers(1, 200), st.booleans())
def test_plans_repaired_after_absences_break_no_rule(
    seed: int, starts: int, minutes: int, is_tied: bool
) -> None:
    job = tied_job(seed, visit_count=6, day_count=2) if is_tied else several_days(seed, visit_count=8)
    before = make_plan(job, Iterations(20), seed=seed)
    somebody = job.technicians[seed % len(job.technicians)]
    begins = somebody.shifts[0].start + starts
    known = replace(job, now=begins)
    after = apply_events(
        published(with_begun(known, before), before), [Away(somebody.id, begins, begins + minutes)]
    )
    assert problems_of(after) == ()
    kept = in_shifts_of(before, after)
    assert served(kept) == served(before)
    for day in kept.days:
        if day.technician != somebody.id:
            assert day in before.days
    plan = repaired(after, kept, seed=seed)
    checked = check_plan(after, plan)
    assert checked.faults == ()
    assert checked.terms == plan.terms
    assert in_shifts_of(plan, after) == plan


def repaired(job: Job, before: Plan, *, seed: int = 0) -> Plan:
    ground = Ground(job)
    *_others, best = repair(ground, before, Iterations(20), seed=seed)
    return told_plan(ground, best.orders)


def served(plan: Plan) -> list[tuple[str, str]]:
    return sorted((day.technician, each.visit) for day in plan.days for each in day.visits)


def where(plan: Plan) -> dict[str, int]:
    """Give each visit's shift."""
    return {each.visit: day.shift for day in plan.days for each in day.visits}
