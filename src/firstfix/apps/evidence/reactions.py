"""What follows from what happened to evidence: bytes that nothing names any more leave the disk."""

from __future__ import annotations

from firstfix.kernel.commands import CommandContext
from firstfix.kernel.jobs.running import enqueue
from firstfix.kernel.outbox.models import OutboxEvent

__all__ = ["clear_erased_files"]


def clear_erased_files(context: CommandContext, event: OutboxEvent) -> None:  # noqa: ARG001 - a reaction's call
    """React to ``ContentErased``: clear now what the next daily look would clear."""
    enqueue("clear_orphans", unique_key="clear_orphans:erased")
