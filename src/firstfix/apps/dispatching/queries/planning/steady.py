"""Where a repair begins: with the plan in which only what the event is about has moved.

People have planned for who comes when. So all others give way only where a visit would be left without an
engineer, or be late, if nobody did.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from firstfix.apps.dispatching.queries.planning.job import Event, PlanningJob, planning_job
from firstfix.apps.dispatching.queries.planning.reading import PlanScope, Reading
from firstfix.engines.dispatch.planning import Ground, Plan, problems_of, told_plan
from firstfix.engines.dispatch.planning.repair import repair
from firstfix.engines.dispatch.planning.timing import Order

__all__ = ["Steady", "steady_plan"]

# Half of what a repair may take (issue 3: one second); only a few visits are out, so the search is short.
STEADY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Steady:
    """The plan in which nobody else gave way, and the job that it was made for."""

    planning: PlanningJob
    plan: Plan

    @property
    def is_enough(self) -> bool:
        """Tell whether everything is served and nothing that moved is late: then nobody has to give way."""
        pinned = {visit.id for visit in self.planning.job.visits if visit.pin is not None}
        told = (each for day in self.plan.days for each in day.visits if each.visit not in pinned)
        return not self.plan.unserved and not any(each.late_minutes for each in told)

    def is_as_good_as(self, other: Plan) -> bool:
        """Tell whether ``other``, in which somebody gave way, serves nobody better for it."""
        return self.plan.terms.missed <= other.terms.missed


def steady_plan(wanted: PlanScope, event: Event, *, seconds: float, seed: int) -> Steady | None:
    """Give the repair after ``event`` in which all others stay; None where nothing can be planned.

    It takes :data:`STEADY_SECONDS`, or half of ``seconds`` where that is less.
    """
    planning = planning_job(Reading(wanted), replace(event, others_stay=True))
    if problems_of(planning.job):
        return None
    ground = Ground(planning.job)
    orders: tuple[Order, ...] = ()
    for found in repair(ground, planning.standing, _Ending(min(STEADY_SECONDS, seconds / 2)), seed=seed):
        orders = found.orders
    return Steady(planning, told_plan(ground, orders))


class _Ending:
    """A budget of wall time."""

    def __init__(self, seconds: float) -> None:
        self.began, self.seconds = time.monotonic(), seconds

    def __call__(self) -> float:
        """Give the used share."""
        return min(1.0, (time.monotonic() - self.began) / self.seconds) if self.seconds else 1.0
