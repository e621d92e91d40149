"""Verify the fix on site, and say what came of the trip."""

from __future__ import annotations

from typing import Literal

from firstfix.apps.visits.commands.visit_steps import AROUND_VISIT, announce_visit, begin_time
from firstfix.apps.visits.models import TimeKind, Visit, VisitOutcome
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["Achieved", "verify_visit"]

Achieved = Literal["fixed", "partly_fixed", "not_fixed", "work_done"]
"""What a trip that was not aborted can come to (``VisitResult``)."""


@command(on="visit", touches=AROUND_VISIT, says=mark("{actor} verifies the work ({result})."), is_public=True)
def verify_visit(work: Work, visit: Visit, *, result: Achieved, note: Words | Literal[""] = "") -> None:
    """End the work and begin to verify it; the customer is shown what came of it."""
    VisitOutcome.objects.update_or_create(
        visit=visit,
        defaults={
            "result": result,
            "note": note,
            "reported_by_id": work.actor.person_id,
            "reported_at": work.at,
        },
        create_defaults={
            "id": work.new_id("outcome"),
            "result": result,
            "note": note,
            "reported_by_id": work.actor.person_id,
            "reported_at": work.at,
        },
    )
    begin_time(work, visit, TimeKind.WAIT)
    announce_visit(work, visit)
