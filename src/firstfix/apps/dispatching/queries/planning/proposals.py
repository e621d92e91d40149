"""The proposals that a dispatcher has before them, newest first."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from firstfix.apps.dispatching.models import PlanProposal
from firstfix.apps.dispatching.queries.visible import visible_plan_proposals
from firstfix.kernel.identity import Actor

__all__ = ["proposals"]


def proposals(actor: Actor, start: datetime, end: datetime) -> QuerySet[PlanProposal]:
    """Give the plans of days that touch the time from ``start`` up to ``end``, the newest first.

    Each comes with its draft: ``proposal.draft.share`` is how far the search is, ``.points`` what it found.
    """
    rows = visible_plan_proposals(actor).filter(horizon_start_at__lt=end, horizon_end_at__gt=start)
    return rows.exclude(state="discarded").order_by("-asked_at", "-id")
