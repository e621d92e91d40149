"""Repair a plan after something happened, moving as little as possible.

What was published has a price to move (:class:`Policy`), so the search leaves alone what need not change. It
starts from the plan as it stands, with what became impossible taken out and what came in put in by the best
bump.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.model import Appointment, Job
from firstfix.engines.dispatch.planning.plan import Plan
from firstfix.engines.dispatch.planning.search import Budget, Found, search
from firstfix.engines.dispatch.planning.slots import put_in
from firstfix.engines.dispatch.planning.sound import sound_draft
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order, cost_of_row

__all__ = ["orders_of", "published", "repair"]


def repair(ground: Ground, plan: Plan, budget: Budget, *, seed: int = 0) -> Iterator[Found]:
    """Give better and better plans for a changed job, from the plan that was made for the job before."""
    orders = [_possible(ground, row, order) for row, order in enumerate(orders_of(ground, plan))]
    draft = sound_draft(ground, orders)
    turn = ground.ties.turn
    for stop in sorted(
        draft.unserved, key=lambda each: (turn[each] > 1, -ground.worth[each], ground.due[each], each)
    ):
        put_in(draft, stop)
    return search(ground, budget, seed=seed, start=draft.orders())


def published(job: Job, plan: Plan) -> Job:
    """Give the job with this plan published: everything in it has an appointment."""
    told: dict[str, Appointment] = {}
    for day in plan.days:
        for each in day.visits:
            before = told.get(each.visit)
            told[each.visit] = (
                Appointment(day.technician, each.starts)
                if before is None
                else replace(before, crew=(*before.crew, day.technician))
            )
    visits = tuple(replace(visit, published=told.get(visit.id)) for visit in job.visits)
    return replace(job, visits=visits)


def orders_of(ground: Ground, plan: Plan) -> list[Order]:
    """Give the plan's order of each row; what the job no longer knows is left out."""
    technicians = {each.id: index for index, each in enumerate(ground.job.technicians)}
    rows = {
        (index, number): row
        for row, (index, number) in enumerate(zip(ground.technician_of, ground.shift_of, strict=True))
    }
    orders: list[Order] = [()] * len(ground.rows)
    for day in plan.days:
        row = rows.get((technicians.get(day.technician, -1), day.shift))
        if row is not None:
            stops = (ground.number.get(each.visit) for each in day.visits)
            orders[row] = tuple(stop for stop in stops if stop is not None and row in ground.open_to[stop])
    return orders


def _possible(ground: Ground, row: int, order: Order) -> Order:
    """Give what the row can still do of an order: what is worth least goes first, what is pinned last."""
    while order and cost_of_row(ground, row, order) >= INFEASIBLE:
        visits = ground.job.visits
        least = min(
            order,
            key=lambda stop: (visits[stop].pin is not None, ground.worth[stop], -ground.minutes[row][stop]),
        )
        order = tuple(stop for stop in order if stop != least)
    return order
