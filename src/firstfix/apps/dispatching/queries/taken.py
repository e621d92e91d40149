"""Which time of engineers is taken: what is held for visits to come, and what visits took that are over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from firstfix.apps.dispatching.models import Assignment

__all__ = ["newest_only", "taken_time"]

# The time of a visit that is over is released at once; the day still shows that it was spent there.
_OVER = ("left", "complete", "aborted")


def taken_time(start: datetime, end: datetime) -> QuerySet[Assignment]:
    """Give the assignments that hold time from ``start`` up to ``end``, and those of visits that are over."""
    was_carried_out = Q(visit__state__in=_OVER, visit__engineer=F("engineer"))
    rows = Assignment.objects.filter(Q(released_at=None) | was_carried_out)
    return rows.overlapping(start, end).order_by("start_at", "id")


def newest_only(rows: Iterable[Assignment]) -> list[Assignment]:
    """Give one assignment a visit: the newest, where an earlier one was moved to another time."""
    newest: dict[tuple[UUID, bool], Assignment] = {}
    for row in sorted(rows, key=lambda row: row.assigned_at):
        newest[row.visit_id, row.released_at is None] = row
    return sorted(newest.values(), key=lambda row: (row.start_at, row.pk))
