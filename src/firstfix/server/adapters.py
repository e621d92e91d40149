"""What adapters to other systems do for capabilities: they lie above the wiring, so it cannot name them."""

from __future__ import annotations

from firstfix.apps.dispatching.queries import register_known_ways, register_travel_source
from firstfix.connectors.mail import file_kept_mail
from firstfix.connectors.travel.choosing import remembered_ways, travel_source
from firstfix.kernel.jobs import running

__all__ = ["connect"]


def connect() -> None:
    """Register handlers and sources; running it twice changes nothing."""
    running.handle("file_kept_mail", file_kept_mail)
    register_travel_source(travel_source)
    register_known_ways(remembered_ways)
