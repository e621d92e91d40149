"""The best slots for one visit in a plan, each told by what the whole plan would cost more, term by term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstfix.engines.dispatch.planning import Plan, Terms, told_plan
from firstfix.engines.dispatch.planning.coupled import make_draft
from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.slots import Bump, Slot, best_slots, bump, carry_out

__all__ = ["FoundSlot", "PlaceInPlan", "place_of", "slots_for"]


@dataclass(frozen=True, slots=True)
class PlaceInPlan:
    """Where a visit is: who, in which shift, after how many others, and from which minute on."""

    technician: str
    shift: int
    position: int
    starts: int


@dataclass(frozen=True, slots=True)
class FoundSlot:
    """One slot; ``moves_to`` is where the visit goes that ``gives_way``, None where it is left out."""

    place: PlaceInPlan
    difference: Terms
    gives_way: str | None = None
    moves_to: PlaceInPlan | None = None

    @property
    def points(self) -> int:
        """Give what the plan would cost more, the worth of the visit itself left aside."""
        return self.difference.total


def slots_for(draft: Draft, visit: str, *, count: int) -> list[FoundSlot]:
    """Give the cheapest slots, one for each engineer's day, and first a bump where that is cheaper than all.

    A visit that is planned already is compared with where it is.
    """
    ground = draft.ground
    stop = ground.number[visit]
    before = told_plan(ground, draft.orders())
    orders = [tuple(each for each in order if each != stop) for order in draft.orders()]
    without = make_draft(ground, orders)
    found = [_Trial(without, stop, before).told(way) for way in _ways(without, stop, count)]
    return sorted(found, key=lambda slot: slot.points)[:count]


def place_of(plan: Plan, visit: str) -> PlaceInPlan | None:
    """Give where a visit is in a plan, None where it is left out; of a crew, who is named first."""
    for day in plan.days:
        for position, each in enumerate(day.visits):
            if each.visit == visit:
                return PlaceInPlan(day.technician, day.shift, position, each.starts)
    return None


def _ways(draft: Draft, stop: int, count: int) -> Iterator[Slot | Bump]:
    slots = best_slots(draft, stop, count=count)
    yield from slots
    other = bump(draft, stop)
    if other is not None and (not slots or other.points < slots[0].points):
        yield other


class _Trial:
    """A slot carried out in a draft of its own."""

    def __init__(self, without: Draft, stop: int, before: Plan) -> None:
        self.without, self.stop, self.before = without, stop, before
        self.visits = without.ground.job.visits

    def told(self, way: Slot | Bump) -> FoundSlot:
        """Give the slot with what it changes."""
        slot = way.slot if isinstance(way, Bump) else way
        plan = self._carried_out(way)
        place = self._place(plan, slot.row)
        difference = plan.terms - self.before.terms + Terms(unserved=self._worth())
        if not isinstance(way, Bump):
            return FoundSlot(place, difference)
        other = self.visits[way.gave_way].id
        return FoundSlot(place, difference, other, place_of(plan, other))

    def _carried_out(self, way: Slot | Bump) -> Plan:
        draft = make_draft(self.without.ground, self.without.orders())
        carry_out(draft, self.stop, way)
        return told_plan(draft.ground, draft.orders())

    def _place(self, plan: Plan, row: int) -> PlaceInPlan:
        ground, name = self.without.ground, self.visits[self.stop].id
        technician, shift = ground.job.technicians[ground.technician_of[row]].id, ground.shift_of[row]
        day = next(each for each in plan.days if (each.technician, each.shift) == (technician, shift))
        position = next(at for at, each in enumerate(day.visits) if each.visit == name)
        return PlaceInPlan(technician, shift, position, day.visits[position].starts)

    def _worth(self) -> int:
        """Give what leaving the visit out costs the plan, nothing where it is in it."""
        is_out = self.visits[self.stop].id in self.before.unserved
        return self.without.ground.value[self.stop] if is_out else 0
