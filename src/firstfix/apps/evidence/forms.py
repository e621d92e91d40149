"""What pages draw of evidence: one card a piece."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from firstfix.apps.evidence.models import EvidenceItem, RedactionState

__all__ = ["drawn_evidence"]

# Of these the store draws small copies (blobs.pictures).
_PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
_REDACTIONS: Mapping[RedactionState, str] = {
    RedactionState.UNCHECKED: "pending",
    RedactionState.CLEAN: "none_needed",
    RedactionState.REDACTED: "redacted",
    RedactionState.HELD_BACK: "pending",
}


def drawn_evidence(piece: EvidenceItem) -> dict[str, Any]:
    """Give a piece of evidence for ``ui.evidence_card``; fetch ``blob`` and ``collected_by`` along."""
    value = piece.value if isinstance(piece.value, Mapping) else {}
    is_picture = piece.blob_id is not None and piece.media_type in _PICTURES
    return {
        "kind": piece.kind,
        "title": piece.title,
        "href": reverse("evidence_file", args=[piece.pk]) if piece.blob_id else "",
        "thumbnail": reverse("evidence_thumbnail", args=[piece.pk]) if is_picture else "",
        "value": value.get("value") if value else None,
        "unit": value.get("unit", ""),
        "proves": piece.get_purpose_display() + (f": {piece.check_name}" if piece.check_name else ""),
        "collected_at": piece.collected_at,
        "by": piece.collected_by.name if piece.collected_by else "",
        "size": piece.size_bytes if piece.blob_id else None,
        "redaction": _REDACTIONS[RedactionState(piece.redaction_in_force)],
        "custody": _("file erased on {day}").format(day=f"{piece.erased_at:%Y-%m-%d}")
        if piece.erased_at
        else "",
        "sha256": piece.sha256,
        "has_passed": piece.has_passed,
        "pk": piece.pk,
    }
