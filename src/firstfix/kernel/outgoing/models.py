"""What left, to whom, and how much was taken out of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from firstfix.kernel.ids import new_id

__all__ = ["EgressLog"]


class EgressLog(models.Model):
    """One thing that left: the hash of what was sent, never the thing itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    released_at = models.DateTimeField()
    actor_id = models.UUIDField()
    audience = models.CharField(max_length=20)
    purpose = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    replacement_count = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["subject_type", "subject_id"], name="kernel_egress_by_subject"),
            models.Index(fields=["released_at"], name="kernel_egress_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} to {self.audience} {self.released_at:%Y-%m-%d %H:%M}"
