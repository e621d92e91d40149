"""The outbox: what happened, waiting for its consequences."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from firstfix.kernel.ids import new_id
from firstfix.kernel.leases import Leased

__all__ = ["OutboxEvent"]


class OutboxEvent(Leased):
    """One event of one command, written in the command's own transaction.

    Its id is derived from the command's id, so the same command can never announce twice. ``subject_version``
    is the version that the command gave the subject: events of one subject are carried out in its order.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    subject_version = models.PositiveIntegerField()
    happened_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["run_at"],
                name="kernel_outbox_waiting",
                condition=models.Q(state__in=["waiting", "leased"]),
            ),
            models.Index(
                fields=["subject_type", "subject_id", "subject_version"],
                name="kernel_outbox_in_order",
                condition=models.Q(state__in=["waiting", "leased"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_type} v{self.subject_version}"
