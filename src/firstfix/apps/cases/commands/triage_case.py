"""Triage a case: a person sets severity, impact, urgency, and so the priority."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from firstfix.apps.cases.commands.clock_keeping import change_targets, note_event
from firstfix.apps.cases.events import CaseTriaged
from firstfix.apps.cases.models import Assessment, Case, ClockEventKind
from firstfix.engines.triage import priority as priority_of
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Work, command
from firstfix.kernel.commands.inputs import Code, Words

__all__ = ["Level", "TriageInput", "assess", "triage_case"]

Level = Annotated[int, Field(strict=True, ge=1, le=4)]
"""1 (worst) to 4, for severity, impact, urgency and priority alike."""


class TriageInput(Input):
    """The levels as a person judged them, and why."""

    severity: Level
    impact: Level
    urgency: Level
    because: Words
    fault_code: Code | None = None


@command(
    on="case",
    edits=("severity", "impact", "urgency", "priority"),
    says=mark("{actor} triaged the case: Sev{severity}, P{priority}. {because}"),
    is_public=True,
)
def triage_case(work: Work, case: Case, given: TriageInput) -> None:
    """Set severity and priority by the criteria; clocks count against that priority from the start."""
    assess(work, case, given)
    if given.fault_code:
        case.fault_code = given.fault_code
    note_event(case, ClockEventKind.TRIAGED, at=work.at, now=work.now, person_id=work.actor.person_id)
    work.emit(CaseTriaged(case.pk, given.severity, case.priority or 0))


def assess(work: Work, case: Case, given: TriageInput, *, approval_id: object = None) -> None:
    """Set the levels of ``case``, keep who set them and why, and let its clocks follow."""
    priority = int(priority_of(given.impact, given.urgency))
    case.severity, case.impact, case.urgency = given.severity, given.impact, given.urgency
    has_moved = case.priority != priority
    case.priority = priority
    Assessment.objects.create(
        id=work.new_id("assessment"),
        case=case,
        severity=given.severity,
        impact=given.impact,
        urgency=given.urgency,
        priority=priority,
        approval_id=approval_id,
        reason=given.because,
        assessed_by_id=work.actor.person_id,
        assessed_at=work.at,
    )
    work.note(priority=priority)
    if has_moved:
        change_targets(case, work.now)
