"""Clear away stored bytes that nothing names."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from firstfix.apps.cases.models import QuarantinedMessage
from firstfix.apps.evidence import blobs
from firstfix.apps.evidence.models import BlobDerivation, BlobUpload, FileBlob
from firstfix.kernel import clock
from firstfix.kernel.jobs.running import JobRun
from firstfix.kernel.locks import mutex

__all__ = ["CLEAR_EVERY", "GRACE", "clear_orphans"]

CLEAR_EVERY = timedelta(days=1)
# A phone uploads a file first and sends the command that names it after; it may be offline between for
# as long as a trip to a remote site takes.
GRACE = timedelta(days=7)
# What a killed upload left behind; no upload takes a day.
_LEFT_BEHIND_SECONDS = 24 * 3600
# Relations that do not keep a blob alive: who brought it, and what was made from it.
_LOOSE = frozenset({(BlobUpload, "blob"), (BlobDerivation, "original")})
# A picture that is already as we would draw it is its own copy.
_OF_ITSELF = Q(original=F("derived"))


def clear_orphans(run: JobRun) -> dict[str, int]:
    """Carry out the job: remove blobs that nothing has named for :data:`GRACE`, and broken uploads."""
    cleared_count = 0
    # A copy is an orphan once its original is gone, so a second look finds more.
    while found := list(_orphans()):
        cleared_count += sum(_cleared(blob) for blob in found)
        run.progress(cleared_count, cleared_count)
    return {"cleared_count": cleared_count, "left_behind_count": _remove_left_behind()}


def _orphans() -> QuerySet[FileBlob]:
    fresh = BlobUpload.objects.filter(blob=OuterRef("pk"), uploaded_at__gt=clock.now() - GRACE)
    rows = FileBlob.objects.filter(~Exists(fresh), stored_at__lte=clock.now() - GRACE)
    for relation in FileBlob._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        if (model, name) not in _LOOSE:
            naming = model._default_manager.filter(**{name: OuterRef("pk")})
            rows = rows.filter(~Exists(naming.exclude(_OF_ITSELF) if model is BlobDerivation else naming))
    # Mail in quarantine lies below the evidence and names its bytes by hash.
    return rows.filter(~Exists(QuarantinedMessage.objects.filter(raw_sha256=OuterRef("sha256"))))


def _cleared(blob: FileBlob) -> bool:
    with mutex(f"blob:{blob.sha256}"):
        if not _orphans().filter(pk=blob.pk).exists():
            return False
        BlobUpload.objects.filter(blob=blob).delete()
        BlobDerivation.objects.filter(original=blob).delete()
        blob.delete()
        # Before the commit: a row without its file is written anew by the next upload of the same
        # bytes, a file that goes after the commit could be one that somebody has just brought again.
        blobs.remove_kept(blob.sha256)
        return True


def _remove_left_behind() -> int:
    oldest = time.time() - _LEFT_BEHIND_SECONDS
    left = [path for path in Path(settings.BLOBS).glob("incoming/*.part") if path.stat().st_mtime < oldest]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
