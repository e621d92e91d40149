"""A job that cannot be meant is refused with sentences that name the element and the field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.dispatch.planning import (
    Depot,
    Job,
    Meal,
    Needed,
    Pin,
    Promise,
    Shift,
    Technician,
    Visit,
    make_plan,
    problems_of,
)
from firstfix.engines.dispatch.planning.search import Iterations
from firstfix.engines.dispatch.planning.validation import MOST_VISITS
from tests.engines.dispatch.jobs import several_days, small_job

SHIFT = Shift(480, 960, 0, 0, overtime=40, meal=Meal(690, 810, 30))
KIM = Technician("kim", (SHIFT, replace(SHIFT, start=1920, end=2400)))
VISIT = Visit("v", 1, 30, windows=((500, 600),), promise=Promise(700, "office"))
NEXT = Visit("w", 0, 30, after=("v",), pin=Pin("kim", 1))
JOB = Job((KIM,), (VISIT, NEXT), [[0, 9], [9, 0]], (Depot("store", 1, {}),), {"office": range(2441)})


@given(st.integers(0, 10**9), st.sampled_from([small_job, several_days]))
def test_a_sound_job_has_no_problem(seed: int, kind: Any) -> None:
    assert problems_of(JOB) == ()
    assert problems_of(kind(seed)) == ()


def test_what_nobody_can_do_is_an_answer_and_no_problem() -> None:
    job = replace(JOB, visits=(replace(VISIT, all_of=(Needed("alchemy"),)),))
    assert problems_of(job) == ()
    assert make_plan(job, Iterations(5)).unserved == ("v",)


def test_a_begun_visit_may_have_started_outside_its_windows() -> None:
    job = replace(visit(pin=Pin("kim", 0, 490)), now=500)
    assert problems_of(job) == ()


def test_a_window_is_about_the_start_and_may_be_shorter_than_the_visit() -> None:
    job = visit(windows=((500, 510),))
    assert problems_of(job) == ()
    assert make_plan(job, Iterations(5)).unserved == ()


def technician(**changes: Any) -> Job:
    return replace(JOB, technicians=(replace(KIM, **changes),))


def shift(**changes: Any) -> Job:
    return technician(shifts=(replace(SHIFT, **changes), KIM.shifts[1]))


def visit(**changes: Any) -> Job:
    return replace(JOB, visits=(replace(VISIT, **changes), NEXT))


def after(*names: str) -> Job:
    return visit(after=names)


PROBLEMS = {
    "nobody": (
        replace(JOB, technicians=(), visits=(VISIT,)),
        "technicians: there is nobody to send; name at least one.",
    ),
    "two of one name": (
        replace(JOB, technicians=(KIM, KIM)),
        "Technician kim, id: it is given 2 times; each needs one of its own.",
    ),
    "two visits of one id": (
        replace(JOB, visits=(VISIT, VISIT, VISIT)),
        "Visit v, id: it is given 3 times; each needs one of its own.",
    ),
    "two depots of one id": (
        replace(JOB, depots=JOB.depots * 2),
        "Depot store, id: it is given 2 times; each needs one of its own.",
    ),
    "shifts that overlap": (
        shift(end=1921),
        "Technician kim, shift 1: it starts at 1920, before shift 0 ends at 1921; they must not overlap.",
    ),
    "a shift backwards": (
        shift(end=479, overtime=0),
        "Technician kim, shift 0: it ends at 479, before it starts at 480.",
    ),
    "less than no overtime": (
        shift(overtime=-1),
        "Technician kim, shift 0, overtime: -1 minutes are less than none.",
    ),
    "a meal backwards": (
        shift(meal=Meal(700, 690, 30)),
        "Technician kim, shift 0, meal: it may start until 690, which is before its earliest start at 700.",
    ),
    "a meal of less than nothing": (
        shift(meal=Meal(690, 700, -30)),
        "Technician kim, shift 0, meal: -30 minutes are less than none.",
    ),
    "a start nowhere": (
        shift(start_place=2),
        "Technician kim, shift 0, start_place: there is no place 2; travel knows 2, counted from 0.",
    ),
    "an end nowhere": (
        shift(end_place=-1),
        "Technician kim, shift 0, end_place: there is no place -1; travel knows 2, counted from 0.",
    ),
    "no pace": (technician(pace=0), "Technician kim, pace: 0 must be 1 or more; 100 is normal."),
    "a van of less than nothing": (
        technician(capacity=-1),
        "Technician kim, capacity: -1 is less than nothing.",
    ),
    "less than no rest": (technician(rest=-1), "Technician kim, rest: -1 minutes are less than none."),
    "a visit nowhere": (
        visit(place=7),
        "Visit v, place: there is no place 7; travel knows 2, counted from 0.",
    ),
    "a depot nowhere": (
        replace(JOB, depots=(Depot("store", 2, {}),)),
        "Depot store, place: there is no place 2; travel knows 2, counted from 0.",
    ),
    "a line of travel too short": (
        replace(JOB, travel=[[0, 9], [9]]),
        "travel, line 1: it has 1 entries, but there are 2 places.",
    ),
    "travel backwards in time": (
        replace(JOB, travel=[[0, -9], [9, 0]]),
        "travel, line 0: -9 minutes to place 1 cannot be driven.",
    ),
    "travel that is no number": (
        replace(JOB, travel=[[0, 9], [float("nan"), 0]]),
        "travel, line 1: nan minutes to place 0 cannot be driven.",
    ),
    "travel without end": (
        replace(JOB, travel=[[0, 9], [float("inf"), 0]]),
        "travel, line 1: inf minutes to place 0 cannot be driven.",
    ),
    "a window that closes before it opens": (
        visit(windows=((500, 600), (700, 699))),
        "Visit v, windows: window 1 closes at 699, before it opens at 700.",
    ),
    "work of less than no time": (visit(minutes=-5), "Visit v, minutes: -5 are less than none."),
    "a load of less than nothing": (visit(load=-1), "Visit v, load: -1 is less than nothing."),
    "a crew of nobody": (
        visit(crew=0),
        "Visit v, crew: 0 technicians can do nothing; it takes one at least.",
    ),
    "a priority without a price": (
        visit(priority=9),
        "Visit v, priority: the policy dispatch-1 has no price for leaving out priority 9; give a value.",
    ),
    "a pin to a stranger": (visit(pin=Pin("lee", 0)), "Visit v, pin: there is no technician lee."),
    "a pin to no shift": (
        visit(pin=Pin("kim", 2)),
        "Visit v, pin: technician kim has no shift 2; there are 2, counted from 0.",
    ),
    "a pin to half a crew": (
        visit(pin=Pin("kim", 1), crew=2),
        "Visit v, pin: it names 1 of a crew of 2; each has to be named once.",
    ),
    "a pin of one to two": (
        replace(visit(pin=Pin("kim", 1, crew=(("lee", 0),))), technicians=(KIM, replace(KIM, id="lee"))),
        "Visit v, pin: it names 2 of a crew of 1; each has to be named once.",
    ),
    "a pin of a crew to one person": (
        visit(pin=Pin("kim", 0, crew=(("kim", 1),)), crew=2),
        "Visit v, pin: it names 1 of a crew of 2; each has to be named once.",
    ),
    "a mate who is a stranger": (
        visit(pin=Pin("kim", 1, crew=(("lee", 0),)), crew=2),
        "Visit v, pin: there is no technician lee.",
    ),
    "a pin outside the windows": (
        visit(pin=Pin("kim", 0, 601)),
        "Visit v, pin: its start at 601 lies in no window of the visit; change the pin or the windows.",
    ),
    "less than no value": (
        visit(value=-1),
        "Visit v, value: -1 is less than nothing; 0 for what need not be done.",
    ),
    "less than no burden": (
        technician(burden=-2),
        "Technician kim, burden: -2 visits are less than none.",
    ),
    "less than no part needed": (
        visit(parts={"fan": -1}),
        "Visit v, parts: -1 of fan are less than none.",
    ),
    "less than no part in the van": (
        technician(van_stock={"fan": -1}),
        "Technician kim, van_stock: -1 of fan are less than none.",
    ),
    "less than no part in the depot": (
        replace(JOB, depots=(Depot("store", 1, {"fan": -1}),)),
        "Depot store, stock: -1 of fan are less than none.",
    ),
    "a depot of less than no time": (
        replace(JOB, depots=(Depot("store", 1, {}, minutes=-1),)),
        "Depot store, minutes: -1 are less than none.",
    ),
    "no such calendar": (
        visit(promise=Promise(700, "night")),
        "Visit v, promise: there is no calendar night.",
    ),
    "a calendar too short": (
        replace(JOB, calendars={"office": range(2440)}),
        "Calendar office: it ends at minute 2439, but somebody may work until 2440.",
    ),
    "a calendar that runs backwards": (
        replace(JOB, calendars={"office": range(2441, 0, -1)}),
        "Calendar office: the service minutes that have passed become fewer.",
    ),
    "after a stranger": (after("x"), "Visit v, after: there is no visit x."),
    "after itself": (after("v"), "Visit v, after: it waits for itself (v after v)."),
    "in a circle": (after("w"), "Visit v, after: it waits for itself (v after w after v)."),
    "too many visits": (
        replace(JOB, visits=(VISIT,) * (MOST_VISITS + 1)),
        "visits: 5,001 are too many for one plan; 5,000 at most can be planned.",
    ),
}


@pytest.mark.parametrize(("job", "sentence"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_each_mistake_is_named_once_with_its_place(job: Job, sentence: str) -> None:
    assert problems_of(job) == (sentence,)


def test_every_mistake_of_a_job_is_named_at_once() -> None:
    job = replace(shift(overtime=-1), visits=(replace(VISIT, minutes=-5), replace(NEXT, after=("x",))))
    assert len(problems_of(job)) == 3
