"""What each technician would cost for one visit: the best slot of everybody, and whom it would push aside.

The visit is taken out of where it is and everything else stays. The difference is told term by term, and it
is the difference of the whole plans (``why_told.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.plan import Plan, PlannedDay
from firstfix.engines.dispatch.planning.terms import Terms
from firstfix.engines.dispatch.planning.timing import Order
from firstfix.engines.dispatch.planning.why_told import Spot, Teller, changed_days, spot_in, with_days

__all__ = ["Alternative", "GaveWay", "Slots", "alternative_of", "alternative_plan"]


@dataclass(frozen=True, slots=True)
class GaveWay:
    """A visit that gives way to another: where it goes instead, or None where it is left out."""

    visit: str
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to serve a visit: ``difference`` is what the whole plan would cost more, term by term.

    ``days`` are the days that change, as they would be.
    """

    spot: Spot
    difference: Terms
    days: tuple[PlannedDay, ...]
    gave_way: GaveWay | None = None

    @property
    def points(self) -> int:
        """Give what the plan would cost more; less than nothing where it would be cheaper."""
        return self.difference.total


class Slots(Protocol):
    """A plan without one visit, asked where that would fit."""

    def best_of(self, rows: Iterable[int]) -> Alternative | None:
        """Give the cheapest slot in these rows; None where there is none."""

    def best_bump_of(self, rows: Iterable[int], *, below: int) -> Alternative | None:
        """Give the cheapest slot in these rows that one visit of less value gives up, if under ``below``."""


def alternative_plan(plan: Plan, alternative: Alternative) -> Plan:
    """Give the plan with an alternative carried out."""
    return with_days(plan, alternative.days, alternative.difference)


def alternative_of(
    teller: Teller,
    before: Sequence[Order],
    changed: Mapping[int, Order],
    place: tuple[int, int],
    gave_way: tuple[int, int] | None = None,
) -> Alternative:
    """Tell the orders that change as one alternative.

    ``place`` is the visit and its row, ``gave_way`` the visit that it pushed aside and the row of that, -1
    where it is left out.
    """
    ground = teller.ground
    after = [changed.get(row, before[row]) for row in ground.rows]
    change = teller.change(before, after, set(changed))
    other = None
    if gave_way is not None:
        name = ground.job.visits[gave_way[0]].id
        other = GaveWay(name, _spot(ground, change.after, *gave_way) if gave_way[1] >= 0 else None)
    spot = _spot(ground, change.after, *place)
    return Alternative(spot, change.difference, changed_days(change.before, change.after), other)


def _spot(ground: Ground, plan: Plan, stop: int, row: int) -> Spot:
    technician = ground.job.technicians[ground.technician_of[row]].id
    return spot_in(plan, ground.job.visits[stop].id, technician, ground.shift_of[row])
