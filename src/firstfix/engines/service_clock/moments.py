"""Aware datetimes as whole seconds of UTC and back, exactly and on every platform."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

__all__ = ["DAY", "EARLIEST", "LATEST", "moment_of", "second_of"]

DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# The supported span. Before 1970 zones carry local mean times with odd seconds and no service ran on
# them; the end is far past any contract and bounds what a mistyped year can cost.
EARLIEST = 0
LATEST = (datetime(2200, 1, 1, tzinfo=UTC) - _EPOCH).days * DAY


def second_of(at: datetime, *, name: str = "at") -> int:
    """Give ``at`` in whole seconds since 1970 UTC, its fraction dropped.

    ``ValueError`` naming ``name`` when it has no zone or lies outside 1970-2199. Integers instead of
    ``timestamp()``, whose float rounds the last microsecond of a second up in far years.
    """
    if at.tzinfo is None:
        raise ValueError(f"{name} needs a time zone: {at.isoformat()}.")
    since = at - _EPOCH
    second = since.days * DAY + since.seconds
    if not EARLIEST <= second < LATEST:
        raise ValueError(f"{name} must lie from 1970 to 2199: {at.isoformat()}.")
    return second


def moment_of(second: int) -> datetime:
    """Give the UTC datetime of a second since 1970."""
    return _EPOCH + timedelta(seconds=second)
