"""Ask for a decision that the asker may not take alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from firstfix.apps.cases.events import ApprovalRequested
from firstfix.apps.cases.models import ApprovalKind, ApprovalRequest
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Touch, Work, command
from firstfix.kernel.commands.inputs import Code, Moment, Words
from firstfix.kernel.refusal import Refusal

__all__ = ["ApprovalQuestion", "request_approval"]


class ApprovalQuestion(Input):
    """What is asked for, in which case, about which subject of it, why, and until when it is needed.

    ``value`` in ``currency`` is there for rights with a threshold (S1-R12).
    """

    kind: ApprovalKind
    case_id: UUID
    because: Words
    subject_type: Code = "case"
    subject_id: UUID | None = None
    asked_of_id: UUID | None = None
    value: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)] | None = None
    currency: Annotated[Code, Field(pattern=r"^[A-Z]{3}$")] | Literal[""] = ""
    expires_at: Moment | None = None


@command(
    on="approval_request",
    creates=True,
    touches=(Touch("case", given="case_id"),),
    says=mark("{actor} asked for approval ({kind}): {because}"),
)
def request_approval(work: Work, given: ApprovalQuestion) -> ApprovalRequest | Refusal:
    """Ask for a decision, such as a change of severity or a partial closure."""
    case = work.see("case", given.case_id)
    if given.expires_at is not None and given.expires_at <= work.now:
        return Refusal(
            "invalid_input",
            mark("Field expires_at: it lies in the past. Give a later time, or leave it out."),
            fields={"expires_at": "it lies in the past"},
        )
    asked = ApprovalRequest.objects.create(
        id=work.subject_id,
        version=1,
        kind=given.kind,
        subject_type=given.subject_type,
        subject_id=given.subject_id or case.pk,
        case=case,
        organization_id=case.organization_id,
        reason=given.because,
        value=given.value,
        currency=given.currency,
        requested_by_id=work.actor.person_id,
        requested_at=work.at,
        asked_of=given.asked_of_id and work.see("person", given.asked_of_id),
        expires_at=given.expires_at,
    )
    work.emit(ApprovalRequested(asked.pk, asked.kind, asked.asked_of_id))
    return asked
