"""What follows for the plan from what happened on site."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.dispatching.commands import free_engineer_time
from firstfix.kernel.commands import CommandContext
from firstfix.kernel.outbox.models import OutboxEvent

__all__ = ["free_the_engineer"]


def free_the_engineer(context: CommandContext, event: OutboxEvent) -> None:
    """React to ``VisitCompleted`` and ``VisitAborted``: the engineer's time is free again."""
    free_engineer_time(context, UUID(event.payload["visit_id"]))
