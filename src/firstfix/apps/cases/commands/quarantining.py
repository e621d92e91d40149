"""Mail that may not become part of a case by itself: kept apart until a person decides."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints

from firstfix.apps.cases.events import MessageQuarantined, QuarantinedAccepted
from firstfix.apps.cases.models import (
    CaseChannel,
    Direction,
    Message,
    QuarantineDecision,
    QuarantinedMessage,
    QuarantineReason,
    QuarantineResult,
    Visibility,
)
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Touch, Work, command
from firstfix.kernel.commands.inputs import Count, Line, Plain, Words
from firstfix.kernel.refusal import Refusal

__all__ = ["accept_quarantined", "discard_quarantined", "quarantine_message"]


Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Plain()]


class QuarantineInput(Input):
    """The mail as far as a person needs it to judge, and why it was kept apart."""

    reason: QuarantineReason
    sender_address: Line | Literal[""] = ""
    subject: Line | Literal[""] = ""
    body: Words | Literal[""] = ""
    message_id: Line | Literal[""] = ""
    headers: dict[str, str] = {}
    # The mail itself lies among the stored bytes, under this hash.
    raw_sha256: Sha256 | Literal[""] = ""
    size_bytes: Count = 0


@command(on="quarantined_message", creates=True, says=mark("Mail was kept apart: {reason}."))
def quarantine_message(work: Work, given: QuarantineInput) -> QuarantinedMessage:
    """Keep mail apart until a person decides."""
    kept = QuarantinedMessage.objects.create(
        id=work.subject_id,
        version=1,
        received_at=work.now,
        **{**given.model_dump(), "reason": given.reason.value},
    )
    work.emit(MessageQuarantined(kept.pk, kept.reason))
    return kept


@command(
    on="quarantined_message",
    touches=(Touch("case", given="case_id"),),
    says=mark("{actor} let a kept mail into a case: {because}"),
)
def accept_quarantined(
    work: Work, quarantined_message: QuarantinedMessage, *, case_id: UUID, because: Words
) -> Refusal | None:
    """Let a kept mail into a case as the customer's words; its files follow as evidence."""
    case = work.see("case", case_id)
    refusal = _decide(work, quarantined_message, QuarantineResult.ACCEPTED, because, case_id)
    if refusal is None:
        message = Message.objects.create(
            id=work.new_id("message"),
            case=case,
            visibility=Visibility.PUBLIC,
            direction=Direction.INBOUND,
            channel=CaseChannel.MAIL,
            author_address=quarantined_message.sender_address,
            subject=quarantined_message.subject,
            body=quarantined_message.body or "(no text)",
            message_id=quarantined_message.message_id,
            written_at=quarantined_message.received_at,
            received_at=quarantined_message.received_at,
        )
        work.emit(QuarantinedAccepted(quarantined_message.pk, case_id, message.pk))
    return refusal


@command(on="quarantined_message", says=mark("{actor} discarded a kept mail: {because}"))
def discard_quarantined(
    work: Work, quarantined_message: QuarantinedMessage, *, because: Words
) -> Refusal | None:
    """Discard a kept mail; the row stays."""
    return _decide(work, quarantined_message, QuarantineResult.DISCARDED, because, None)


def _decide(
    work: Work, kept: QuarantinedMessage, result: QuarantineResult, because: str, case_id: UUID | None
) -> Refusal | None:
    if QuarantineDecision.objects.filter(quarantined=kept).exists():
        return Refusal("decided_already", mark("Somebody decided about this mail already."))
    QuarantineDecision.objects.create(
        id=work.new_id("decision"),
        quarantined=kept,
        result=result,
        case_id=case_id,
        reason=because,
        decided_by_id=work.actor.person_id,
        decided_at=work.at,
    )
    return None
