"""Work that waits in a table and is leased, not taken: what outbox events and jobs share.

A worker that is killed keeps nothing: its lease runs out and another worker takes the row. A row is
claimed by its state and never by "id greater than the last seen", because PostgreSQL commits out of
id order (architecture.md, "Events").
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

from django.db import models, transaction
from django.db.models import Q, QuerySet

from firstfix.kernel.locks import claimed

__all__ = ["LEASE_SECONDS", "Leased", "claim", "due", "finish", "give_back"]

# Long enough for any reaction, short enough that a killed worker's rows wait less than a minute.
LEASE_SECONDS = 30
# 10 tries with doubling pauses span about 17 minutes: longer than a restart of a mail server.
MAX_ATTEMPTS = 10


class Leased(models.Model):
    """A row that some worker must carry out at least once."""

    class State(models.TextChoices):
        WAITING = "waiting"
        LEASED = "leased"
        DONE = "done"
        DEAD = "dead"

    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=64, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True
        indexes: ClassVar[list[Any]] = []


Row = TypeVar("Row", bound=Leased)


def due(rows: QuerySet[Row], now: datetime) -> QuerySet[Row]:
    """Give the rows that may be claimed at ``now``: waiting, or leased by someone who died."""
    waiting = Q(state=Leased.State.WAITING, run_at__lte=now)
    abandoned = Q(state=Leased.State.LEASED, leased_until__lt=now)
    return rows.filter(state__in=["waiting", "leased"]).filter(waiting | abandoned).order_by("run_at", "pk")


def claim(rows: QuerySet[Row], *, by: str, now: datetime, count: int) -> list[Row]:
    """Lease up to ``count`` due rows to the worker ``by`` for :data:`LEASE_SECONDS`."""
    with transaction.atomic():
        taken = claimed(due(rows, now), count)
        for row in taken:
            row.state, row.leased_by = Leased.State.LEASED, by
            row.leased_until, row.attempts = now + timedelta(seconds=LEASE_SECONDS), row.attempts + 1
        _write(taken)
        return taken


def finish(row: Leased) -> None:
    """Mark ``row`` as carried out."""
    row.state, row.leased_until, row.error = Leased.State.DONE, None, ""
    _write([row])


def give_back(row: Leased, *, error: str, now: datetime) -> None:
    """Let ``row`` be tried again later, or lay it aside as dead after :data:`MAX_ATTEMPTS`."""
    is_over = row.attempts >= MAX_ATTEMPTS
    row.state = Leased.State.DEAD if is_over else Leased.State.WAITING
    row.run_at, row.leased_until = now + timedelta(seconds=2**row.attempts), None
    row.error = error[:2000]
    _write([row])


def _write(rows: list[Any]) -> None:
    fields = ["state", "run_at", "attempts", "leased_until", "leased_by", "error"]
    if rows:
        type(rows[0]).objects.bulk_update(rows, fields)
