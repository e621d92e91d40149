"""Pass a check with the evidence that proves it."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from firstfix.apps.visits.commands.checking import AROUND_CHECK, answer
from firstfix.apps.visits.models import ChecklistResult
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Work, command
from firstfix.kernel.commands.inputs import Line

__all__ = ["pass_check"]


@command(
    on="checklist_result", kind=Kind.RECORDING, touches=AROUND_CHECK, says=mark("{actor} passed a check.")
)
def pass_check(
    work: Work, result: ChecklistResult, *, evidence_id: UUID, value: Line | Literal[""] = ""
) -> None:
    """Pass a check with evidence of a kind that its line asks for (S1-D02)."""
    answer(work, result, value=value or None, evidence_id=evidence_id)
