"""Vouch for a file that no machine can look through."""

from __future__ import annotations

from firstfix.apps.evidence.events import EvidenceRedacted
from firstfix.apps.evidence.models import EvidenceItem, RedactionState
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work, command
from firstfix.kernel.commands.inputs import Words
from firstfix.kernel.refusal import Refusal

__all__ = ["clear_evidence"]


@command(
    on="evidence_item",
    touches=(Touch("case", via="case_id"),),
    edits=("redaction_state",),
    says=mark("{actor} looked through a file and found nothing that must stay inside: {because}"),
)
def clear_evidence(work: Work, evidence: EvidenceItem, *, because: Words) -> Refusal | None:
    """Say that you looked through the file and that a customer may see all of it."""
    if evidence.redaction_in_force != RedactionState.HELD_BACK:
        return Refusal(
            "nothing_to_clear",
            mark("A machine looks through this file; there is nothing for you to vouch for."),
            remedy="publish_evidence",
        )
    evidence.redaction_state = RedactionState.CLEAN
    work.emit(EvidenceRedacted(evidence.pk, evidence.redaction_state))
    return None
