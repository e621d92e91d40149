"""Which cases have outlived the retention that their customer demands, told in one question a policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case as Choice
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from firstfix.apps.cases.models import Case, ClockEvent, ClockEventKind
from firstfix.apps.directory.models import DataPolicy
from firstfix.apps.evidence.models import Erasure, LegalHold

__all__ = ["ENDED_STATES", "Outlived", "outlived", "outlived_case"]

ENDED_STATES = ("closed", "cancelled", "merged")
"""States in which a case waits for nothing any more; the days count from the last step into one of them."""

_ENDING_EVENTS = (ClockEventKind.CLOSED, ClockEventKind.CANCELLED, ClockEventKind.MERGED)


@dataclass(frozen=True, slots=True)
class Outlived:
    """A case whose content is due to be erased: by which policy, since when, and whether a hold keeps it."""

    case: Case
    policy: DataPolicy
    ended_at: datetime
    is_held: bool

    @property
    def due_at(self) -> datetime:
        """Give when its time was over."""
        return self.ended_at + timedelta(days=self.policy.retention_days or 0)


def outlived(now: datetime) -> Iterator[Outlived]:
    """Give every case whose content is due at ``now``, the longest due first within a policy."""
    for policy in DataPolicy.objects.filter(retention_days__isnull=False).order_by("pk"):
        rows = _ended().filter(
            policy_in_force=policy.pk, came_to_end_at__lte=now - timedelta(days=policy.retention_days or 0)
        )
        for case in rows.order_by("came_to_end_at", "pk").iterator(chunk_size=500):
            yield _outlived(case, policy)


def outlived_case(case: Case, now: datetime) -> Outlived | None:
    """Give the case as due at ``now``, or None where it has not ended, has no retention, or has time left."""
    row = _ended().filter(pk=case.pk).first()
    policy = DataPolicy.objects.filter(pk=row.policy_in_force).first() if row is not None else None
    if row is None or policy is None or policy.retention_days is None:
        return None
    due = _outlived(row, policy)
    return due if due.due_at <= now else None


def _ended() -> QuerySet[Case]:
    """Give ended cases that were not erased since, with their policy, their end, and whether a hold is on."""
    last_end = ClockEvent.objects.filter(case=OuterRef("pk"), kind__in=_ENDING_EVENTS)
    erased_since = Erasure.objects.filter(case=OuterRef("pk"), erased_at__gte=OuterRef("came_to_end_at"))
    rows = Case.objects.filter(state__in=ENDED_STATES).annotate(
        # A site's own policy takes the place of its organisation's, also where it sets no days.
        policy_in_force=Choice(
            When(Q(site__data_policy__isnull=False), then=F("site__data_policy")),
            default=F("organization__data_policy"),
        ),
        # History from elsewhere has no events; its last change is the nearest that is known.
        came_to_end_at=Coalesce(
            Subquery(last_end.order_by("-effective_at").values("effective_at")[:1]), F("updated_at")
        ),
        is_held=Exists(LegalHold.objects.filter(case=OuterRef("pk"), lifted_at=None)),
    )
    return rows.filter(~Exists(erased_since))


def _outlived(row: Case, policy: DataPolicy) -> Outlived:
    return Outlived(row, policy, row.came_to_end_at, row.is_held)  # type: ignore[attr-defined]
