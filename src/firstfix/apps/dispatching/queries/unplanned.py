"""What is ready and has nobody yet, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.apps.visits.queries import visible_work_orders
from firstfix.kernel.identity import Actor

__all__ = ["MOST_UNPLANNED", "UnplannedOrder", "unplanned_orders"]

MOST_UNPLANNED = 60
"""Work orders that one page offers; the most pressing come first, the rest is counted."""

# Somebody is found for these; before that the order still needs somebody.
_HELD = (
    "assigned", "accepted", "en_route", "on_site", "working", "paused", "stopped", "verifying",
    "signed_off", "signed_conditionally", "signature_refused", "left", "complete",
)  # fmt: skip
_WITHOUT_ENGINEER = ("proposed", "declined")


@dataclass(frozen=True, slots=True)
class UnplannedOrder:
    """A ready work order for which nobody is found yet; ``visit`` is what was proposed for it."""

    order: WorkOrder
    visit: Visit | None


def unplanned_orders(actor: Actor) -> tuple[tuple[UnplannedOrder, ...], int]:
    """Give what waits for an engineer, what falls due first leading, and how many wait in all."""
    found = Visit.objects.filter(work_order=OuterRef("pk"), state__in=_HELD)
    orders = visible_work_orders(actor).filter(state__in=["ready", "scheduled", "dispatched"])
    waiting = orders.exclude(Exists(found))
    pressing = waiting.select_related("case__organization", "site", "asset").order_by(
        F("case__next_due_at").asc(nulls_last=True), "priority", "raised_at", "id"
    )
    shown = list(pressing[:MOST_UNPLANNED])
    count = len(shown) if len(shown) < MOST_UNPLANNED else waiting.count()
    proposed = Visit.objects.filter(work_order__in=shown, state__in=_WITHOUT_ENGINEER).order_by("sequence")
    by_order = {visit.work_order_id: visit for visit in proposed}
    return tuple(UnplannedOrder(order, by_order.get(order.pk)) for order in shown), count
