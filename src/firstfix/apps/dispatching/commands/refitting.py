"""Fit the held ways of visits that stay to what comes before them now: the time on site is untouched."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from firstfix.apps.directory.models import Person, Site
from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.dispatching.queries.planning.told import PlannedTrip
from firstfix.apps.dispatching.queries.planning.windows import FACE_MINUTES
from firstfix.apps.dispatching.queries.way_there import way_there
from firstfix.kernel.commands import Work

__all__ = ["refit_ways", "trips_behind", "way_without"]


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


def trips_behind(plan: Mapping[str, Any], left_out: Collection[str]) -> set[str]:
    """Give the trips that the plan reaches from one of those that are ``left_out`` of what is published."""
    return {key for day in plan.get("days", ()) for key in _behind(day["visits"], left_out)}


def way_without(trip: PlannedTrip, site: Site, *, visit_id: UUID) -> int:
    """Give the minutes to ``site`` from what is held before the trip, or from the base: by estimate."""
    engineer = Person.objects.select_related("base_site").get(pk=trip.engineer_id)
    minutes = way_there(engineer, site, trip.start_at, without=visit_id)
    return -(-minutes // FACE_MINUTES) * FACE_MINUTES


def _behind(visits: Collection[Mapping[str, Any]], left_out: Collection[str]) -> Iterator[str]:
    is_behind = False
    for told in visits:
        if told["key"] in left_out:
            is_behind = True
        elif is_behind:
            is_behind = False
            yield told["key"]


def _refit(work: Work, row: Assignment, minutes: int) -> None:
    row.start_at += timedelta(minutes=row.travel_minutes - minutes)
    row.travel_minutes = minutes
    row.save(update_fields=["start_at", "travel_minutes"])
    work.touch("visit", row.visit_id)
