"""What follows for work on site from what happened below it."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.visits.commands.erase_reports import erase_reports
from firstfix.kernel.commands import CommandContext
from firstfix.kernel.outbox.models import OutboxEvent

__all__ = ["erase_reports_too"]


def erase_reports_too(context: CommandContext, event: OutboxEvent) -> None:
    """React to ``ContentErased``: the reports hold the same words and pictures, so they go too."""
    erase_reports(context, UUID(event.payload["case_id"]), erasure_id=UUID(event.payload["erasure_id"]))
