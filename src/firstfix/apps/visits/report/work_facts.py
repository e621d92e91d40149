"""What the work itself says in its visit's documents: checks, actions, parts, time and evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Min, Q

from firstfix.apps.evidence.models import EvidenceItem, EvidenceLink
from firstfix.apps.visits.models import (
    ChangeStep,
    ChangeStepPhase,
    ChecklistPurpose,
    ChecklistResult,
    NoteKind,
    PartUse,
    TimeKind,
    Visit,
    WorkNote,
)
from firstfix.engines.documents.facts import ActionFact, CheckFact, EvidenceFact, PartFact, TimeFact
from firstfix.engines.readiness import Medium, Purpose

__all__ = ["WorkRead", "read_work"]

_BEFORE = frozenset({ChecklistPurpose.PRE_CHECK, ChecklistPurpose.DIAGNOSIS})
# How we keep our own people safe and how we look for causes is ours; the rest is about their equipment.
_OURS = frozenset({ChecklistPurpose.SAFETY, ChecklistPurpose.DIAGNOSIS})
_OUTCOMES = {"passed": "pass", "failed": "fail", "not_applicable": "not_applicable", "waived": "waived"}
_PICTURES = frozenset({Medium.PHOTO, Medium.SCREENSHOT})
# What a customer is billed for; the rest is between us and our people.
_BILLED = frozenset({TimeKind.WORK, TimeKind.TRAVEL})


@dataclass(frozen=True, slots=True)
class WorkRead:
    """What the work left on record, each in the order in which it happened."""

    checks: tuple[CheckFact, ...]
    observations: tuple[ActionFact, ...]
    actions: tuple[ActionFact, ...]
    parts: tuple[PartFact, ...]
    times: tuple[TimeFact, ...]
    evidence: tuple[EvidenceFact, ...]


def read_work(visit: Visit) -> WorkRead:
    """Give what was done and seen at the visit."""
    results = list(_results(visit))
    kept = list(_evidence(visit, results))
    notes = list(visit.work_notes.select_related("written_by", "change").order_by("written_at", "id"))
    return WorkRead(
        checks=(*map(_result_fact, results), *_looks(visit, kept, results)),
        observations=tuple(_note_fact(note) for note in notes if note.kind == NoteKind.OBSERVATION),
        actions=(
            *(_note_fact(note) for note in notes if note.kind == NoteKind.ACTION),
            *map(_step_fact, _steps(visit)),
        ),
        parts=tuple(_part_fact(use) for use in _fitted(visit)),
        times=tuple(_times(visit)),
        evidence=tuple(map(_evidence_fact, kept)),
    )


def _results(visit: Visit) -> Any:
    ours = Q(run__visit=visit) | Q(run__visit=None, run__work_order=visit.work_order_id)
    answered = ChecklistResult.objects.filter(ours).exclude(state="open")
    return answered.select_related("run__template", "evidence").order_by("answered_at", "id")


def _result_fact(result: ChecklistResult) -> CheckFact:
    template = result.run.template
    step = next((step for step in template.steps if step["code"] == result.step_code), {})
    measured = _measured(result.evidence)
    assert result.answered_at is not None  # by a constraint
    return CheckFact(
        title=step.get("wording", result.step_code),
        phase="before_fix" if template.purpose in _BEFORE else "after_fix",
        outcome=_OUTCOMES[result.state],  # type: ignore[arg-type]
        performed_at=result.answered_at,
        value=str(result.value or measured[0]),
        unit="" if result.value else step.get("unit") or measured[1],
        expected=_limits(step),
        reason=result.reason,
        evidence=(str(result.evidence_id),) if result.evidence_id else (),
        visibility="internal" if template.purpose in _OURS else "public",
    )


def _limits(step: dict[str, Any]) -> str:
    low, high, unit = step.get("min"), step.get("max"), step.get("unit") or ""
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f"{'≥' if high is None else '≤'} {low if high is None else high:g} {unit}".strip()
    return f"{low:g} – {high:g} {unit}".strip()


def _measured(evidence: EvidenceItem | None) -> tuple[str, str]:
    value = (evidence.value if evidence else None) or {}
    return str(value.get("value", "")), str(value.get("unit", ""))


def _evidence(visit: Visit, results: list[ChecklistResult]) -> Any:
    """Give what hangs on the visit or its order, what is cited, and what the case's own looks showed."""
    case_id = visit.work_order.case_id
    about = Q(subject_type="visit", subject_id=visit.pk) | Q(
        subject_type="work_order", subject_id=visit.work_order_id
    )
    suspected = Q(subject_type="hypothesis", subject_id__in=visit.work_order.case.hypotheses.values("pk"))
    linked = EvidenceLink.objects.filter(about | suspected).values("evidence")
    elsewhere = EvidenceLink.objects.filter(subject_type__in=("visit", "work_order")).exclude(about)
    cited = [result.evidence_id for result in results if result.evidence_id]
    looks = Q(has_passed__isnull=False) & ~Q(pk__in=elsewhere.values("evidence"))
    parts = visit.part_uses.values("failing_evidence")
    rows = EvidenceItem.objects.filter(case=case_id).filter(
        Q(pk__in=linked) | Q(pk__in=cited) | Q(pk__in=parts) | looks
    )
    signatures = visit.sign_offs.filter(signature__isnull=False).values("signature")
    rows = rows.exclude(pk__in=signatures).exclude(needs_review=True)
    return rows.select_related("collected_by").order_by("collected_at", "id")


def _looks(visit: Visit, kept: list[EvidenceItem], results: list[ChecklistResult]) -> Iterator[CheckFact]:
    """Give the measured evidence with a result as checks; what answers a checklist stands there already."""
    answered = {result.evidence_id for result in results}
    arrived_at = visit.check_ins.aggregate(first=Min("checked_in_at"))["first"]
    for row in kept:
        is_before = row.purpose == Purpose.DIAGNOSIS
        if row.has_passed is None or row.pk in answered or not _belongs(row, is_before, arrived_at):
            continue
        value, unit = _measured(row)
        yield CheckFact(
            title=row.check_name or row.title,
            phase="before_fix" if is_before else "after_fix",
            outcome="pass" if row.has_passed else "fail",
            performed_at=row.collected_at,
            value=value,
            unit=unit,
            evidence=(str(row.pk),),
            visibility=row.visibility,  # type: ignore[arg-type]
        )


def _belongs(row: EvidenceItem, is_before: bool, arrived_at: datetime | None) -> bool:
    # A check after the fix of an earlier trip proves that trip, not this one.
    return is_before or (arrived_at is not None and row.collected_at >= arrived_at)


def _note_fact(note: WorkNote) -> ActionFact:
    return ActionFact(
        action=note.text,
        by=note.written_by.name,
        at=note.written_at,
        change_number=note.change.title if note.change else "",
        visibility=note.visibility,  # type: ignore[arg-type]
    )


def _steps(visit: Visit) -> Any:
    arrived_at = visit.check_ins.aggregate(first=Min("checked_in_at"))["first"]
    if arrived_at is None:
        return ChangeStep.objects.none()
    phases = (ChangeStepPhase.EXECUTE, ChangeStepPhase.ROLL_BACK)
    rows = ChangeStep.objects.filter(
        change__work_order=visit.work_order_id, phase__in=phases, result="done", done_at__gte=arrived_at
    )
    return rows.select_related("change", "done_by").order_by("done_at", "id")


def _step_fact(step: ChangeStep) -> ActionFact:
    # By a constraint of the table.
    assert step.done_by is not None
    assert step.done_at is not None
    return ActionFact(
        action=f"{step.wording} ({step.observed})" if step.observed else step.wording,
        by=step.done_by.name,
        at=step.done_at,
        change_number=step.change.title,
        visibility="public",
    )


def _fitted(visit: Visit) -> list[PartUse]:
    """Give the parts that are still in: of a reservation that came out again, no use counts."""
    uses = visit.part_uses.select_related("part_type", "reservation").order_by("used_at", "received_at", "id")
    newest: dict[UUID, PartUse] = {use.reservation_id or use.pk: use for use in uses}
    return [use for use in newest.values() if use.reservation is None or use.reservation.state == "consumed"]


def _part_fact(use: PartUse) -> PartFact:
    return PartFact(
        part_number=use.part_type.number,
        description=use.part_type.name,
        quantity=use.quantity,
        serial_in=use.serial_in,
        serial_out=use.serial_out,
    )


def _times(visit: Visit) -> Iterator[TimeFact]:
    seconds: dict[tuple[str, str], float] = defaultdict(float)
    ended = visit.time_entries.exclude(ended_at=None).select_related("person")
    for entry in ended.order_by("started_at", "id"):
        seconds[entry.kind, entry.person.name] += (entry.ended_at - entry.started_at).total_seconds()
    for (kind, person), total in seconds.items():
        yield TimeFact(
            kind=kind,  # type: ignore[arg-type]
            person=person,
            minutes=int(total // 60),
            visibility="public" if kind in _BILLED else "internal",
        )


def _evidence_fact(row: EvidenceItem) -> EvidenceFact:
    return EvidenceFact(
        evidence_id=str(row.pk),
        label=row.title,
        kind=row.kind,
        digest=row.sha256,
        collected_at=row.collected_at,
        collected_by=row.collected_by.name if row.collected_by else "",
        is_picture=row.kind in _PICTURES and row.blob_id is not None,
        visibility=row.visibility,  # type: ignore[arg-type]
    )
