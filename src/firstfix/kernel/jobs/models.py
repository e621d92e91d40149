"""Jobs: work that a person or a timer asked for and that need not finish while a page waits."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from firstfix.kernel.ids import new_id
from firstfix.kernel.leases import Leased

__all__ = ["Job"]


class Job(Leased):
    """One piece of background work with visible progress.

    ``unique_key`` lets the same work wait only once; ``asked_by`` is the person who may see it. A dead job
    with ``finished_at`` was given up by somebody, and ``note`` says why.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=120, blank=True)
    asked_by = models.UUIDField(null=True)
    progress_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["unique_key"],
                name="kernel_job_waits_once",
                condition=models.Q(state__in=["waiting", "leased"]) & ~models.Q(unique_key=""),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["run_at"],
                name="kernel_job_waiting",
                condition=models.Q(state__in=["waiting", "leased"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"
