"""From where an engineer would come to a visit, and how long the way there takes, as far as is known."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from firstfix.apps.directory.models import Person, Site
from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.dispatching.queries.free_time import ASSUMED_TRAVEL_MINUTES, DAILY_REST
from firstfix.apps.dispatching.queries.suggesting import place_of
from firstfix.apps.dispatching.queries.travelling import known_ways

__all__ = ["way_there"]


def way_there(engineer: Person, site: Site, start_at: datetime, *, without: UUID | None = None) -> int:
    """Give the minutes to ``site`` from the visit before ``start_at``, or from the base after a night's rest.

    ``without`` is the visit that is being moved. Where a place is unknown the way is assumed (60 minutes).
    """
    before = Assignment.objects.holding().of(engineer)
    before = before.filter(end_at__lte=start_at, end_at__gt=start_at - DAILY_REST).exclude(visit=without)
    last = before.select_related("visit__work_order__site").order_by("-end_at").first()
    start, end = place_of(last.visit.work_order.site if last else engineer.base_site), place_of(site)
    return known_ways([(start, end)])(start, end) if start and end else ASSUMED_TRAVEL_MINUTES
