"""Resolve a case: prepare the closure piece by piece, then pass the gate that is the same on every path."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from firstfix.apps.cases.commands.approval_use import use_up
from firstfix.apps.cases.commands.clock_keeping import note_event
from firstfix.apps.cases.events import CaseResolved
from firstfix.apps.cases.models import (
    ApprovalKind,
    ApprovalRequest,
    Case,
    ClockEventKind,
    Closure,
    ClosureCode,
    EnvironmentCause,
    KnowledgeLink,
)
from firstfix.engines.readiness import RepeatCause
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Kind, Work, command
from firstfix.kernel.commands.inputs import Code, Line, Words
from firstfix.kernel.ids import new_id
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["ClosurePieces", "link_knowledge", "prepare_closure", "resolve_case"]


class ClosurePieces(Input):
    """Any part of how the case ends; what is left out stays as it was.

    A root cause and the reason why it is not known replace each other. ``environment_cause`` says whether
    something around the equipment caused it, for the trends of S1-D15. ``repeat_cause`` is asked for
    where more than one visit was made (S0-P18); a partial remedy names its approval (S1-R09).
    """

    code: ClosureCode | None = None
    resolution: Words | None = None
    root_cause: Words | None = None
    root_cause_unknown_because: Words | None = None
    cause_code: Code | None = None
    environment_cause: EnvironmentCause | None = None
    repeat_cause: RepeatCause | None = None
    is_partial: bool | None = None
    approval_id: UUID | None = None


@command(on="case", kind=Kind.RECORDING, says=mark("{actor} wrote down how the case ends."))
def prepare_closure(work: Work, case: Case, given: ClosurePieces) -> None:
    """Write down how the case ends: code, what was done, cause, and what else its gate asks for."""
    closure = case.closures.in_preparation().first() or Closure(id=work.new_id("closure"), case=case)
    for name, value in _pieces(work, case, given).items():
        setattr(closure, name, value)
    closure.save()
    if given.environment_cause is not None:
        case.environment_code = given.environment_cause


class KnowledgeInput(Input):
    """The article or runbook in which it is written down, or why none is needed."""

    reference: Line | Literal[""] = ""
    waived_because: Words | Literal[""] = ""


@command(on="case", kind=Kind.RECORDING, says=mark("{actor} linked knowledge: {reference}{waived_because}"))
def link_knowledge(work: Work, case: Case, given: KnowledgeInput) -> None:
    """Say where the lesson is written down, or why it need not be."""
    KnowledgeLink.objects.create(
        id=work.new_id("knowledge"),
        case=case,
        reference=given.reference,
        waived_because="" if given.reference else given.waived_because,
        linked_by_id=work.actor.person_id,
        linked_at=work.at,
    )


@command(on="case", says=mark("{actor} resolved the case."), is_public=True)
def resolve_case(work: Work, case: Case) -> None:
    """Resolve the case with proof: its gate asks for evidence, cause, time, parts and acceptance."""
    closure = case.closures.in_preparation().first() or Closure(id=new_id(), case=case)
    closure.closed_by_id = work.actor.person_id
    closure.closed_at = work.at
    closure.save()
    if closure.approval_id is not None and (closure.is_partial or _is_unused(work, closure.approval_id)):
        use_up(work, closure.approval_id)
    work.note(closure_id=str(closure.pk), code=closure.code)
    note_event(case, ClockEventKind.RESOLVED, at=work.at, now=work.now, person_id=work.actor.person_id)
    work.emit(CaseResolved(case.pk, closure.pk))


def _is_unused(work: Work, approval_id: UUID) -> bool:
    # A customer's condition makes an end partial too, whatever the form says; a used one was the order's.
    granted = ApprovalRequest.objects.in_force(work.now).unused()
    return granted.filter(pk=approval_id, kind=ApprovalKind.PARTIAL_CLOSURE).exists()


def _pieces(work: Work, case: Case, given: ClosurePieces) -> dict[str, Any]:
    pieces = given.model_dump(exclude_none=True, exclude={"environment_cause"})
    if "root_cause" in pieces:
        pieces["root_cause_unknown_because"] = ""
    elif "root_cause_unknown_because" in pieces:
        pieces["root_cause"] = ""
    if given.approval_id is not None:
        pieces["approval_id"] = _for_a_partial_end(work, case, given.approval_id).pk
    return pieces


def _for_a_partial_end(work: Work, case: Case, approval_id: UUID) -> ApprovalRequest:
    # Any other approval says nothing about what is left undone, and would stand in the record as if it did.
    approval: ApprovalRequest = work.see("approval_request", approval_id)
    if approval.kind == ApprovalKind.PARTIAL_CLOSURE and approval.case_id == case.pk:
        return approval
    raise Refused(
        Refusal(
            "approval_of_something_else",
            mark(
                "This approval is about something else. A closure names one for ending this case with part of"
                " the fault left; ask for it with request_approval."
            ),
            remedy="request_approval",
            remedy_given={
                "kind": ApprovalKind.PARTIAL_CLOSURE.value,
                "subject_type": "case",
                "subject_id": str(case.pk),
            },
        )
    )
