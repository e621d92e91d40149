"""Store bytes under their hash, before any command names them."""

from __future__ import annotations

import io

from django.conf import settings

from firstfix.apps.evidence import blobs
from firstfix.apps.evidence.blobs.shelf import Readable
from firstfix.apps.evidence.commands.inspect_blob import LARGEST_INLINE_BYTES, inspect_blob
from firstfix.apps.evidence.models import BlobUpload, FileBlob, RedactionState
from firstfix.engines.verdict import mark
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor
from firstfix.kernel.ids import new_id
from firstfix.kernel.jobs.running import enqueue
from firstfix.kernel.locks import mutex, with_retry
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["store_blob"]


def store_blob(stream: Readable | bytes, *, by: Actor, is_inspected: bool = True) -> FileBlob:
    """Give the stored file; the same bytes are stored once, however often and by whomever they come.

    No command: it changes nothing that anybody sees. What no evidence names is cleared away after
    a while (:func:`clear_orphans`). ``is_inspected`` is false for what is only kept and never shown, such as
    a mail in quarantine. Raises Refused for an empty file and for one over
    ``settings.EVIDENCE_FILE_BYTES``.
    """
    source = io.BytesIO(stream) if isinstance(stream, bytes) else stream
    try:
        with blobs.arriving(source, limit_bytes=settings.EVIDENCE_FILE_BYTES) as arrived:
            if not arrived.size_bytes:
                raise Refused(_empty())
            blob = with_retry(lambda: _registered(arrived, by))
    except blobs.TooLarge as error:
        raise Refused(_too_large()) from error
    if is_inspected:
        _have_inspected(blob)
    return blob


def _registered(arrived: blobs.ArrivedBytes, by: Actor) -> FileBlob:
    # The same lock as in clearing: a file is never taken off the shelf between its row and its use.
    with mutex(f"blob:{arrived.sha256}"):
        path = blobs.keep(arrived)
        now = clock.now()
        blob, _is_new = FileBlob.objects.get_or_create(
            sha256=arrived.sha256,
            defaults={
                "size_bytes": arrived.size_bytes,
                "media_type_sniffed": blobs.sniff(arrived.head),
                "storage_path": path,
                "stored_at": now,
            },
        )
        BlobUpload.objects.update_or_create(
            blob=blob,
            uploader_id=by.id,
            defaults={"uploaded_at": now},
            create_defaults={"id": new_id(), "uploaded_at": now},
        )
        return blob


def _have_inspected(blob: FileBlob) -> None:
    if blob.redaction_state != RedactionState.UNCHECKED:
        return
    if blobs.is_text(blob.media_type_sniffed) and blob.size_bytes > LARGEST_INLINE_BYTES:
        enqueue("inspect_blob", {"blob_id": str(blob.pk)}, unique_key=f"inspect_blob:{blob.sha256}")
    else:
        inspect_blob(blob)


def _empty() -> Refusal:
    return Refusal(
        "file_is_empty",
        mark("Field file: the file is empty. Look whether it was saved, then send it again."),
        fields={"file": "empty"},
    )


def _too_large() -> Refusal:
    megabytes = settings.EVIDENCE_FILE_BYTES // (1024 * 1024)
    return Refusal(
        "file_too_large",
        mark("Field file: it is larger than {limit_megabytes} MB. Cut out what matters, or compress it."),
        {"limit_megabytes": megabytes},
        fields={"file": "too large"},
    )
