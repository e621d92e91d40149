"""What happened to a record, as far as a service clock cares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstfix.engines.service_clock.moments import second_of

__all__ = ["EVERYONE", "ClockEvent"]

# The party of a resume event that ends every wait, whoever it was for.
EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One event: its ``kind``, when it took effect, the party it concerns, when the server received it.

    ``at`` is the effective time (for an offline device, the device's time as the server accepted it)
    and decides alone; ``received_at`` only serves the explanation. For a wait, ``by`` is the party that
    is waited for. ``id`` orders events of the same instant, so it should grow with time (UUIDv7).
    ``reason`` replaces the reason that the target gives a pause, and narrows a resume to it.
    ``ValueError`` when a time has no zone or lies outside 1970-2199.
    """

    kind: str
    at: datetime
    by: str = ""
    received_at: datetime | None = None
    id: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        second_of(self.at, name="at")
        if self.received_at is not None:
            second_of(self.received_at, name="received_at")
