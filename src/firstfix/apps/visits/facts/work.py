"""What was done and what it left on record: the facts behind every gate at the end of work."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from firstfix.apps.assets.models import Reservation
from firstfix.apps.cases.models import Direction, RemoteResult
from firstfix.apps.evidence.facts import as_facts
from firstfix.apps.evidence.models import EvidenceItem, EvidenceLink
from firstfix.apps.visits.facts.checks import check_facts
from firstfix.apps.visits.facts.differences import unmatched
from firstfix.apps.visits.facts.scope import Scope
from firstfix.apps.visits.models import (
    ChangeStep,
    ChangeStepPhase,
    PartsStatement,
    PartUse,
    SignOff,
    TimeEntry,
    TimeKind,
    WorkNote,
)
from firstfix.engines.readiness import (
    Acceptance,
    AcceptanceOutcome,
    CaseKind,
    EvidenceFact,
    WorkFacts,
)

__all__ = ["time_and_part_facts", "work_facts"]

# In the engineer's hands, so neither used nor given back (S1-D11).
_IN_HAND = ("picked", "in_transit", "in_van")


def work_facts(scope: Scope, *, is_partial: bool = False, is_partial_approved: bool = False) -> WorkFacts:
    """Give all that the closure gates ask about the work in ``scope``."""
    return WorkFacts(
        kind=CaseKind(scope.case.kind),
        last_work_at=_last_work_at(scope),
        evidence=_evidence(scope),
        checks=check_facts(scope),
        notes=_notes(scope),
        time_entry_count=_working_time(scope).count(),
        are_parts_stated=_are_parts_stated(scope),
        unsettled_parts=_unsettled_parts(scope),
        unmatched_changes=unmatched(scope),
        acceptance=_acceptance(scope),
        is_partial=is_partial,
        is_partial_approved=is_partial_approved,
    )


def time_and_part_facts(scope: Scope) -> WorkFacts:
    """Give only time and parts, for the end of a visit."""
    return WorkFacts(
        kind=CaseKind(scope.case.kind),
        time_entry_count=_working_time(scope).count(),
        are_parts_stated=_are_parts_stated(scope),
        unsettled_parts=_unsettled_parts(scope),
    )


def _last_work_at(scope: Scope) -> datetime | None:
    ends = [
        _last_work_time(scope),
        _last(PartUse.objects.filter(visit__in=scope.visit_ids).aggregate(last=Max("used_at"))),
        _last(_work_steps(scope).aggregate(last=Max("done_at"))),
        _last(
            scope.case.remote_attempts.filter(result=RemoteResult.FIXED).aggregate(last=Max("attempted_at"))
        ),
    ]
    return max((end for end in ends if end is not None), default=None)


def _last_work_time(scope: Scope) -> datetime | None:
    entries = TimeEntry.objects.filter(scope.within(), kind=TimeKind.WORK)
    # While the clock of the work runs, the work is not over: nothing can be "after" it.
    return scope.now if entries.running().exists() else entries.last_work_end()


def _work_steps(scope: Scope) -> QuerySet[ChangeStep]:
    done = ChangeStep.objects.filter(phase__in=[ChangeStepPhase.EXECUTE, ChangeStepPhase.ROLL_BACK])
    if scope.is_whole_case:
        return done.filter(change__case=scope.case)
    return done.filter(change__work_order__in=scope.order_ids)


def _last(found: dict[str, datetime | None]) -> datetime | None:
    return found["last"]


def _evidence(scope: Scope) -> tuple[EvidenceFact, ...]:
    rows = EvidenceItem.objects.filter(case=scope.case)
    if not scope.is_whole_case:
        rows = rows.exclude(_belongs_elsewhere(scope))
    return as_facts(rows)


def _belongs_elsewhere(scope: Scope) -> Exists:
    """Give the condition for evidence that hangs on another visit or order: it proves that one."""
    links = EvidenceLink.objects.filter(evidence=OuterRef("pk"))
    others = Q(pk__in=[])
    for noun, ids in scope.about().items():
        others |= Q(subject_type=noun) & ~Q(subject_id__in=ids)
    return Exists(links.filter(others))


def _notes(scope: Scope) -> str:
    notes = WorkNote.objects.filter(scope.within()).values_list("text", flat=True)
    said = scope.case.messages.filter(direction=Direction.NOTE)
    if not scope.is_whole_case:
        said = said.filter(written_at__gte=min(order.raised_at for order in scope.orders))
    closure = scope.case.closures.in_preparation().first() if scope.is_whole_case else None
    words = [*notes, *said.values_list("body", flat=True), closure.resolution if closure else ""]
    return "\n".join(words)


def _working_time(scope: Scope) -> QuerySet[TimeEntry]:
    ended = TimeEntry.objects.filter(kind=TimeKind.WORK, ended_at__isnull=False)
    return ended.filter(case=scope.case) if scope.is_whole_case else ended.filter(visit__in=scope.visit_ids)


def _are_parts_stated(scope: Scope) -> bool:
    """Tell whether each trip that got to work says which parts it used; without a trip there are none."""
    trips = {visit.pk for visit in scope.rolled if visit.state != "aborted"}
    stated = PartsStatement.objects.filter(visit__in=trips).values_list("visit", flat=True)
    return trips == set(stated)


def _unsettled_parts(scope: Scope) -> tuple[str, ...]:
    ours = Q(for_type="work_order", for_id__in=scope.order_ids)
    if scope.is_whole_case:
        ours |= Q(for_type="case", for_id=scope.case.pk)
    rows = Reservation.objects.filter(ours, state__in=_IN_HAND).select_related("part_type")
    return tuple(str(row.part_type) for row in rows)


def _acceptance(scope: Scope) -> Acceptance | None:
    signed = SignOff.objects.filter(visit__in=scope.visit_ids).order_by("-signed_at", "-id").first()
    told = scope.case.acceptances.order_by("-given_at", "-id").first()
    answers = [
        *([_answer(signed.outcome, signed.signed_at, signed.reason)] if signed else []),
        *([_answer(told.outcome, told.given_at, told.reason)] if told else []),
    ]
    return max(answers, key=lambda answer: answer.at, default=None)


def _answer(outcome: str, at: datetime, reason: str) -> Acceptance:
    return Acceptance(AcceptanceOutcome(outcome), at, reason)
