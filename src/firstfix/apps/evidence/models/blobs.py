"""Stored bytes, addressed by their own hash."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from firstfix.kernel.ids import new_id

__all__ = ["SHA256_HEX_LENGTH", "BlobDerivation", "BlobUpload", "Derivation", "FileBlob", "RedactionState"]

SHA256_HEX_LENGTH = 64
"""Letters of a SHA-256 in hexadecimal (FIPS 180-4: 256 bits)."""


class RedactionState(models.TextChoices):
    """Whether secrets and personal data were looked for, and what came of it."""

    UNCHECKED = "unchecked", _("not yet checked")
    CLEAN = "clean", _("nothing found")
    REDACTED = "redacted", _("redacted copy exists")
    HELD_BACK = "held_back", _("cannot be redacted, kept inside")


class Derivation(models.TextChoices):
    """How a blob was made from another one."""

    RE_ENCODED = "re_encoded", _("re-encoded, without metadata")
    THUMBNAIL = "thumbnail", _("thumbnail")
    REDACTED = "redacted", _("redacted")


class FileBlob(models.Model):
    """Bytes stored once under the SHA-256 of their content.

    ``storage_path`` is made by the server from the hash; no part of it ever comes from outside.
    ``media_type_sniffed`` is what the content is, whatever its sender called it. ``redaction_state``
    says what a machine found in the bytes, once it looked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=SHA256_HEX_LENGTH, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    media_type_sniffed = models.CharField(max_length=100)
    storage_path = models.CharField(max_length=200, unique=True)
    redaction_state = models.CharField(
        max_length=12, choices=RedactionState, default=RedactionState.UNCHECKED
    )
    stored_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="file_blob_hash_has_its_length",
                condition=Exact(Length(F("sha256")), SHA256_HEX_LENGTH),
            ),
            models.CheckConstraint(
                name="file_blob_redaction_state_known", condition=Q(redaction_state__in=RedactionState.values)
            ),
        )

    def __str__(self) -> str:
        return self.sha256


class BlobDerivation(models.Model):
    """That one blob was made from another: a copy without metadata, a thumbnail, a redacted text.

    The same copy may come from several originals, such as one photo with and without its place.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    original = models.ForeignKey(
        FileBlob, on_delete=models.PROTECT, related_name="derivations", db_index=False
    )
    derived = models.ForeignKey(FileBlob, on_delete=models.PROTECT, related_name="origins")
    derivation = models.CharField(max_length=12, choices=Derivation)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["original", "derivation"], name="blob_derivation_once_per_way"),
            models.CheckConstraint(
                name="blob_derivation_known", condition=Q(derivation__in=Derivation.values)
            ),
        )


class BlobUpload(models.Model):
    """That somebody brought these bytes: only they may name them by hash, or who sees them already.

    Hashes stand in reports and exports; without this row, knowing one would be enough to read the file.
    The newest upload also decides how long a blob that nobody uses is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    blob = models.ForeignKey(FileBlob, on_delete=models.PROTECT, related_name="uploads", db_index=False)
    uploader_id = models.UUIDField()
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["blob", "uploader_id"], name="blob_upload_once_per_uploader"),
        )
