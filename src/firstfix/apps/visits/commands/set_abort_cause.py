"""Correct why a visit was aborted."""

from __future__ import annotations

from firstfix.apps.visits.commands.visit_steps import AROUND_VISIT
from firstfix.apps.visits.models import AbortCause, AvoidableCause, Visit, VisitOutcome
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Words
from firstfix.kernel.refusal import Refusal

__all__ = ["set_abort_cause"]


@command(
    on="visit",
    touches=AROUND_VISIT,
    says=mark("{actor} corrected why the visit was aborted ({cause}): {because}"),
)
def set_abort_cause(
    work: Work, visit: Visit, *, cause: AbortCause, avoidable_cause: AvoidableCause, because: Words
) -> Refusal | None:
    """Say, or correct, why the visit was aborted; what was said before stays in the ledger."""
    changed = VisitOutcome.objects.filter(visit=visit, result="aborted").update(
        abort_cause=cause, avoidable_cause=avoidable_cause, note=because
    )
    if changed:
        return None
    return Refusal(
        "visit_not_aborted",
        mark("This visit was not aborted; it is {state}."),
        {"state": visit.state.replace("_", " ")},
    )
