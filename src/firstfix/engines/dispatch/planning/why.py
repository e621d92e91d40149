"""Why this engineer: what everybody else would cost for one visit of a plan, and why some cannot have it.

``why_engineer(draft_of(job, plan), "router")`` gives one line for every technician of the job: the best slot
with the visit taken out of where it is and everything else staying, told term by term, or the rules in the
way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.model import Job
from firstfix.engines.dispatch.planning.plan import Plan
from firstfix.engines.dispatch.planning.repair import orders_of
from firstfix.engines.dispatch.planning.sound import sound_draft
from firstfix.engines.dispatch.planning.timing import INFEASIBLE
from firstfix.engines.dispatch.planning.why_blocks import Block, blocks_of, tied_down
from firstfix.engines.dispatch.planning.why_free import FreeSlots
from firstfix.engines.dispatch.planning.why_sentences import choice_sentences, difference_sentences
from firstfix.engines.dispatch.planning.why_slots import Alternative
from firstfix.engines.dispatch.planning.why_tied import TiedSlots
from firstfix.engines.dispatch.planning.why_told import Spot, spot_in, told_rows
from firstfix.engines.dispatch.planning.why_words import Said

__all__ = ["Option", "WhyEngineer", "draft_of", "options_for", "planned_spot", "slots_for", "why_engineer"]


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
    """Give a plan as the explanations walk on it; raises ValueError for what cannot be done as planned."""
    ground = Ground(job)
    orders = orders_of(ground, plan)
    draft = sound_draft(ground, orders)
    for day in draft.days:
        if day.cost >= INFEASIBLE:
            technician = job.technicians[ground.technician_of[day.row]].id
            raise ValueError(
                f"Shift {ground.shift_of[day.row]} of {technician} cannot be done as planned; repair the "
                "plan before asking for reasons."
            )
    lost = min({stop for order in orders for stop in order} & draft.unserved, default=None)
    if lost is not None:
        raise ValueError(
            f"Visit {job.visits[lost].id} cannot be done as planned: its crew, its parts or what it comes "
            "after is not there; repair the plan before asking for reasons."
        )
    return draft


def why_engineer(draft: Draft, visit_id: str) -> WhyEngineer:
    """Give why a planned visit is where it is; raises KeyError for a visit that is unknown or not planned.

    What has begun stays with whom it has begun: nobody else is looked at for it.
    """
    ground = draft.ground
    stop, planned = ground.number[visit_id], planned_spot(draft, visit_id)
    if planned is None:
        raise KeyError(visit_id)
    options = () if ground.is_begun[stop] else options_for(draft, stop)
    return WhyEngineer(visit_id, planned, options, choice_sentences(ground.job, stop, planned, options))


def planned_spot(draft: Draft, visit_id: str) -> Spot | None:
    """Give where a visit is in a plan, of a crew with its first technician; None where it is left out."""
    ground, stop = draft.ground, draft.ground.number[visit_id]
    begun = (row for row in ground.rows if stop in ground.begun[row].stops)
    row = next(begun, draft.row_of[stop])
    if row < 0:
        return None
    told = told_rows(ground, draft.orders(), {row})
    technician = ground.job.technicians[ground.technician_of[row]].id
    return spot_in(told, visit_id, technician, ground.shift_of[row])


def slots_for(draft: Draft, visit_id: str, *, count: int = 5) -> tuple[Alternative, ...]:
    """Give the cheapest slots for a visit, one in each technician's day, before them a bump if cheaper.

    Differences are to the plan as it is; that of a visit that is left out counts that it is served.
    """
    stop = draft.ground.number[visit_id]
    rows = draft.ground.open_to[stop]
    with _slots_without(draft, stop) as slots:
        found = [slot for slot in (slots.best_of([row]) for row in rows) if slot is not None]
        found.sort(key=lambda slot: slot.points)
        other = slots.best_bump_of(rows, below=found[0].points if found else INFEASIBLE)
    return tuple(([other] if other is not None else []) + found)[:count]


def options_for(draft: Draft, stop: int) -> tuple[Option, ...]:
    """Give every technician's line for a visit, cheapest first, those who cannot have it last."""
    ground = draft.ground
    rows: dict[int, list[int]] = {}
    for row in ground.open_to[stop]:
        rows.setdefault(ground.technician_of[row], []).append(row)
    with _slots_without(draft, stop) as slots:
        found = [_found(slots, index, rows.get(index, [])) for index in range(len(ground.job.technicians))]
    holders = {ground.technician_of[row] for row, order in enumerate(draft.orders()) if stop in order}
    return tuple(sorted((_told(draft, stop, each, each.technician in holders) for each in found), key=_order))


class _Found(NamedTuple):
    """What was found for one technician, by number."""

    technician: int
    slot: Alternative | None
    bump: Alternative | None
    blocks: tuple[Block, ...]


def _found(slots: FreeSlots | TiedSlots, index: int, rows: list[int]) -> _Found:
    slot = slots.best_of(rows)
    other = slots.best_bump_of(rows, below=INFEASIBLE if slot is None else slot.points)
    blocks = () if slot or other else blocks_of(slots.ground, slots.days, slots.stop, index)
    return _Found(index, slot, other, blocks)


def _told(draft: Draft, stop: int, found: _Found, is_planned: bool) -> Option:
    technician = draft.ground.job.technicians[found.technician].id
    best = found.bump or found.slot
    if best is None:
        blocks = found.blocks or (tied_down(draft.ground, stop, found.technician),)
        return Option(technician, is_planned, blocks=blocks)
    return Option(
        technician, is_planned, found.slot, found.bump, said=difference_sentences(draft, stop, best)
    )


def _slots_without(draft: Draft, stop: int) -> FreeSlots | TiedSlots:
    is_tied = draft.ground.ties.binds_days
    return TiedSlots(draft, stop) if is_tied else FreeSlots(draft, stop)


def _order(option: Option) -> tuple[bool, int, bool, str]:
    points = option.points
    return points is None, points or 0, not option.is_planned, option.technician
