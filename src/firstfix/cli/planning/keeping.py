"""Search so that what customers were told is kept where nobody is served worse for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from firstfix.cli.planning.searching import Limits, Outcome, search_within
from firstfix.engines.dispatch.day_files import ReadDay
from firstfix.engines.dispatch.planning import Found, Ground, Plan, Terms, told_plan
from firstfix.engines.dispatch.planning.repair import orders_of, repair
from firstfix.engines.dispatch.planning.search import Budget
from firstfix.engines.dispatch.planning.told_times import as_told, held_back

__all__ = ["search_as_told"]

Begin = Callable[[Ground, Budget], Iterator[Found]]


def search_as_told(
    day: ReadDay, begin: Begin, limits: Limits, *, seed: int = 0, before: Terms | None = None
) -> tuple[ReadDay, Outcome]:
    """Give the best plan within the limits, and the day with the starts that it holds at what was told.

    Half of the time nobody is visited before what was told. The other half looks for what is cheaper when
    customers may be told anew; it is not needed where that plan serves nobody worse than ``before``.
    """
    kept = replace(day, job=as_told(day.job))
    if kept.job == day.job:
        return day, _found(day, begin, limits)
    half = _half(limits)
    first = _found(kept, begin, half)
    if not first.is_complete or (before is not None and first.plan.terms.missed <= before.missed):
        return kept, first
    second = _found(day, lambda ground, budget: repair(ground, first.plan, budget, seed=seed), half)
    held, plan = _held(day, second.plan)
    count = first.iteration_count + second.iteration_count
    if plan.points < first.plan.points:
        return held, Outcome(plan, count, second.is_complete)
    return kept, Outcome(first.plan, count, second.is_complete)


def _found(day: ReadDay, begin: Begin, limits: Limits) -> Outcome:
    ground = Ground(day.job)
    return search_within(ground, lambda budget: begin(ground, budget), limits)


def _held(day: ReadDay, plan: Plan) -> tuple[ReadDay, Plan]:
    held = replace(day, job=held_back(day.job, plan))
    ground = Ground(held.job)
    return held, told_plan(ground, orders_of(ground, plan))


def _half(limits: Limits) -> Limits:
    seconds = None if limits.seconds is None else limits.seconds / 2
    return Limits(seconds, None if limits.iterations is None else -(-limits.iterations // 2))
