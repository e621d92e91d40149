"""Bind evidence to its content by hash: to the bytes of a file, or to a value's canonical JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from firstfix.apps.evidence.models import BlobUpload, FileBlob, RedactionState
from firstfix.apps.evidence.queries import visible_file_blobs
from firstfix.engines.custody import canonical_bytes, sha256_hex
from firstfix.engines.redaction import kinds_for, redact
from firstfix.engines.verdict import mark
from firstfix.kernel.identity import Actor
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["Content", "bound_file", "bound_value"]


@dataclass(frozen=True, slots=True)
class Content:
    """What evidence consists of, with the hash that holds it fast."""

    sha256: str
    size_bytes: int
    media_type: str
    redaction_state: RedactionState
    blob: FileBlob | None = None
    value: dict[str, Any] | None = None

    def columns(self) -> dict[str, Any]:
        """Give the columns of the evidence that the content fills."""
        return {name: getattr(self, name) for name in self.__slots__}


def bound_value(value: dict[str, Any]) -> Content:
    """Give a measured value bound by the SHA-256 of its canonical JSON (RFC 8785)."""
    written = canonical_bytes(value)
    found = redact(written.decode("utf-8"), kinds=kinds_for("customer")).replacements
    state = RedactionState.HELD_BACK if found else RedactionState.CLEAN
    return Content(sha256_hex(written), len(written), "application/json", state, value=value)


def bound_file(actor: Actor, sha256: str) -> Content:
    """Give a stored file bound by the SHA-256 of its bytes.

    Raises Refused where nobody stored it, and, in the same words, where neither the actor uploaded it
    nor may see it.
    """
    blob = FileBlob.objects.filter(_within_reach(actor), sha256=sha256).first()
    if blob is None:
        raise Refused(
            Refusal(
                "file_not_uploaded",
                mark("You have uploaded no file with this hash. Upload the file, then add it as evidence."),
                fields={"blob_sha256": "not uploaded"},
            )
        )
    return Content(
        blob.sha256,
        blob.size_bytes,
        blob.media_type_sniffed,
        RedactionState(blob.redaction_state),
        blob=blob,
    )


def _within_reach(actor: Actor) -> Q:
    if actor.is_system:
        return Q()
    uploaded = BlobUpload.objects.filter(blob=OuterRef("pk"), uploader_id=actor.id)
    return Q(Exists(uploaded)) | Q(pk__in=visible_file_blobs(actor).values("pk"))
