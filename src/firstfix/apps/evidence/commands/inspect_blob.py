"""Look through stored bytes for what must not leave, and make the copies that may be shown."""

from __future__ import annotations

import io

from firstfix.apps.evidence import blobs
from firstfix.apps.evidence.models import BlobDerivation, Derivation, FileBlob, RedactionState
from firstfix.kernel import clock
from firstfix.kernel.ids import new_id
from firstfix.kernel.jobs.running import JobRun
from firstfix.kernel.locks import mutex, with_retry

__all__ = ["LARGEST_INLINE_BYTES", "inspect_blob", "inspect_waiting_blob"]

# Reading a text of this size for secrets takes about 0.2 s; a longer one waits for a job.
LARGEST_INLINE_BYTES = 256 * 1024


def inspect_blob(blob: FileBlob) -> None:
    """Note on ``blob`` what it may be shown as; doing it again gives the same.

    Pictures are drawn anew without metadata, texts are read for secrets, and what no machine can
    look through is held back.
    """
    if blobs.is_picture(blob.media_type_sniffed):
        state = _inspected_picture(blob)
    elif blobs.is_text(blob.media_type_sniffed) and blob.size_bytes <= blobs.LARGEST_TEXT_BYTES:
        state = _inspected_text(blob)
    else:
        state = RedactionState.HELD_BACK
    blob.redaction_state = state
    blob.save(update_fields=["redaction_state"])


def inspect_waiting_blob(run: JobRun) -> dict[str, str]:
    """Carry out the job for a file that was too large to inspect while somebody waited."""
    blob = FileBlob.objects.filter(pk=run.payload["blob_id"]).first()
    if blob is None:
        return {"result": "gone"}
    inspect_blob(blob)
    return {"result": blob.redaction_state}


def _inspected_picture(blob: FileBlob) -> RedactionState:
    with blobs.open_kept(blob.sha256) as file:
        shown = blobs.shown_picture(file)
    if shown is None:
        return RedactionState.HELD_BACK
    small = blobs.thumbnail(io.BytesIO(shown.content)) or shown
    _derive(blob, Derivation.RE_ENCODED, shown.content, shown.media_type)
    _derive(blob, Derivation.THUMBNAIL, small.content, small.media_type)
    return RedactionState.REDACTED


def _inspected_text(blob: FileBlob) -> RedactionState:
    with blobs.open_kept(blob.sha256) as file:
        content = file.read()
    try:
        redacted = blobs.redacted_text(content)
    except blobs.NoText:
        return RedactionState.HELD_BACK
    if redacted is None:
        return RedactionState.CLEAN
    _derive(blob, Derivation.REDACTED, redacted, "text/plain")
    return RedactionState.REDACTED


def _derive(original: FileBlob, derivation: Derivation, content: bytes, media_type: str) -> None:
    with blobs.arriving(io.BytesIO(content), limit_bytes=len(content)) as arrived:
        with_retry(lambda: _register(original, derivation, arrived, media_type))


def _register(
    original: FileBlob, derivation: Derivation, arrived: blobs.ArrivedBytes, media_type: str
) -> None:
    with mutex(f"blob:{arrived.sha256}"):
        derived, _is_new = FileBlob.objects.get_or_create(
            sha256=arrived.sha256,
            defaults={
                "size_bytes": arrived.size_bytes,
                "media_type_sniffed": media_type,
                "storage_path": blobs.keep(arrived),
                "stored_at": clock.now(),
            },
        )
        BlobDerivation.objects.get_or_create(
            original=original, derivation=derivation, defaults={"id": new_id(), "derived": derived}
        )
