"""Reasons where days hang together: crews, visits after others, parts, and fair shares of unpopular work."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from firstfix.engines.dispatch.planning import (
    Depot,
    Iterations,
    Job,
    Limits,
    Pin,
    Plan,
    Shift,
    Technician,
    Visit,
    alternative_plan,
    check_plan,
    draft_of,
    make_plan,
    relaxed_plan,
    slots_for,
    why_engineer,
    why_unserved,
)
from firstfix.engines.dispatch.planning.relaxation_people import BringParts
from firstfix.engines.dispatch.planning.relaxation_visits import GiveUp
from tests.engines.dispatch.tied_jobs import TIES, in_the_middle, tied_job

SEEDS = st.integers(0, 10**9)
SOME_TIES = st.sampled_from([(tie,) for tie in TIES] + [TIES])


@settings(max_examples=20, deadline=None)
@given(SEEDS, SOME_TIES, st.booleans(), st.booleans())
@example(1, ("unpopular",), False, True)  # unpopular work that has begun is in both plans
def test_every_difference_is_the_difference_of_the_whole_plans(
    seed: int, ties: tuple[str, ...], is_short: bool, has_begun: bool
) -> None:
    job = tied_job(seed, ties=ties, visit_count=7, day_count=2, is_short=is_short)
    if has_begun:
        job = in_the_middle(job, Random(seed))
    plan = make_plan(job, Iterations(5))
    before, draft = check_plan(job, plan).terms, draft_of(job, plan)
    points, orders = draft.points, draft.orders()
    for visit in served(plan):
        for option in why_engineer(draft, visit).options:
            assert (option.best is None) == bool(option.blocks)
            for alternative in (option.slot, option.bump):
                if alternative is not None:
                    other = alternative_plan(plan, alternative)
                    checked = check_plan(job, other)
                    assert checked.faults == ()
                    assert checked.terms == other.terms
                    assert checked.terms - before == alternative.difference
        # Asking leaves the draft as it was.
        assert (draft.points, draft.orders()) == (points, orders)


@settings(max_examples=20, deadline=None)
@given(SEEDS, SOME_TIES)
def test_every_help_serves_the_visit_and_costs_what_it_says(seed: int, ties: tuple[str, ...]) -> None:
    job = longer(tied_job(seed, ties=ties, visit_count=7, is_short=True))
    plan = make_plan(job, Iterations(5))
    before, draft = check_plan(job, plan).terms, draft_of(job, plan)
    for visit in plan.unserved:
        for chosen in why_unserved(draft, visit, limits=Limits(effort=5)).helps:
            other = relaxed_plan(draft, chosen)
            checked = check_plan(chosen.relaxation.apply(job), other)
            assert checked.faults == ()
            assert checked.terms - before == chosen.difference
            given_up = {chosen.relaxation.visit} if isinstance(chosen.relaxation, GiveUp) else set()
            assert visit in served(other)
            assert set(other.unserved) <= set(plan.unserved) | given_up


@settings(max_examples=15, deadline=None)
@given(SEEDS, SOME_TIES)
def test_slots_come_cheapest_first_and_cost_what_they_say(seed: int, ties: tuple[str, ...]) -> None:
    job = tied_job(seed, ties=ties, visit_count=7)
    plan = make_plan(job, Iterations(5))
    before, draft = check_plan(job, plan).terms, draft_of(job, plan)
    for visit in job.visits:
        slots = slots_for(draft, visit.id)
        assert [slot.points for slot in slots] == sorted(slot.points for slot in slots)
        assert len(slots) <= 5
        for slot in slots:
            checked = check_plan(job, alternative_plan(plan, slot))
            assert (checked.faults, checked.terms - before) == ((), slot.difference)


TRAVEL = [[0 if start == end else 20 for end in range(4)] for start in range(4)]
DAY = Shift(480, 960, 0, 0)


def test_what_is_missing_in_the_van_and_the_depots_is_named_and_bringing_it_helps() -> None:
    kim = Technician("kim", (DAY,), van_stock={"fan": 1})
    visit = Visit("router", 1, 60, parts={"fan": 3, "card": 1})
    job = Job((kim,), (visit,), TRAVEL, depots=(Depot("hub", 2, {"fan": 9}),))
    told = why_unserved(draft_of(job, make_plan(job, Iterations(5))), "router")
    (block,) = told.options[0].blocks
    assert block.code == "no_parts"
    assert block.said.text() == (
        "router needs parts that the van of kim and no depot has: 1 x card, 2 x fan."
    )
    assert told.helps[0].relaxation == BringParts("kim", (("card", 1), ("fan", 2)))
    assert told.helps[0].said[0].text() == "It would help if kim had in the van: 1 x card, 2 x fan."


def test_a_visit_that_comes_after_one_that_is_left_out_says_so() -> None:
    first = Visit("first", 1, 60, windows=((0, 10),))
    job = Job((Technician("kim", (DAY,)),), (first, Visit("second", 2, 60, after=("first",))), TRAVEL)
    told = why_unserved(draft_of(job, make_plan(job, Iterations(5))), "second")
    assert [block.said.text() for block in told.options[0].blocks] == [
        "second comes after first, which is not in the plan."
    ]


def test_a_crew_that_nobody_completes_says_so() -> None:
    job = Job((Technician("kim", (DAY,)), Technician("lee", ())), (Visit("mast", 1, 60, crew=2),), TRAVEL)
    told = why_unserved(draft_of(job, make_plan(job, Iterations(5))), "mast")
    assert {block.said.text() for option in told.options for block in option.blocks} == {
        "Nobody is free to start mast together with kim.",
        "lee has no shift in these days.",
    }


def test_half_a_crew_is_refused_with_a_sentence() -> None:
    visits = (Visit("mast", 1, 60, crew=2), Visit("switch", 2, 60))
    job = Job((Technician("kim", (DAY,)), Technician("lee", (DAY,))), visits, TRAVEL)
    plan = make_plan(job, Iterations(5))
    half = replace(plan, days=tuple(day for day in plan.days if day.technician == "kim"))
    with pytest.raises(ValueError, match="Visit mast cannot be done as planned: its crew, its parts or"):
        draft_of(job, half)


def test_what_has_begun_stays_with_whom_it_has_begun() -> None:
    visits = (Visit("router", 1, 60, pin=Pin("kim", 0, 500)), Visit("switch", 2, 60))
    job = Job((Technician("kim", (DAY,)), Technician("lee", (DAY,))), visits, TRAVEL, now=520)
    told = why_engineer(draft_of(job, make_plan(job, Iterations(5))), "router")
    assert (told.planned.technician, told.planned.starts, told.options) == ("kim", 500, ())
    assert [said.text() for said in told.said] == [
        "kim starts router at 08:20.",
        "router is fixed to kim and stays there.",
    ]


def served(plan: Plan) -> list[str]:
    return sorted({each.visit for day in plan.days for each in day.visits})


def longer(job: Job) -> Job:
    """Give the job with visits of an hour more, so that not all of them fit."""
    return replace(job, visits=tuple(replace(visit, minutes=visit.minutes + 60) for visit in job.visits))
