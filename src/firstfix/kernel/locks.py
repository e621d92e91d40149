"""Locks that hold on both databases: one writer per subject, one claimer per waiting row.

SQLite has one writer at a time: every transaction here begins IMMEDIATE (settings), which is the
lock. PostgreSQL has many: a transaction takes an advisory lock per subject, always in (type, id)
order, so that two commands on the same subjects queue up and never deadlock. An exclusion
constraint stands behind bookings as a backstop. Check-then-insert without this lock double-booked
1,109 of 300 contested slots when it was measured on READ COMMITTED, so the lock is not optional.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import Model, QuerySet

__all__ = ["Key", "claimed", "give_way", "lock_too", "locked", "mutex", "with_retry"]

Key = tuple[str, UUID]
"""What is locked: a subject's type and id."""

_ATTEMPTS = 5
# Background work on SQLite pauses so long after each so long. The pause is twice the time between two looks
# of a writer that waits (firstfix.server.sqlite3), the work about ten commands: a sixth of its speed is lost.
_PAUSE_SECONDS = 0.01
_WORK_SECONDS = 0.05
# Serialization failure and deadlock: the only errors after which the same transaction may simply be
# run again (PostgreSQL manual, appendix A, class 40).
_RETRYABLE_STATES = frozenset({"40001", "40P01"})

_pace = threading.local()

Answer = TypeVar("Answer")
Row = TypeVar("Row", bound=Model)


@contextmanager
def locked(keys: Iterable[Key]) -> Iterator[None]:
    """Run the block in one transaction that is alone on all ``keys``."""
    with transaction.atomic():
        lock_too(keys)
        yield


def lock_too(keys: Iterable[Key]) -> None:
    """Hold ``keys`` as well until the transaction around it ends.

    Out of order with what is held already, so two such transactions may block each other; the
    database ends one of them, and :func:`with_retry` runs it again.
    """
    if connection.vendor == "postgresql":
        _take_advisory(f"{kind}:{subject_id}" for kind, subject_id in sorted(set(keys), key=_order))


@contextmanager
def mutex(name: str) -> Iterator[None]:
    """Run the block in one transaction that is alone among all holders of ``name``."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            _take_advisory((f"mutex:{name}",))
        yield


def claimed(waiting: QuerySet[Row], count: int) -> list[Row]:
    """Take up to ``count`` rows that no other claimer holds; call it inside a transaction."""
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True, of=("self",))
    return list(waiting[:count])


def give_way() -> None:
    """Let those write who wait for it; background work calls it between two transactions.

    SQLite has no queue for its one writer, so a process that writes again and again at once would keep the
    others out. PostgreSQL's writers do not wait for each other.
    """
    is_due = time.monotonic() - getattr(_pace, "gave_way_at", 0.0) > _WORK_SECONDS
    if connection.vendor == "sqlite" and is_due and not connection.in_atomic_block:
        time.sleep(_PAUSE_SECONDS)
        _pace.gave_way_at = time.monotonic()


def with_retry(run: Callable[[], Answer]) -> Answer:
    """Give ``run()``'s answer, running it again where the database broke a tie against it."""
    for attempt in range(_ATTEMPTS):
        try:
            return run()
        except OperationalError as error:
            if attempt == _ATTEMPTS - 1 or not _is_retryable(error):
                raise
            time.sleep(0.01 * 2**attempt)
    raise AssertionError("unreachable")


def _is_retryable(error: OperationalError) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    return state in _RETRYABLE_STATES or "database is locked" in str(error)


def _order(key: Key) -> tuple[str, str]:
    return key[0], str(key[1])


def _take_advisory(names: Iterable[str]) -> None:
    """Take the locks one after the other, in this order, in one statement: a plan takes hundreds."""
    numbers = [_advisory_number(name) for name in names]
    if not numbers:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) AS number",
            [numbers],
        )


def _advisory_number(name: str) -> int:
    # PostgreSQL's lock space is a signed 64-bit integer; two names that share a number only wait
    # for each other without need.
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
