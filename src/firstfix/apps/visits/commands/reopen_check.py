"""Answer a check again."""

from __future__ import annotations

from firstfix.apps.visits.commands.checking import AROUND_CHECK
from firstfix.apps.visits.models import ChecklistResult
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["reopen_check"]


@command(
    on="checklist_result",
    kind=Kind.RECORDING,
    touches=AROUND_CHECK,
    says=mark("{actor} opened a check again: {because}"),
)
def reopen_check(work: Work, result: ChecklistResult, *, because: Words) -> None:
    """Open a check again to answer it anew; the answer before stays in the ledger."""
    result.value, result.evidence, result.reason, result.right = None, None, "", ""
    result.answered_by, result.answered_at, result.received_at = None, None, None
