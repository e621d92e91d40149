"""Make a machine's suggestion a person's evidence."""

from __future__ import annotations

from firstfix.apps.evidence.models import EvidenceItem
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["review_evidence"]


@command(
    on="evidence_item",
    touches=(Touch("case", via="case_id"),),
    edits=("needs_review",),
    says=mark("{actor} reviewed evidence that a machine had suggested: {because}"),
)
def review_evidence(work: Work, evidence: EvidenceItem, *, because: Words) -> None:
    """Say that you looked at what a machine suggested and that it counts."""
    evidence.needs_review = False
