"""Whom to send to one more visit: the best slots of a plan, with or without another visit giving way.

A plain insertion is not enough where days are full: the answer that a dispatcher wants when a P1 comes in is
"Kim, at ten; the P4 that stood there goes to Dana". :func:`bump` looks for exactly that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest

from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.timing import INFEASIBLE

__all__ = ["Bump", "Slot", "best_slots", "bump", "carry_out", "put_in"]


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A place for a visit: what it adds in points, the row, and the position in its day."""

    points: int
    row: int
    at: int


@dataclass(frozen=True, slots=True)
class Bump:
    """A slot that another visit gave up: ``moved`` goes to its new slot, or None where it is left out."""

    points: int
    slot: Slot
    gave_way: int
    moved: Slot | None


def best_slots(draft: Draft, stop: int, *, count: int = 5) -> list[Slot]:
    """Give the cheapest slots, one for each technician's day, cheapest first; fewer where nobody else can."""
    found = ((draft.insertion(stop, row), row) for row in draft.ground.open_to[stop])
    slots = [Slot(points, row, at) for (points, at), row in found if points < INFEASIBLE]
    return nsmallest(count, slots)


def bump(draft: Draft, stop: int) -> Bump | None:
    """Give the cheapest way to serve a visit by letting one that is worth less give way; None where none is.

    Ways are tried in the order of what they would cost if the other visit found a place for nothing, which
    nobody does for less: the first that cannot win ends the search.
    """
    best: Bump | None = None
    for points, row, at, other in sorted(_openings(draft, stop)):
        if best is not None and points >= best.points:
            break
        tried = _moved_on(draft, points, Slot(points, row, at), other)
        if best is None or tried.points < best.points:
            best = tried
    return best


def put_in(draft: Draft, stop: int) -> Bump | Slot | None:
    """Serve a visit in the cheapest way, bumping another where that is cheaper; None where it stays out."""
    plain = next(iter(best_slots(draft, stop, count=1)), None)
    other = bump(draft, stop)
    worth = draft.ground.worth[stop]
    if other is not None and other.points < min(worth, plain.points if plain else worth):
        carry_out(draft, stop, other)
        return other
    if plain is not None and plain.points < worth:
        carry_out(draft, stop, plain)
        return plain
    return None


def carry_out(draft: Draft, stop: int, way: Slot | Bump) -> None:
    """Serve a visit in a slot, with the other visit giving way where the slot was one's."""
    if isinstance(way, Slot):
        draft.serve(stop, way.row, way.at)
        return
    draft.remove(way.slot.row, {way.gave_way})
    draft.serve(stop, way.slot.row, way.slot.at)
    if way.moved is not None:
        draft.serve(way.gave_way, way.moved.row, way.moved.at)


def _openings(draft: Draft, stop: int) -> Iterator[tuple[int, int, int, int]]:
    """Give, for each visit that may give way, what the day would cost more with the new one in its stead."""
    if not draft.may_bump(stop):
        return
    for row in draft.ground.open_to[stop]:
        day = draft.days[row]
        for other in day.order:
            if not _may_give_way(draft, other, stop):
                continue
            shorter = draft.day(row, tuple(each for each in day.order if each != other))
            points, at = shorter.insertion(stop)
            if points < INFEASIBLE:
                points += shorter.cost - day.cost + draft.shared_change(row, gone=other, come=stop)
                yield points, row, at, other


def _may_give_way(draft: Draft, other: int, stop: int) -> bool:
    value = draft.ground.worth
    return value[other] < value[stop] and draft.may_give_way(other)


def _moved_on(draft: Draft, points: int, slot: Slot, other: int) -> Bump:
    """Find a new place for the visit that gave way, in any day but its own, or leave it out."""
    rows = (row for row in draft.ground.open_to[other] if row != slot.row)
    more, row, at = draft.cheapest(other, rows)
    if more < draft.ground.worth[other]:
        return Bump(points + more, slot, other, Slot(more, row, at))
    return Bump(points + draft.ground.worth[other], slot, other, None)
