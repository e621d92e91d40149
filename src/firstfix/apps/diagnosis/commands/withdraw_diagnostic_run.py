"""Take a run back that was a mistake: another site's, another order's, one that somebody changed."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.diagnosis.commands.undoing import (
    answer_as_before,
    clear_basics,
    let_go_of_hypotheses,
    undo_remediations,
)
from firstfix.apps.diagnosis.events import DiagnosticRunWithdrawn
from firstfix.apps.diagnosis.models import DiagnosticRunWithdrawal
from firstfix.apps.visits.models import WorkOrder
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work, command
from firstfix.kernel.commands.inputs import Words
from firstfix.kernel.refusal import Refusal

__all__ = ["withdraw_diagnostic_run"]


@command(
    on="work_order",
    touches=(Touch("case", via="case_id"),),
    says=mark("{actor} took a site check back: {because}"),
)
def withdraw_diagnostic_run(
    work: Work, work_order: WorkOrder, *, run_id: UUID, because: Words
) -> Refusal | None:
    """Take a run back with a reason: prerequisites, requests and hypotheses stand as if it had not come.

    The run, its file and its findings stay where they are, marked as taken back.
    """
    run = work_order.diagnostic_runs.standing().filter(pk=run_id).first()
    if run is None:
        return Refusal(
            "no_standing_run",
            mark("Field run_id: this work order has no such site check, or it was taken back before."),
            fields={"run_id": "a run of this work order"},
        )
    DiagnosticRunWithdrawal.objects.create(
        id=work.new_id("withdrawal"),
        run=run,
        because=because,
        withdrawn_by_id=work.actor.person_id,
        withdrawn_at=work.at,
    )
    answer_as_before(work, run)
    clear_basics(run)
    undo_remediations(work, run)
    let_go_of_hypotheses(work, run)
    work.emit(DiagnosticRunWithdrawn(run.pk, work_order.pk, work_order.case_id))
    return None
