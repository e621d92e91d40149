"""Keep a piece of evidence among ourselves again."""

from __future__ import annotations

from firstfix.apps.cases.models import Visibility
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["withhold_evidence"]


@command(
    on="evidence_item",
    touches=(Touch("case", via="case_id"),),
    edits=("visibility",),
    says=mark("{actor} took a piece of evidence out of the customer's sight: {because}"),
)
def withhold_evidence(work: Work, evidence: EvidenceItem, *, because: Words) -> None:
    """Keep the evidence internal from now on; who has seen it has seen it."""
    evidence.visibility = Visibility.INTERNAL
