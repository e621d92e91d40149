"""Fail a check: what was seen is not what was expected."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from firstfix.apps.visits.commands.checking import AROUND_CHECK, answer
from firstfix.apps.visits.models import ChecklistResult
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Work, command
from firstfix.kernel.commands.inputs import Line, Words

__all__ = ["fail_check"]


@command(
    on="checklist_result",
    kind=Kind.RECORDING,
    touches=AROUND_CHECK,
    says=mark("{actor} failed a check: {reason}"),
)
def fail_check(
    work: Work,
    result: ChecklistResult,
    *,
    reason: Words | Literal[""] = "",
    evidence_id: UUID | None = None,
    value: Line | Literal[""] = "",
) -> None:
    """Fail a check, with what was seen."""
    answer(work, result, value=value or None, evidence_id=evidence_id, reason=reason)
