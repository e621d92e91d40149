"""Let what should have followed from an event, and failed for good, be tried again."""

from __future__ import annotations

from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.outbox.models import OutboxEvent
from firstfix.kernel.refusal import Refusal

__all__ = ["retry_outbox_event"]


@command(on="outbox_event", says=mark("{actor} let what should have followed be tried again: {name}."))
def retry_outbox_event(work: Work, event: OutboxEvent) -> Refusal | None:
    """Let the worker try again what should follow, with all its tries; what was done is not done twice."""
    event.refresh_from_db(from_queryset=OutboxEvent.objects.select_for_update())
    if event.state != OutboxEvent.State.DEAD:
        return Refusal(
            "event_has_not_failed",
            mark("Nothing failed for good here: what follows is done already, or the worker still tries."),
        )
    event.state, event.run_at, event.attempts = OutboxEvent.State.WAITING, work.now, 0
    work.note(name=event.name)
    return None
