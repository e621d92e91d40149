"""What of the evidence an actor may see."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from firstfix.apps.cases.models import Visibility
from firstfix.apps.cases.queries import sees_internal, within_visible_cases
from firstfix.apps.evidence.models import EvidenceItem, EvidenceLink, FileBlob
from firstfix.kernel.identity import Actor

__all__ = ["visible_evidence_items", "visible_evidence_links", "visible_file_blobs"]


def visible_evidence_items(actor: Actor) -> QuerySet[EvidenceItem]:
    """Give the evidence that the actor may see: public pieces only, from outside."""
    rows = within_visible_cases(actor, EvidenceItem.objects.all(), organization="organization")
    return rows if sees_internal(actor) else rows.filter(visibility=Visibility.PUBLIC)


def visible_evidence_links(actor: Actor) -> QuerySet[EvidenceLink]:
    """Give the links of the evidence that the actor may see."""
    return EvidenceLink.objects.filter(evidence__in=visible_evidence_items(actor).values("pk"))


def visible_file_blobs(actor: Actor) -> QuerySet[FileBlob]:
    """Give the stored files behind the evidence that the actor may see."""
    seen = visible_evidence_items(actor).filter(blob=OuterRef("pk"))
    return FileBlob.objects.filter(Exists(seen))
