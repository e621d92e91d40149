"""Complete a visit: its time and parts are on record, and whether the trip could have been avoided."""

from __future__ import annotations

from firstfix.apps.visits.commands.verify_visit import Achieved
from firstfix.apps.visits.commands.visit_steps import AROUND_VISIT, announce_visit
from firstfix.apps.visits.events import VisitCompleted
from firstfix.apps.visits.models import AvoidableCause, Visit, VisitOutcome
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command

__all__ = ["complete_visit"]


@command(on="visit", touches=AROUND_VISIT, says=mark("{actor} completed the visit."), is_public=True)
def complete_visit(
    work: Work, visit: Visit, *, avoidable_cause: AvoidableCause, result: Achieved | None = None
) -> None:
    """Complete the visit, and say what would have avoided the trip: a finding about us (S0-P04)."""
    outcome = VisitOutcome.objects.filter(visit=visit).first() or VisitOutcome(
        id=work.new_id("outcome"), visit=visit, result="not_fixed"
    )
    outcome.result = result or outcome.result
    outcome.avoidable_cause = avoidable_cause
    outcome.reported_by_id, outcome.reported_at = work.actor.person_id, work.at
    outcome.save()
    work.emit(VisitCompleted(visit.pk, visit.work_order.case_id, outcome.result))
    announce_visit(work, visit)
