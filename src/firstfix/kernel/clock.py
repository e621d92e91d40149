"""The one clock of the server: aware UTC, replaceable in tests.

Engines never ask what time it is (architecture.md, "Engines"); commands ask here once and pass the
answer on, so that one command has one time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

__all__ = ["frozen_at", "now"]

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """Give the present time in UTC, or the time that :func:`frozen_at` holds."""
    return _frozen.get() or datetime.now(UTC)


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at ``moment`` (aware) inside the block; used by tests and by the demo's history."""
    if moment.tzinfo is None:
        raise ValueError("The clock needs a moment with a time zone.")
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
