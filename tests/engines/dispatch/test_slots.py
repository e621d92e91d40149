"""Slots for one more visit: the cheapest of all positions, and a bump that costs what it says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from firstfix.engines.dispatch.planning import Ground, Iterations, Job, search
from firstfix.engines.dispatch.planning.coupled import make_draft
from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.slots import best_slots, bump, put_in
from firstfix.engines.dispatch.planning.timing import Order
from tests.engines.dispatch.jobs import plain_job, points_of_order, small_job

SEEDS = st.integers(0, 10**9)


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_the_best_slots_are_the_cheapest_of_all_positions(seed: int) -> None:
    draft, stop = _full_draft(plain_job(seed, visit_count=8))
    job = draft.ground.job
    cheapest = [_cheapest(job, row, order, stop) for row, order in enumerate(draft.orders())]
    found = {slot.row: slot.points for slot in best_slots(draft, stop)}
    assert found == {row: points for row, points in enumerate(cheapest) if points is not None}


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_slots_come_cheapest_first_and_no_more_than_asked_for(seed: int) -> None:
    draft, stop = _full_draft(small_job(seed, visit_count=8))
    slots = best_slots(draft, stop)
    assert [slot.points for slot in slots] == sorted(slot.points for slot in slots)
    assert best_slots(draft, stop, count=1) == slots[:1]


@settings(max_examples=100, deadline=None)
@given(SEEDS, st.booleans())
def test_a_bump_costs_what_carrying_it_out_costs(seed: int, is_plain: bool) -> None:
    draft, stop = _full_draft((plain_job if is_plain else small_job)(seed, visit_count=8))
    way = bump(draft, stop)
    if way is None:
        return
    before = draft.points
    draft.remove(way.slot.row, {way.gave_way})
    draft.serve(stop, way.slot.row, way.slot.at)
    if way.moved is not None:
        draft.serve(way.gave_way, way.moved.row, way.moved.at)
    real = draft.points + draft.ground.value[stop] - before
    # With meals and a published plan it may turn out cheaper than it was sold, never dearer.
    assert real == way.points if is_plain else real <= way.points


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_putting_in_leaves_the_points_of_a_draft_made_afresh(seed: int) -> None:
    draft, stop = _full_draft(small_job(seed, visit_count=8))
    before = draft.points
    way = put_in(draft, stop)
    afresh = make_draft(draft.ground, draft.orders())
    assert (draft.points, draft.unserved, draft.row_of) == (afresh.points, afresh.unserved, afresh.row_of)
    assert draft.points < before if way is not None else draft.points == before


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_who_gives_way_is_worth_less(seed: int) -> None:
    draft, stop = _full_draft(small_job(seed, visit_count=8))
    way = bump(draft, stop)
    value = draft.ground.value
    assert way is None or value[way.gave_way] < value[stop]


def _full_draft(job: Job) -> tuple[Draft, int]:
    """Give the draft of a good plan without the last visit of the job, and that visit."""
    ground, stop = Ground(job), len(job.visits) - 1
    found = list(search(ground, Iterations(15)))[-1]
    return make_draft(ground, [_without(order, stop) for order in found.orders]), stop


def _without(order: Order, stop: int) -> Order:
    return tuple(each for each in order if each != stop)


def _cheapest(job: Job, row: int, order: Order, stop: int) -> int | None:
    """Give the least that the visit adds to a day, by walking the day with it at every position."""
    before = points_of_order(job, row, order)
    assert before is not None
    longer = [points_of_order(job, row, (*order[:at], stop, *order[at:])) for at in range(len(order) + 1)]
    return min((points - before for points in longer if points is not None), default=None)
