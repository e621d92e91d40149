"""Search for a plan, a slice of time at a time, and keep the best one so far in the proposal's draft."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from firstfix.apps.dispatching.models import PlanDraft, PlanProposal
from firstfix.apps.dispatching.queries.planning.inputs import inputs_of
from firstfix.apps.dispatching.queries.planning.job import PlanningJob, planning_job, wanted_of
from firstfix.apps.dispatching.queries.planning.slots import plan_draft
from firstfix.apps.dispatching.queries.planning.steady import Steady, steady_plan
from firstfix.apps.dispatching.queries.planning.told import kept_plan, terms_of
from firstfix.engines.dispatch.planning import Found, Ground, problems_of, search, told_plan
from firstfix.engines.dispatch.planning.repair import repair
from firstfix.engines.dispatch.planning.timing import Order
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = ["SLICE_SECONDS", "Searched", "forget_search", "search_slice"]

SLICE_SECONDS = 2.0
"""A worker searches no longer in one go: consequences and mail wait no longer than this for it."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a slice of the search left: the share of the time that is used, and why there is no plan."""

    share: float
    problems: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Tell whether the time is used or nothing can be planned."""
        return self.share >= 1 or bool(self.problems)


@dataclass
class _Begun:
    """A search between two slices of one worker; another worker begins it again from the draft.

    ``steady`` is the plan that a repair begins with: nobody but whom the event is about has moved in it.
    """

    planning: PlanningJob
    ground: Ground
    orders: tuple[Order, ...] = ()
    steady: Steady | None = None

    @property
    def is_enough(self) -> bool:
        """Tell whether there is nothing to search for."""
        return self.steady is not None and self.planning is self.steady.planning


_begun: dict[UUID, _Begun] = {}


def search_slice(
    proposal: PlanProposal, actor: Actor, *, beat: Callable[[float], None], seconds: float = SLICE_SECONDS
) -> Searched:
    """Search on for ``seconds`` or until the proposal's time is used, and save what was found.

    ``beat`` is called with the used share while it goes on. What is planned is read when a worker begins;
    publishing finds what changes after that.
    """
    draft = proposal.draft
    begun = _begun.pop(proposal.pk, None)
    if begun is None:
        begun = _begin(proposal, actor)
        problems = problems_of(begun.planning.job)
        if problems:
            return Searched(1, tuple(_in_words(begun.planning, one) for one in problems))
    budget = _Budget(0 if begun.is_enough else proposal.seconds, draft.share, seconds, beat)
    found = None
    for found in _search(proposal, begun, budget):
        begun.orders = found.orders
    _save(draft, begun, share=budget.share, iterations=found.iteration if found else 0)
    if budget.share < 1:
        _begun.clear()  # One at a time: a plan of a thousand visits holds 100 MB.
        _begun[proposal.pk] = begun
    return Searched(budget.share)


def forget_search(proposal_id: UUID) -> None:
    """Let go of what a worker keeps between two slices of a search that nobody wants any more."""
    _begun.pop(proposal_id, None)


class _Budget:
    """The share of the whole time that is used; after this slice it says that all of it is."""

    def __init__(self, whole: float, share: float, seconds: float, beat: Callable[[float], None]) -> None:
        self.whole, self.before, self.beat = whole, share, beat
        self.began = self.beaten = time.monotonic()
        self.seconds = min(seconds, whole * (1 - share))

    @property
    def share(self) -> float:
        """Give the share of the proposal's whole time that is used."""
        if not self.whole:
            return 1.0
        used = min(time.monotonic() - self.began, self.seconds)
        share = self.before + used / self.whole
        return 1.0 if share > 0.999 else share

    def __call__(self) -> float:
        """Give the share to the search: annealing cools over the whole time, the slice ends it."""
        now = time.monotonic()
        if not self.whole or now - self.began >= self.seconds:
            return 1.0
        if now - self.beaten >= 0.5:
            self.beaten = now
            self.beat(self.share)
        return self.share


def _begin(proposal: PlanProposal, actor: Actor) -> _Begun:
    wanted, event = wanted_of(proposal, actor, clock.now())
    steady = None
    if event.is_repair:
        steady = steady_plan(wanted, event, seconds=proposal.seconds, seed=proposal.seed)
    is_enough = steady is not None and steady.is_enough
    planning = steady.planning if steady and is_enough else planning_job(wanted, event)
    begun = _Begun(planning, Ground(planning.job), steady=steady)
    _note_inputs(proposal.draft, begun)
    return begun


def _in_words(planning: PlanningJob, problem: str) -> str:
    """Give what the engine finds wrong with people and places instead of ids."""
    names = {key: person.name for key, person in planning.people.items()}
    names |= {key: wish.label for key, wish in planning.wishes.items()}
    for key, name in names.items():
        problem = problem.replace(key, name)
    return problem


def _note_inputs(draft: PlanDraft, begun: _Begun) -> None:
    planning = begun.planning
    draft.inputs = inputs_of(planning.reading, planning.wishes.values())
    draft.computed_from_at = planning.reading.wanted.now
    draft.is_travel_estimated = planning.is_travel_estimated
    standing = plan_draft(planning, planning.job)
    draft.before_terms = terms_of(told_plan(begun.ground, standing.orders()).terms)


def _search(proposal: PlanProposal, begun: _Begun, budget: _Budget) -> Iterator[Found]:
    """Search on from the best orders, or from the published plan where there are none yet."""
    seed = proposal.seed + int(1000 * budget.before)
    if begun.orders:
        return search(begun.ground, budget, seed=seed, start=begun.orders)
    start = begun.steady.plan if begun.steady else begun.planning.standing
    return repair(begun.ground, start, budget, seed=seed)


def _save(draft: PlanDraft, begun: _Begun, *, share: float, iterations: int) -> None:
    plan = told_plan(begun.ground, begun.orders)
    if share >= 1 and begun.steady is not None and begun.steady.is_as_good_as(plan):
        plan = begun.steady.plan
    draft.plan = kept_plan(begun.planning, plan)
    draft.terms, draft.points = terms_of(plan.terms), plan.points
    draft.share, draft.saved_at = share, clock.now()
    draft.iteration_count += iterations
    draft.save()
