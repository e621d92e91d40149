"""Abort a visit on the way or on site: leaving an unsafe or locked place is never refused."""

from __future__ import annotations

from typing import Literal

from firstfix.apps.visits.commands.visit_steps import AROUND_VISIT, announce_visit, check_out, end_time
from firstfix.apps.visits.events import VisitAborted
from firstfix.apps.visits.models import AbortCause, AvoidableCause, Visit, VisitOutcome, VisitResult
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["abort_visit"]


@command(on="visit", touches=AROUND_VISIT, says=mark("{actor} aborted the visit ({cause})."), is_public=True)
def abort_visit(
    work: Work,
    visit: Visit,
    *,
    cause: AbortCause,
    avoidable_cause: AvoidableCause | Literal[""] = "",
    note: Words | Literal[""] = "",
) -> None:
    """Abort the visit, with the cause and what would have avoided the trip."""
    found = {
        "result": VisitResult.ABORTED,
        "abort_cause": cause,
        "avoidable_cause": avoidable_cause,
        "note": note,
        "reported_by_id": work.actor.person_id,
        "reported_at": work.at,
    }
    VisitOutcome.objects.update_or_create(
        visit=visit, defaults=found, create_defaults={"id": work.new_id("outcome"), **found}
    )
    if visit.state == "en_route":
        end_time(work, visit.engineer_id)
    else:
        check_out(work, visit)
    work.emit(VisitAborted(visit.pk, visit.work_order.case_id, cause.value))
    announce_visit(work, visit)
