"""Stored bytes, addressed by their own hash."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from firstfix.kernel.ids import new_id

__all__ = ["SHA256_HEX_LENGTH", "Derivation", "FileBlob"]

SHA256_HEX_LENGTH = 64
"""Letters of a SHA-256 in hexadecimal (FIPS 180-4: 256 bits)."""


class Derivation(models.TextChoices):
    """How a blob was made from another one."""

    RE_ENCODED = "re_encoded", _("re-encoded, without metadata")
    THUMBNAIL = "thumbnail", _("thumbnail")
    REDACTED = "redacted", _("redacted")


class FileBlob(models.Model):
    """Bytes stored once under the SHA-256 of their content.

    ``storage_path`` is made by the server from the hash; no part of it ever comes from outside.
    ``media_type_sniffed`` is what the content is, whatever its sender called it. A redacted or
    re-encoded copy is a blob of its own that names its origin.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=SHA256_HEX_LENGTH, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    media_type_sniffed = models.CharField(max_length=100)
    storage_path = models.CharField(max_length=200, unique=True)
    derived_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="derived_blobs"
    )
    derivation = models.CharField(max_length=12, choices=Derivation, blank=True)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="file_blob_hash_has_its_length",
                condition=Exact(Length(F("sha256")), SHA256_HEX_LENGTH),
            ),
            models.CheckConstraint(
                name="file_blob_derived_in_a_known_way",
                condition=Q(derived_from=None, derivation="")
                | Q(derived_from__isnull=False, derivation__in=Derivation.values),
            ),
            models.CheckConstraint(
                name="file_blob_not_derived_from_itself", condition=~Q(derived_from=F("id"))
            ),
        )

    def __str__(self) -> str:
        return self.sha256
