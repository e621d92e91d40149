"""Waive a check under an approval; compliance checks have no waiver at all (S1-R17)."""

from __future__ import annotations

from firstfix.apps.cases.commands.approval_use import under_approval
from firstfix.apps.cases.models import ApprovalKind
from firstfix.apps.visits.commands.checking import AROUND_CHECK, answer
from firstfix.apps.visits.models import ChecklistResult
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["RIGHT_TO_WAIVE", "waive_check"]

RIGHT_TO_WAIVE = "S1-R08"
"""Deviation from the documented sequence is the team's right."""


@command(on="checklist_result", touches=AROUND_CHECK, says=mark("{actor} waived a check: {reason}"))
def waive_check(work: Work, result: ChecklistResult, *, reason: Words) -> None:
    """Waive a check with the reason, under an approval of the team about this very check (S1-R08)."""
    under_approval(work, ApprovalKind.SEQUENCE_DEVIATION, "checklist_result", result.pk)
    answer(work, result, reason=reason)
    result.right = RIGHT_TO_WAIVE
