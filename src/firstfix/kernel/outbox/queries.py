"""Which events an actor may see, with what should follow from them."""

from __future__ import annotations

from django.db.models import QuerySet

from firstfix.kernel.identity.actor import Actor
from firstfix.kernel.outbox.models import OutboxEvent

__all__ = ["failed_for_good", "visible_outbox_events"]


def visible_outbox_events(actor: Actor) -> QuerySet[OutboxEvent]:
    """Give all events to who looks after the installation, else none: an event may tell of any subject."""
    sees_all = actor.is_system or actor.has_role("administrator", "auditor")
    return OutboxEvent.objects.all() if sees_all else OutboxEvent.objects.none()


def failed_for_good(actor: Actor) -> QuerySet[OutboxEvent]:
    """Give the events of which something should have followed and did not, the newest first."""
    return visible_outbox_events(actor).filter(state=OutboxEvent.State.DEAD).order_by("-happened_at", "pk")
