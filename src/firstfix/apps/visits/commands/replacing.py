"""The limit of what one case may replace before a manager approves it (S1-R12)."""

from __future__ import annotations

from django.db.models import Sum

from firstfix.apps.cases.commands.approval_use import under_approval
from firstfix.apps.cases.models import ApprovalKind
from firstfix.apps.visits.models import PartNeed, WorkOrder
from firstfix.kernel.commands import Work

__all__ = ["keep_within_replacement_limit"]


def keep_within_replacement_limit(work: Work, order: WorkOrder) -> None:
    """Use up a manager's approval where the orders of the case ask for more pieces than its customer's limit.

    All orders of the case count together, save those that were cancelled: a site-wide remediation in ten
    small orders is one. Raises Refused where no approval about the case is granted, in force and unused.
    """
    limit = order.case.organization.replacement_limit_count
    if limit is None:
        return
    needs = PartNeed.objects.filter(work_order__case=order.case_id).exclude(work_order__state="cancelled")
    if (needs.aggregate(count=Sum("quantity"))["count"] or 0) > limit:
        under_approval(work, ApprovalKind.LARGE_REPLACEMENT, "case", order.case_id)
