"""Why this engineer: what everybody else would cost for one visit of a plan, and why some cannot have it.

``why_engineer(draft_of(job, plan), "router")`` gives one line for every technician of the job: the best slot
with the visit taken out of where it is and everything else staying, told term by term, or the rules in the
way.
"""

from __future__ import annotations

from dataclasses import dataclass

from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.model import Job
from firstfix.engines.dispatch.planning.plan import Plan
from firstfix.engines.dispatch.planning.repair import orders_of
from firstfix.engines.dispatch.planning.timing import INFEASIBLE
from firstfix.engines.dispatch.planning.why_blocks import Block, blocks_of
from firstfix.engines.dispatch.planning.why_sentences import choice_sentences, difference_sentences
from firstfix.engines.dispatch.planning.why_slots import Alternative, Spot, Without
from firstfix.engines.dispatch.planning.why_words import Said

__all__ = ["Option", "WhyEngineer", "draft_of", "options_for", "why_engineer"]


@dataclass(frozen=True, slots=True)
class Option:
    """One technician's line: the best slot, the bump where that is cheaper, or the rules in the way.

    ``said`` tells in words what the better of the two would change.
    """

    technician: str
    is_planned: bool
    slot: Alternative | None = None
    bump: Alternative | None = None
    blocks: tuple[Block, ...] = ()
    said: tuple[Said, ...] = ()

    @property
    def best(self) -> Alternative | None:
        """Give the cheaper of slot and bump; None for who cannot have the visit."""
        return self.bump or self.slot

    @property
    def points(self) -> int | None:
        """Give what the plan would cost more with this technician; None for who cannot have the visit."""
        return None if self.best is None else self.best.points


@dataclass(frozen=True, slots=True)
class WhyEngineer:
    """The answer for one planned visit: where it is, everybody's line from the cheapest on, and sentences."""

    visit: str
    planned: Spot
    options: tuple[Option, ...]
    said: tuple[Said, ...]


def draft_of(job: Job, plan: Plan) -> Draft:
    """Give a plan as the explanations walk on it; raises ValueError for a day that cannot be done."""
    ground = Ground(job)
    draft = Draft(ground, orders_of(ground, plan))
    for day in draft.days:
        if day.cost >= INFEASIBLE:
            technician = job.technicians[ground.technician_of[day.row]].id
            raise ValueError(
                f"Shift {ground.shift_of[day.row]} of {technician} cannot be done as planned; repair the "
                "plan before asking for reasons."
            )
    return draft


def why_engineer(draft: Draft, visit_id: str) -> WhyEngineer:
    """Give why a planned visit is where it is; raises KeyError for a visit that is unknown or not planned."""
    ground = draft.ground
    stop = ground.number[visit_id]
    row = draft.row_of[stop]
    if row < 0:
        raise KeyError(visit_id)
    planned = Without(draft, stop).planned()
    options = options_for(draft, stop)
    return WhyEngineer(visit_id, planned, options, choice_sentences(ground.job, stop, planned, options))


def options_for(draft: Draft, stop: int) -> tuple[Option, ...]:
    """Give every technician's line for a visit, cheapest first, those who cannot have it last."""
    without = Without(draft, stop)
    ground = draft.ground
    by_technician: dict[int, list[int]] = {}
    for row in ground.open_to[stop]:
        by_technician.setdefault(ground.technician_of[row], []).append(row)
    options = [
        _option(draft, without, index, by_technician.get(index, []))
        for index in range(len(ground.job.technicians))
    ]
    return tuple(sorted(options, key=_order))


def _order(option: Option) -> tuple[bool, int, bool, str]:
    points = option.points
    return points is None, points or 0, not option.is_planned, option.technician


def _option(draft: Draft, without: Without, index: int, rows: list[int]) -> Option:
    ground, stop = draft.ground, without.stop
    technician = ground.job.technicians[index].id
    is_planned = without.home >= 0 and ground.technician_of[without.home] == index
    slot = without.best_of(rows)
    below = INFEASIBLE if slot is None else without.added_by(slot)
    other = without.best_bump_of(rows, below=below)
    if slot is None and other is None:
        return Option(technician, is_planned, blocks=blocks_of(ground, without.days, stop, index))
    best = other or slot
    assert best is not None
    return Option(technician, is_planned, slot, other, (), difference_sentences(draft, stop, best))
