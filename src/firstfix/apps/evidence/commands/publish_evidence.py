"""Let the customer see a piece of evidence."""

from __future__ import annotations

from firstfix.apps.cases.models import Visibility
from firstfix.apps.evidence.commands.screening import refuse_unpublishable
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work, command

__all__ = ["publish_evidence"]


@command(
    on="evidence_item",
    touches=(Touch("case", via="case_id"),),
    edits=("visibility", "redaction_state"),
    says=mark("{actor} shared a piece of evidence with the customer."),
    is_public=True,
)
def publish_evidence(work: Work, evidence: EvidenceItem) -> None:
    """Let the customer see the evidence, once it was looked through for secrets."""
    refuse_unpublishable(evidence)
    evidence.redaction_state = evidence.redaction_in_force
    evidence.visibility = Visibility.PUBLIC
