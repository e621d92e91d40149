"""Rows that the gates of many visits ask for, read at once; a gate that finds none gathered asks for its own.

Call :func:`gather` under the locks of the visits and their orders, and for one command only: what is gathered
stays with the objects and is not read again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Model, Prefetch, prefetch_related_objects

from firstfix.apps.assets.models import Reservation
from firstfix.apps.directory.models import Person, SkillHolding
from firstfix.apps.visits.models import PartNeed, SkillNeed, Visit

__all__ = ["gather", "gathered", "gathered_people", "gathered_reservations"]

_OF_ORDER = (
    "readiness_items",
    Prefetch("part_needs", PartNeed.objects.select_related("part_type")),
    Prefetch("skill_needs", SkillNeed.objects.select_related("skill")),
)
_HOLDINGS = Prefetch("skills", SkillHolding.objects.select_related("skill"))


def gather(visits: Collection[Visit], people: Collection[UUID]) -> None:
    """Read what ``engineer_ready`` asks of these visits for these people, in as many queries as for one."""
    prefetch_related_objects(list(visits), "crew")
    orders = [visit.work_order for visit in visits]
    prefetch_related_objects(orders, *_OF_ORDER)
    rows = Reservation.objects.filter(for_type="work_order", for_id__in=[order.pk for order in orders])
    made_for = defaultdict(list)
    for row in rows.select_related("location"):
        made_for[row.for_id].append(row)
    found = {one.pk: one for one in Person.objects.filter(pk__in=people).prefetch_related(_HOLDINGS)}
    for visit in visits:
        visit.gathered_people = found  # type: ignore[attr-defined]  # kept with the object that is judged
        visit.work_order.gathered_reservations = made_for[visit.work_order_id]  # type: ignore[attr-defined]
        visit.work_order.gathered_people = found  # type: ignore[attr-defined]


def gathered(owner: Model, name: str, *around: str) -> Any:
    """Give the rows of a relation: those gathered, or the question for them with what is ``around`` them."""
    rows = getattr(owner, name)
    if name in getattr(owner, "_prefetched_objects_cache", {}):
        return rows.all()
    return rows.select_related(*around) if around else rows.all()


def gathered_people(owner: Model) -> dict[UUID, Person]:
    """Give the people who were gathered, with what they hold; nobody where nothing was."""
    found: dict[UUID, Person] = getattr(owner, "gathered_people", {})
    return found


def gathered_reservations(order: Model) -> list[Reservation] | None:
    """Give the parts that were ever reserved for an order, or None where nothing was gathered."""
    found: list[Reservation] | None = getattr(order, "gathered_reservations", None)
    return found
