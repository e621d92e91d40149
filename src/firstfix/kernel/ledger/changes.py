"""What changed lately, by the order in which it was written: ids and versions, nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max

from firstfix.kernel.ledger.models import LedgerLink, LedgerRow

__all__ = ["Change", "changes_after", "has_changed_since", "newest_change_id", "version_of"]


class Change(NamedTuple):
    """One subject has a new version."""

    id: int
    subject_type: str
    subject_id: UUID
    version: int


def newest_change_id() -> int:
    """Give the id of the last change, 0 where there is none."""
    return LedgerLink.objects.aggregate(newest=Max("pk"))["newest"] or 0


def changes_after(change_id: int, *, count: int = 500) -> list[Change]:
    """Give up to ``count`` changes with larger ids, oldest first.

    PostgreSQL may show a smaller id after a larger one: who follows along asks again a little further back.
    """
    rows = LedgerLink.objects.filter(pk__gt=change_id).order_by("pk")
    return [Change(*row) for row in rows.values_list("pk", "subject_type", "subject_id", "version")[:count]]


def version_of(subject_type: str, subject_id: UUID) -> int:
    """Give the newest version of a subject, 0 where the ledger does not know it."""
    links = LedgerLink.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return links.aggregate(newest=Max("version"))["newest"] or 0


def has_changed_since(subject_type: str, at: datetime) -> bool:
    """Tell whether any subject of this type was changed after ``at``."""
    since = LedgerRow.objects.filter(at__gt=at, links__subject_type=subject_type)
    return since.exists()
