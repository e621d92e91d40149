"""What happened becomes part of the job, and nothing else does; what has begun stays where it is."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstfix.engines.dispatch.events import (
    Away,
    Cancelled,
    Event,
    NewVisit,
    NoAccess,
    Overrun,
    PartDelayed,
    apply_events,
    with_begun,
    without_absence,
)
from firstfix.engines.dispatch.planning import (
    Appointment,
    Ground,
    Iterations,
    Job,
    Meal,
    Pin,
    Plan,
    Shift,
    Technician,
    Visit,
    check_plan,
    make_plan,
    problems_of,
    told_plan,
)
from firstfix.engines.dispatch.planning.repair import published, repair
from tests.engines.dispatch.jobs import several_days

SHIFT = Shift(480, 960, 0, 0, overtime=60, meal=Meal(690, 810, 30))
KIM = Technician("kim", (SHIFT, replace(SHIFT, start=1920, end=2400)), pace=200)
JOB = Job(
    (KIM, Technician("dana", (SHIFT,))),
    (
        Visit("a", 1, 60, windows=((500, 700), (720, 900)), published=Appointment("kim", 510)),
        Visit("b", 1, 30, after=("a",), pin=Pin("kim", 0, 840)),
        Visit("c", 1, 30),
    ),
    [[0, 10], [10, 0]],
)


def visit(job: Job, name: str) -> Visit:
    return next(each for each in job.visits if each.id == name)


@pytest.mark.parametrize(
    ("absence", "left"),
    [
        ((0, 100), (480, 960, 60)),  # before
        ((1020, 2000), (480, 960, 60)),  # after the overtime
        ((0, 2000), (480, 480, 0)),  # all of it
        ((480, 960), (480, 480, 0)),
        ((700, 2000), (480, 700, 0)),  # goes home
        ((300, 600), (600, 960, 60)),  # comes later
        ((600, 660), (660, 960, 60)),  # in the middle: the longer part
        ((850, 900), (480, 850, 0)),
        ((980, 2000), (480, 960, 0)),  # only the overtime
    ],
)
def test_an_absence_leaves_the_longer_part_of_a_shift(
    absence: tuple[int, int], left: tuple[int, int, int]
) -> None:
    shift = without_absence(SHIFT, *absence)
    assert (shift.start, shift.end, shift.overtime) == left


def test_who_is_away_for_good_has_no_shift_any_more_but_keeps_their_numbers() -> None:
    job = apply_events(JOB, [Away("kim", 600)])
    kim, dana = job.technicians
    assert [(shift.start, shift.end) for shift in kim.shifts] == [(480, 600), (1920, 1920)]
    assert dana == JOB.technicians[1]


def test_what_the_absent_were_to_do_is_free_for_others_and_what_they_did_is_not() -> None:
    done = replace(visit(JOB, "b"), pin=Pin("kim", 0, 500))
    job = replace(JOB, visits=(done, replace(visit(JOB, "c"), pin=Pin("dana", 0, 900)), visit(JOB, "b")))
    # At pace 200 the visit from 500 on is done at 560.
    after = apply_events(job, [Away("kim", 560)])
    assert [each.pin for each in after.visits] == [Pin("kim", 0, 500), Pin("dana", 0, 900), None]
    assert apply_events(job, [Away("kim", 559)]).visits[0].pin is None


def test_an_overrun_is_counted_by_the_watch_of_who_is_there() -> None:
    # Kim takes twice as long: thirty minutes of hers are fifteen at the usual pace.
    assert visit(apply_events(JOB, [Overrun("a", 30)]), "a").minutes == 75
    assert visit(apply_events(JOB, [Overrun("c", 30)]), "c").minutes == 60


def test_no_access_cuts_the_windows_and_releases_a_pin_before() -> None:
    assert visit(apply_events(JOB, [NoAccess("a", 730)]), "a").windows == ((730, 900),)
    assert visit(apply_events(JOB, [NoAccess("b", 841)]), "b").pin is None
    assert visit(apply_events(JOB, [NoAccess("b", 840)]), "b").pin == Pin("kim", 0, 840)


def test_no_access_in_these_days_leaves_the_visit_to_be_done_one_day() -> None:
    job = apply_events(JOB, [NoAccess("a")])
    plan = make_plan(job, Iterations(20))
    assert "a" in plan.unserved
    assert problems_of(job) == ()


def test_a_late_part_moves_a_visit_without_windows_behind_it() -> None:
    job = apply_events(JOB, [PartDelayed("c", 900)])
    starts = [
        each.starts for day in make_plan(job, Iterations(20)).days for each in day.visits if each.visit == "c"
    ]
    assert starts
    assert min(starts) >= 900


def test_nobody_waits_for_a_cancelled_visit() -> None:
    job = apply_events(JOB, [Cancelled("a")])
    assert [each.id for each in job.visits] == ["b", "c"]
    assert visit(job, "b").after == ()


def test_events_come_in_their_order() -> None:
    job = apply_events(JOB, [NewVisit(Visit("d", 1, 10)), Overrun("d", 5), Cancelled("c")])
    assert visit(job, "d").minutes == 15
    with pytest.raises(ValueError, match="Visit d"):
        apply_events(JOB, [Overrun("d", 5), NewVisit(Visit("d", 1, 10))])


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (Cancelled("z"), "Visit z: there is none"),
        (Overrun("z", 1), "Visit z: there is none"),
        (NoAccess("z"), "Visit z: there is none"),
        (PartDelayed("z", 1), "Visit z: there is none"),
        (Away("z", 1), "Technician z: there is nobody"),
        (NewVisit(Visit("a", 1, 1)), "Visit a, id: there is one already"),
    ],
)
def test_an_event_about_nobody_is_refused(event: Event, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        apply_events(JOB, [event])


def test_what_started_before_now_is_pinned_and_nothing_else() -> None:
    job = replace(JOB, visits=JOB.visits[2:], now=600)
    plan = make_plan(replace(job, now=0), Iterations(5))
    [starts] = [each.starts for day in plan.days for each in day.visits]
    assert visit(with_begun(replace(job, now=starts + 1), plan), "c").pin is not None
    assert visit(with_begun(replace(job, now=starts), plan), "c").pin is None


@given(st.integers(0, 10**9))
@settings(max_examples=120, deadline=None)
def test_whatever_happens_the_repaired_plan_keeps_every_rule_and_what_has_begun(seed: int) -> None:
    random = Random(seed)
    job = several_days(seed, visit_count=8)
    plan = make_plan(job, Iterations(20), seed=seed)
    now = random.choice([0, *(each.starts + 1 for day in plan.days for each in day.visits)])
    begun = with_begun(replace(published(job, plan), now=now), plan)
    events = [happened(random, job, now) for _ in range(random.randint(1, 3))]
    try:
        changed = apply_events(begun, events)
    except ValueError:
        # The second event was about a visit that the first one cancelled.
        return
    ground = Ground(changed)
    found = list(repair(ground, plan, Iterations(10), seed=seed))[-1]
    repaired = told_plan(ground, found.orders)
    assert check_plan(changed, repaired).faults == ()
    before, after = places(plan), places(repaired)
    for each in changed.visits:
        if each.pin is not None and each.pin.start is not None and each.pin.start < now:
            assert after[each.id] == before[each.id]


def happened(random: Random, job: Job, now: int) -> Event:
    name = random.choice(job.visits).id
    later = now + random.randint(0, 600)
    return random.choice(
        [
            Away(random.choice(job.technicians).id, later, random.choice([None, later + 200])),
            Overrun(name, random.randint(1, 60)),
            NoAccess(name, random.choice([None, later])),
            PartDelayed(name, later),
            Cancelled(name),
            NewVisit(Visit("new", job.visits[0].place, random.randint(5, 60), priority=1)),
        ]
    )


def places(plan: Plan) -> dict[str, tuple[str, int, int]]:
    return {each.visit: (day.technician, day.shift, each.starts) for day in plan.days for each in day.visits}
