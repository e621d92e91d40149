"""What the case says in its visits' documents: stamps, remote work, suspected causes, promises."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.utils.translation import gettext

from firstfix.apps.cases.models import Case, ClockEventKind, RemoteResult, Visibility
from firstfix.apps.directory.models import Agreement
from firstfix.apps.evidence.models import EvidenceLink, EvidenceRole
from firstfix.apps.visits.models import ReadinessItem, WorkOrder
from firstfix.engines.diagnosis.wording import told_again
from firstfix.engines.documents.facts import (
    ClockFact,
    FollowUpFact,
    HypothesisFact,
    ReadinessFact,
    RemoteAttemptFact,
    TimelineFact,
)

__all__ = ["clocks", "follow_ups", "hypotheses", "readiness", "remote_attempts", "timeline"]

# The stamps that a reader of a service report asks for (domain.md, "Service report").
_STAMPS = (
    ClockEventKind.REPORTED,
    ClockEventKind.ACKNOWLEDGED,
    ClockEventKind.TRIAGED,
    ClockEventKind.DISPATCHED,
    ClockEventKind.ARRIVED,
    ClockEventKind.WORK_STARTED,
    ClockEventKind.RESTORED,
    ClockEventKind.VERIFIED,
    ClockEventKind.SIGNED,
    ClockEventKind.LEFT,
)
_CLOCKS = {"met": "met", "breached": "missed"}
_JUDGED = {"confirmed": "confirmed", "refuted": "rejected", "corrected": "rejected"}
_ANSWERS = {"yes": "held", "not_applicable": "held"}


def timeline(case: Case) -> tuple[TimelineFact, ...]:
    """Give the stamps of the case's life, earliest first."""
    rows = case.clock_events.filter(kind__in=_STAMPS).select_related("person")
    return tuple(
        TimelineFact(event=row.kind, at=row.effective_at, by=row.person.name if row.person else "")
        for row in rows.order_by("effective_at", "id")
    )


def remote_attempts(case: Case) -> tuple[RemoteAttemptFact, ...]:
    """Give what was tried without a visit: our side's working words."""
    rows = case.remote_attempts.select_related("attempted_by").order_by("attempted_at", "id")
    return tuple(
        RemoteAttemptFact(
            attempt=row.tried or row.ruled_out_because,
            result=str(RemoteResult(row.result).label),
            by=row.attempted_by.name,
            at=row.attempted_at,
            visibility="internal",
        )
        for row in rows
    )


def hypotheses(case: Case) -> tuple[HypothesisFact, ...]:
    """Give the suspected causes with the evidence on either side: our side's working words (S2-X03)."""
    rows = list(case.hypotheses.order_by("stated_at", "id"))
    by_role: dict[tuple[UUID, str], list[str]] = defaultdict(list)
    links = EvidenceLink.objects.filter(subject_type="hypothesis", subject_id__in=[row.pk for row in rows])
    for link in links.order_by("linked_at", "id"):
        by_role[link.subject_id, link.role].append(str(link.evidence_id))
    return tuple(
        HypothesisFact(
            statement=row.statement,
            verdict=_JUDGED.get(row.state, "open"),  # type: ignore[arg-type]
            evidence_for=tuple(by_role[row.pk, EvidenceRole.FOR]),
            evidence_against=tuple(by_role[row.pk, EvidenceRole.AGAINST]),
            visibility="internal",
        )
        for row in rows
    )


def readiness(order: WorkOrder) -> tuple[ReadinessFact, ...]:
    """Give what had to be true before the trip: each question with its answer, and what was overridden."""
    asked = [
        ReadinessFact(
            name=question.name or str(question.get_code_display()),
            state=_ANSWERS.get(question.answer, "missing"),  # type: ignore[arg-type]
            reason=told_again(question.text, gettext),
            visibility="public",
        )
        for question in order.readiness_items.order_by("code", "name")
    ]
    overridden = [
        ReadinessFact(name=code, state="overridden", reason=row.reason, visibility="internal")
        for row in order.overrides.order_by("overridden_at", "id")
        for code in row.missing
    ]
    return (*asked, *overridden)


def clocks(case: Case) -> tuple[ClockFact, ...]:
    """Give the promises and how they ended; the customer sees those that were made to them."""
    return tuple(
        ClockFact(
            target=clock.kind,
            outcome=_CLOCKS.get(clock.state, "running"),  # type: ignore[arg-type]
            promised_minutes=int(clock.target["minutes"]),
            used_minutes=clock.used_seconds // 60,
            due_at=clock.due_at,
            visibility="public" if clock.agreement == Agreement.SLA else "internal",
        )
        for clock in case.clocks.order_by("agreement", "kind")
        if clock.due_at is not None
    )


def follow_ups(case: Case, order: WorkOrder) -> tuple[FollowUpFact, ...]:
    """Give what is still open: promises that are owed, and what the customer has to put right (S1-D17)."""
    owed = case.commitments.open().select_related("owner", "message").order_by("due_at", "id")
    remediations = ReadinessItem.objects.filter(work_order=order).remediations().select_related("owner")
    return (
        *(
            FollowUpFact(
                what=row.what,
                owner=row.owner.name,
                due_at=row.due_at,
                visibility=_of_message(row.message and row.message.visibility),  # type: ignore[arg-type]
            )
            for row in owed
        ),
        *(
            FollowUpFact(
                what=failed.name,
                owner=failed.owner.name if failed.owner else "",
                due_at=failed.due_at,
                visibility="public",
            )
            for failed in remediations.order_by("name")
        ),
    )


def _of_message(visibility: str | None) -> str:
    return "public" if visibility == Visibility.PUBLIC else "internal"
