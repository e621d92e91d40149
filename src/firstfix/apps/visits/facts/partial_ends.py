"""Work that ended while part of the fault stayed, and the approval that this needs (S1-R09)."""

from __future__ import annotations

from firstfix.apps.cases.models import ApprovalKind, ApprovalRequest
from firstfix.apps.visits.facts.scope import Scope
from firstfix.apps.visits.models import WorkOrderOutcome

__all__ = ["is_approved_partial", "partial_end", "was_approved_partial"]


def is_approved_partial(scope: Scope, approval_id: object) -> bool:
    """Tell whether this approval is granted, in force, unused, and about a partial closure here (S1-R09).

    It is about the case, or about an order of it that ends so.
    """
    if approval_id is None:
        return False
    granted = ApprovalRequest.objects.in_force(scope.now).unused()
    ours = {scope.case.pk, *scope.order_ids}
    return granted.filter(
        pk=approval_id, kind=ApprovalKind.PARTIAL_CLOSURE, case=scope.case, subject_id__in=ours
    ).exists()


def partial_end(scope: Scope) -> WorkOrderOutcome | None:
    """Give how the last finished order ended, if it was done in part; reviewing or closing it cures nothing.

    An order that is done after it has finished the rest.
    """
    if not scope.orders:
        return None
    finished = WorkOrderOutcome.objects.filter(
        work_order__in=scope.order_ids, state__in=["done", "done_partial"]
    )
    last = finished.order_by("reported_at", "id").last()
    return last if last is not None and last.state == "done_partial" else None


def was_approved_partial(scope: Scope, ended: WorkOrderOutcome | None) -> bool:
    """Tell whether the order ended in part under an approval that is still in force."""
    if ended is None or ended.approval_id is None:
        return False
    granted = ApprovalRequest.objects.in_force(scope.now)
    return granted.filter(pk=ended.approval_id, kind=ApprovalKind.PARTIAL_CLOSURE).exists()
