"""The memo of insertions: what it says of a visit and a day is what counting the whole day again says."""

from __future__ import annotations

from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from firstfix.engines.dispatch.planning import Ground, Job
from firstfix.engines.dispatch.planning.day import Day
from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order, cost_of_row
from tests.engines.dispatch.jobs import plain_job, small_job

SEEDS = st.integers(0, 10**9)


@settings(max_examples=250, deadline=None)
@given(SEEDS)
def test_an_insertion_costs_exactly_what_the_best_position_costs(seed: int) -> None:
    day, visit = _day_and_visit(plain_job(seed, visit_count=6, technician_count=1))
    costs = _costs(day, visit)
    points, at = day.insertion(visit)
    assert points == (min(costs) - day.cost if min(costs) < INFEASIBLE else INFEASIBLE)
    assert points == INFEASIBLE or costs[at] == min(costs)


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_an_insertion_is_never_sold_below_cost(seed: int) -> None:
    # To be pushed nearer to a published start can pay, and so can one more place to have the meal at:
    # positions that live on that are not looked for (docs/explanation/dispatch-search.md).
    day, visit = _day_and_visit(small_job(seed, visit_count=6, technician_count=1))
    costs = _costs(day, visit)
    points, at = day.insertion(visit)
    assert points == INFEASIBLE or points >= costs[at] - day.cost
    assert points == INFEASIBLE or min(costs) < INFEASIBLE


@settings(max_examples=150, deadline=None)
@given(SEEDS, st.integers(-200, 200))
def test_an_insertion_that_beats_a_price_is_found_and_no_other(seed: int, more: int) -> None:
    day, visit = _day_and_visit(plain_job(seed, visit_count=6, technician_count=1))
    points, at = Day(day.ground, 0, day.order).insertion(visit)
    limit = min(points, 10_000) + more
    # Asked twice, the second time from memory, and for the exact answer in the end.
    found = [day.insertion_below(visit, limit) for _time in range(2)]
    assert found == [(points, at) if points < limit else None] * 2
    assert day.insertion(visit) == (points, at)


@settings(max_examples=80, deadline=None)
@given(SEEDS)
def test_the_cheapest_row_is_the_first_of_the_cheapest(seed: int) -> None:
    ground = Ground(plain_job(seed, visit_count=7, technician_count=4))
    draft = Draft(ground, [()] * len(ground.rows))
    for stop in range(ground.count):
        asked = [
            (Day(ground, row, draft.days[row].order).insertion(stop), row) for row in ground.open_to[stop]
        ]
        least = min((points for (points, _at), _row in asked), default=INFEASIBLE)
        first = next(((points, row, at) for (points, at), row in asked if points == least < INFEASIBLE), None)
        found = draft.cheapest(stop, ground.open_to[stop])
        assert found == (first or (INFEASIBLE, -1, -1))
        if first is not None:
            draft.serve(stop, first[1], first[2])


@settings(max_examples=250, deadline=None)
@given(SEEDS)
def test_a_day_costs_what_its_order_costs_counted_from_its_first_stop(seed: int) -> None:
    ground = Ground(small_job(seed, visit_count=6, technician_count=2))
    order = tuple(Random(seed).sample(range(ground.count), 4))
    for row in ground.rows:
        assert Day(ground, row, order).cost == min(cost_of_row(ground, row, order), INFEASIBLE)


@settings(max_examples=120, deadline=None)
@given(SEEDS)
def test_rows_that_are_too_late_to_be_cheapest_are_passed_over_and_no_others(seed: int) -> None:
    ground = Ground(plain_job(seed, visit_count=7, technician_count=4))
    draft = Draft(ground, [()] * len(ground.rows))
    for stop in range(ground.count):
        found = draft.cheapest_of_all(stop)
        assert found == Draft(ground, draft.orders()).cheapest(stop, ground.open_to[stop])
        if found[0] < INFEASIBLE:
            draft.serve(stop, found[1], found[2])


@settings(max_examples=80, deadline=None)
@given(SEEDS)
def test_no_visit_costs_less_than_the_least_detour_to_its_neighbourhood(seed: int) -> None:
    ground = Ground(plain_job(seed, visit_count=9, technician_count=1))
    day = Day(ground, 0, tuple(Random(seed).sample(range(ground.count), 3)))
    assume(day.cost < INFEASIBLE)
    for stop in set(range(ground.count)) - set(day.order):
        least = day.low(ground.cells.of[stop]) * ground.cells.unit * ground.mile
        assert least <= min(cost_of_row(ground, 0, day.with_visit(stop, at)) for at in range(4)) - day.cost


@settings(max_examples=80, deadline=None)
@given(SEEDS)
def test_the_two_cheapest_rows_are_those_of_all_rows_asked_one_by_one(seed: int) -> None:
    ground = Ground(plain_job(seed, visit_count=9, technician_count=4))
    draft = Draft(ground, [()] * len(ground.rows))
    for stop in range(ground.count):
        asked = {
            row: Day(ground, row, draft.days[row].order).insertion(stop)[0] for row in _seen(draft, stop)
        }
        first, second = sorted([*asked.values(), ground.worth[stop], ground.worth[stop]])[:2]
        # Asked twice, the second time with the rows that were the cheapest before.
        for choice in (draft.two_cheapest(stop), draft.two_cheapest(stop)):
            assert min(choice.points, ground.worth[stop]) == first
            assert choice.second == second
        if choice.points < ground.worth[stop]:
            draft.serve(stop, choice.row, choice.at)


def _seen(draft: Draft, stop: int) -> list[int]:
    """Give the rows that may have a visit, of empty ones that are alike the first."""
    kinds: dict[int, int] = {}
    rows = draft.ground.open_to[stop]
    return [
        row for row in rows if draft.days[row].order or kinds.setdefault(draft.ground.kind[row], row) == row
    ]


def _day_and_visit(job: Job) -> tuple[Day, int]:
    ground = Ground(job)
    visit = ground.count - 1
    assume(0 in ground.open_to[visit])
    return Day(ground, 0, _some_order(ground)), visit


def _costs(day: Day, visit: int) -> list[int]:
    return [cost_of_row(day.ground, 0, day.with_visit(visit, at)) for at in range(len(day.order) + 1)]


def _some_order(ground: Ground) -> Order:
    order: Order = ()
    for stop in range(ground.count - 1):
        longer = (*order, stop)
        if cost_of_row(ground, 0, longer) < INFEASIBLE:
            order = longer
    return order
