"""Say what a piece of evidence speaks about."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.evidence.commands.linking import hang
from firstfix.apps.evidence.models import EvidenceItem, EvidenceRole
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Touch, Work, command
from firstfix.kernel.commands.inputs import Code

__all__ = ["link_evidence"]


@command(
    on="evidence_item",
    kind=Kind.RECORDING,
    touches=(Touch("case", via="case_id"), Touch(noun_given="subject_type", given="subject_id")),
    says=mark("{actor} linked evidence to a {subject_type} ({role})."),
)
def link_evidence(
    work: Work, evidence: EvidenceItem, *, subject_type: Code, subject_id: UUID, role: EvidenceRole
) -> None:
    """Hang evidence on something of its case: for it, against it, before, after, attached."""
    hang(work, evidence, subject_type=subject_type, subject_id=subject_id, role=role)
