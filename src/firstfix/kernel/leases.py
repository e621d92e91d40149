"""Work that waits in a table and is leased, not taken: what outbox events and jobs share.

A worker that is killed keeps nothing: its lease runs out and another worker takes the row. A row is
claimed by its state and never by "id greater than the last seen", because PostgreSQL commits out of
id order (architecture.md, "Events").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar, TypeVar

from django.db import models, transaction
from django.db.models import F, Q, QuerySet

from firstfix.kernel.locks import claimed
from firstfix.kernel.statements import Question, Slot

__all__ = ["IS_UNFINISHED", "LEASE_SECONDS", "Leased", "claim", "due", "finish", "give_back"]

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


class _Word(models.Expression):
    """A state written into the SQL itself: SQLite uses a partial index only where it can read the states."""

    def __init__(self, word: str) -> None:
        super().__init__(output_field=models.CharField())
        self.word = word

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Give the word in quotes."""
        return f"'{self.word}'", []


IS_UNFINISHED = Q(state__in=[_Word("waiting"), _Word("leased")])
"""Holds for rows that still ask for work, in the words of the partial indexes of both tables."""


def due(rows: QuerySet[Row], now: datetime | Slot) -> QuerySet[Row]:
    """Give the rows that may be claimed at ``now``: waiting, or leased by someone who died."""
    waiting = Q(state=Leased.State.WAITING, run_at__lte=now)
    abandoned = Q(state=Leased.State.LEASED, leased_until__lt=now)
    return rows.filter(IS_UNFINISHED).filter(waiting | abandoned).order_by("run_at", "pk")


def claim(rows: Callable[[], QuerySet[Row]], *, by: str, now: datetime, count: int) -> list[Row]:
    """Lease up to ``count`` due ones of ``rows()`` to the worker ``by`` for :data:`LEASE_SECONDS`."""
    # Looking needs no lock: an idle worker must not stand in the way of SQLite's one writer. It looks five
    # times a second, so the look is composed once.
    if not _look(rows).rows(now=now):
        return []
    until = now + timedelta(seconds=LEASE_SECONDS)
    with transaction.atomic():
        taken = claimed(due(rows(), now), count)
        if taken:
            _all_of(taken).update(
                state=Leased.State.LEASED, leased_by=by, leased_until=until, attempts=F("attempts") + 1
            )
    for row in taken:
        row.state, row.leased_by, row.leased_until = Leased.State.LEASED, by, until
        row.attempts += 1
    return taken


@cache
def _look(rows: Callable[[], QuerySet[Any]]) -> Question[Any]:
    """Compose the question whether any of ``rows()`` is due."""
    return Question(lambda: due(rows(), Slot("now", models.DateTimeField())).order_by().values_list("pk")[:1])


def finish(done: Sequence[Leased]) -> None:
    """Mark ``done``, rows of one table, as carried out."""
    if done:
        _all_of(done).update(state=Leased.State.DONE, leased_until=None, error="")


def give_back(row: Leased, *, error: str, now: datetime, is_hopeless: bool = False) -> None:
    """Let ``row`` be tried again later, or lay it aside: if hopeless, or after :data:`MAX_ATTEMPTS`."""
    is_over = is_hopeless or row.attempts >= MAX_ATTEMPTS
    row.state = Leased.State.DEAD if is_over else Leased.State.WAITING
    row.run_at, row.leased_until = now + timedelta(seconds=2**row.attempts), None
    row.error = error[:2000]
    row.save(update_fields=["state", "run_at", "leased_until", "error"])


def _all_of(rows: Sequence[Leased]) -> QuerySet[Any]:
    model: Any = type(rows[0])
    found: QuerySet[Any] = model.objects.filter(pk__in=[row.pk for row in rows])
    return found
