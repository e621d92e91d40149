"""Fit the held ways of visits that stay to what comes before them now: the time on site is untouched."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from firstfix.apps.dispatching.models import Assignment
from firstfix.kernel.commands import Work

__all__ = ["refit_ways"]


def refit_ways(
    work: Work, plan: Mapping[str, Any], *, engineers: Collection[UUID], without: Collection[str]
) -> None:
    """Hold the way to each visit that stays with ``engineers`` as long as the plan says that it takes.

    Somebody who comes from next door sets out later than from the base, and the other way round; nobody is
    asked to accept again for it. Trips named in ``without`` are held anew anyway.
    """
    ways = {
        told["key"]: (UUID(day["engineer_id"]), told["travel"])
        for day in plan.get("days", ())
        for told in day["visits"]
        if UUID(day["engineer_id"]) in engineers and told["key"] not in without
    }
    for row in Assignment.objects.holding().filter(engineer__in=engineers):
        for key in (f"visit:{row.visit_id}", f"held:{row.pk}"):
            engineer_id, minutes = ways.get(key, (None, 0))
            if engineer_id == row.engineer_id and minutes != row.travel_minutes:
                _refit(work, row, minutes)


def _refit(work: Work, row: Assignment, minutes: int) -> None:
    row.start_at += timedelta(minutes=row.travel_minutes - minutes)
    row.travel_minutes = minutes
    row.save(update_fields=["start_at", "travel_minutes"])
    work.touch("visit", row.visit_id)
