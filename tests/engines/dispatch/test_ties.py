"""Days that touch each other: crews, waiting, parts, unpopular work, and days that have begun."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstfix.engines.dispatch.planning import (
    Ground,
    Iterations,
    Job,
    check_plan,
    make_plan,
    problems_of,
    search,
    told_plan,
)
from firstfix.engines.dispatch.planning.coupled import CoupledDraft, make_draft
from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.repair import published, repair
from tests.engines.dispatch.tied_jobs import TIES, cheapest_together, in_the_middle, tied_job

SEEDS = st.integers(0, 10**9)


def any_job(seed: int) -> Job:
    """Give a job of any size and any day with all ties, in the middle of its day every other time."""
    random = Random(seed)
    job = tied_job(
        seed,
        visit_count=random.choice((4, 6)),
        day_count=random.choice((1, 2)),
        is_short=random.random() < 0.4,
        is_plain=random.random() < 0.4,
    )
    return in_the_middle(job, random) if random.random() < 0.5 else job


def test_a_job_without_ties_is_planned_as_if_there_were_none() -> None:
    job = tied_job(1, ties=())
    assert type(make_draft(Ground(job), [(), ()])) is Draft
    assert type(make_draft(Ground(tied_job(1)), [(), ()])) is CoupledDraft


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_plan_with_ties_breaks_no_rule_and_costs_what_it_says(seed: int) -> None:
    job = any_job(seed)
    assert problems_of(job) == ()
    ground = Ground(job)
    found = list(search(ground, Iterations(15), seed=seed))[-1]
    plan = told_plan(ground, found.orders)
    checked = check_plan(job, plan)
    assert checked.faults == ()
    assert checked.terms == plan.terms
    # What was settled step by step is what the orders alone lead to.
    assert plan.points == found.points


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("ties", [*((tie,) for tie in TIES), TIES], ids=[*TIES, "all"])
def test_the_search_finds_the_best_plan_of_all_with_ties(ties: tuple[str, ...], seed: int) -> None:
    job = tied_job(seed, ties=ties)
    assert make_plan(job, Iterations(300)).points == cheapest_together(job)


@pytest.mark.parametrize("seed", range(8))
def test_the_search_finds_the_best_rest_of_a_day_that_has_begun(seed: int) -> None:
    job = in_the_middle(tied_job(seed, ties=("crew", "unpopular")), Random(seed))
    assert make_plan(job, Iterations(200)).points == cheapest_together(job)


@pytest.mark.parametrize("seed", range(4))
def test_the_search_finds_the_best_plan_of_two_days(seed: int) -> None:
    job = tied_job(seed, ties=("after", "parts"), visit_count=3, day_count=2)
    assert make_plan(job, Iterations(200)).points == cheapest_together(job)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_no_plan_is_cheaper_than_the_best_of_all_where_depots_run_short(seed: int) -> None:
    job = tied_job(seed, ties=("parts",), is_short=True)
    plan = make_plan(job, Iterations(40))
    assert check_plan(job, plan).faults == ()
    assert plan.points >= cheapest_together(job)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_coming_back_to_a_mark_leaves_nothing_behind(seed: int) -> None:
    job, random = any_job(seed), Random(seed)
    ground = Ground(job)
    draft = make_draft(ground, list(search(ground, Iterations(5)))[-1].orders)
    orders, points = draft.orders(), draft.points
    mark = draft.mark()
    for row, order in enumerate(orders):
        if order and random.random() < 0.7:
            chosen = {stop for stop in draft.days[row].order if random.random() < 0.5}
            draft.remove(row, chosen)
    draft.restore(mark, ground.rows)
    assert (draft.orders(), draft.points) == (orders, points)
    again = make_draft(ground, draft.orders())
    assert (again.points, again.row_of, again.unserved) == (draft.points, draft.row_of, draft.unserved)
    for stop in sorted(draft.unserved):
        rows = ground.open_to[stop]
        assert draft.cheapest(stop, rows) == again.cheapest(stop, rows)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_a_repair_of_a_plan_with_ties_is_sound(seed: int) -> None:
    random = Random(seed)
    job = tied_job(seed, visit_count=6, is_plain=random.random() < 0.5)
    plan = make_plan(job, Iterations(10), seed=seed)
    changed = in_the_middle(published(job, plan), random)
    ground = Ground(changed)
    for found in repair(ground, plan, Iterations(5), seed=seed):
        repaired = told_plan(ground, found.orders)
        checked = check_plan(changed, repaired)
        assert checked.faults == ()
        assert checked.terms == repaired.terms
