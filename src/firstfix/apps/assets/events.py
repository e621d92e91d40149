"""What happens to stock and reservations that others may react to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

__all__ = ["PartExpected", "ReservationAdvanced", "StockMoved"]


@dataclass(frozen=True, slots=True)
class StockMoved:
    """Parts went from one place to another."""

    move_id: UUID
    part_type_id: UUID
    from_location_id: UUID
    to_location_id: UUID
    quantity: int
    serial: str = ""


@dataclass(frozen=True, slots=True)
class ReservationAdvanced:
    """A reservation reached another state; ``for_type`` and ``for_id`` say whose work it serves."""

    reservation_id: UUID
    state: str
    for_type: str
    for_id: UUID


@dataclass(frozen=True, slots=True)
class PartExpected:
    """The time at which a reserved part should arrive was set or moved (S0-P14)."""

    reservation_id: UUID
    expected_at: datetime
    for_type: str
    for_id: UUID
