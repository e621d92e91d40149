"""Mark a check not applicable, where its checklist allows that."""

from __future__ import annotations

from firstfix.apps.visits.commands.checking import AROUND_CHECK, answer
from firstfix.apps.visits.models import ChecklistResult
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["skip_check"]


@command(
    on="checklist_result",
    kind=Kind.RECORDING,
    touches=AROUND_CHECK,
    says=mark("{actor} marked a check not applicable: {reason}"),
)
def skip_check(work: Work, result: ChecklistResult, *, reason: Words) -> None:
    """Mark a check not applicable, with the reason."""
    answer(work, result, reason=reason)
