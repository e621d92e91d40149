"""What of the evidence an actor may see, and as which bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from firstfix.apps.cases.models import Visibility
from firstfix.apps.cases.queries import sees_internal, within_visible_cases
from firstfix.apps.evidence.models import (
    BlobDerivation,
    Derivation,
    EvidenceItem,
    EvidenceLink,
    FileBlob,
    RedactionState,
)
from firstfix.kernel.identity import Actor

__all__ = [
    "ServedFile",
    "served_file",
    "served_thumbnail",
    "visible_evidence_items",
    "visible_evidence_links",
    "visible_file_blobs",
]


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


@dataclass(frozen=True, slots=True)
class ServedFile:
    """The bytes that an actor gets for a piece of evidence, and under which name.

    ``is_drawn_by_us`` is true for pictures that were decoded and drawn anew; only they are shown in a
    page, everything else is a download.
    """

    evidence_id: UUID
    sha256: str
    size_bytes: int
    media_type: str
    name: str
    is_drawn_by_us: bool


def served_file(actor: Actor, evidence_id: UUID, *, is_original: bool = False) -> ServedFile | None:
    """Give what the actor gets to see of a file, or None where there is nothing for them.

    That is the copy without metadata or secrets where one exists. ``is_original`` asks for the file as
    it came, which only our own side gets.
    """
    evidence = _file_evidence(actor, evidence_id)
    if evidence is None or evidence.blob is None:
        return None
    is_ours = sees_internal(actor)
    copy = None if is_original and is_ours else _copy(evidence.blob)
    if copy is not None:
        return _as_copy(evidence, copy)
    if not is_ours and evidence.redaction_in_force == RedactionState.REDACTED:
        # The copy that they may have is missing, and the original is not for them.
        return None
    return _as_it_came(evidence, evidence.blob)


def served_thumbnail(actor: Actor, evidence_id: UUID) -> ServedFile | None:
    """Give the small copy of a picture, or None where there is none for the actor."""
    evidence = _file_evidence(actor, evidence_id)
    if evidence is None or evidence.blob is None:
        return None
    small = _copies(evidence.blob).get(Derivation.THUMBNAIL.value)
    return None if small is None else _as_copy(evidence, small)


def _file_evidence(actor: Actor, evidence_id: UUID) -> EvidenceItem | None:
    return visible_evidence_items(actor).select_related("blob").filter(pk=evidence_id).first()


def _copy(blob: FileBlob) -> FileBlob | None:
    copies = _copies(blob)
    return copies.get(Derivation.RE_ENCODED.value) or copies.get(Derivation.REDACTED.value)


def _copies(blob: FileBlob) -> Mapping[str, FileBlob]:
    rows = BlobDerivation.objects.filter(original=blob).select_related("derived")
    return {row.derivation: row.derived for row in rows}


def _as_copy(evidence: EvidenceItem, copy: FileBlob) -> ServedFile:
    is_picture = copy.media_type_sniffed in _DRAWN
    ending = _DRAWN.get(copy.media_type_sniffed, ".txt")
    stem = PurePath(evidence.original_name).stem or _server_name(evidence)
    return ServedFile(
        evidence.pk,
        copy.sha256,
        copy.size_bytes,
        copy.media_type_sniffed,
        f"{stem}{'' if is_picture else '-redacted'}{ending}",
        is_drawn_by_us=is_picture,
    )


def _as_it_came(evidence: EvidenceItem, blob: FileBlob) -> ServedFile:
    name = evidence.original_name or _server_name(evidence)
    return ServedFile(
        evidence.pk, blob.sha256, blob.size_bytes, blob.media_type_sniffed, name, is_drawn_by_us=False
    )


# What blobs.pictures draws.
_DRAWN: Mapping[str, str] = {"image/jpeg": ".jpeg", "image/png": ".png"}


def _server_name(evidence: EvidenceItem) -> str:
    return f"evidence-{evidence.sha256[:12]}"
