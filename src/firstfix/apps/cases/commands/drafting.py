"""Words to the customer as a draft: anybody of ours drafts, a person sends (S2-R03, S2-R11)."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.cases.commands.approval_use import under_approval
from firstfix.apps.cases.commands.clock_keeping import note_event_beside
from firstfix.apps.cases.commands.messaging import secret_refusal, write_to_customer
from firstfix.apps.cases.models import (
    ApprovalKind,
    Case,
    ClockEventKind,
    DraftKind,
    MessageDraft,
    approval_up_to_severity,
)
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work, command
from firstfix.kernel.commands.inputs import Words
from firstfix.kernel.refusal import Refusal

__all__ = ["discard_draft", "draft_message", "revise_draft", "send_draft"]

_IN_CASE = (Touch("case", via="case_id"),)


@command(
    on="message_draft",
    creates=True,
    touches=(Touch("case", given="case_id"),),
    says=mark("{actor} drafted words to the customer ({kind}): {words}"),
)
def draft_message(
    work: Work, *, case_id: UUID, words: Words, kind: DraftKind = DraftKind.TECHNICAL
) -> MessageDraft | Refusal:
    """Draft words to the customer; nothing leaves before a person sends it."""
    case: Case = work.see("case", case_id)
    refusal = secret_refusal(words)
    if refusal is not None:
        return refusal
    return MessageDraft.objects.create(
        id=work.subject_id,
        version=1,
        case=case,
        kind=kind,
        words=words,
        drafted_by_id=work.actor.person_id,
        drafted_at=work.at,
    )


@command(
    on="message_draft",
    touches=_IN_CASE,
    edits=("words",),
    says=mark("{actor} changed the drafted words: {words}"),
)
def revise_draft(work: Work, message_draft: MessageDraft, *, words: Words) -> Refusal | None:
    """Change the drafted words; what was approved before counts for nothing then (S2-R11)."""
    refusal = secret_refusal(words)
    if refusal is not None:
        return refusal
    message_draft.words = words
    message_draft.drafted_by_id = work.actor.person_id
    return None


@command(
    on="message_draft",
    touches=_IN_CASE,
    # Who sends has read these words: the seen version guards them, although sending changes none.
    edits=("words",),
    says=mark("{actor} wrote to the customer."),
    is_public=True,
)
def send_draft(work: Work, message_draft: MessageDraft) -> None:
    """Send the drafted words to the customer; formal ones in a grave case need approval (S2-R11)."""
    if _is_formal(message_draft):
        about = ("message_draft", message_draft.pk)
        under_approval(work, ApprovalKind.INCIDENT_COMMUNICATION, *about, version=message_draft.version)
    message_draft.message = write_to_customer(work, message_draft.case, message_draft.words)
    note_event_beside(
        message_draft.case_id,
        ClockEventKind.RESPONDED,
        at=work.at,
        now=work.now,
        person_id=work.actor.person_id,
    )


@command(on="message_draft", touches=_IN_CASE, says=mark("{actor} discarded a draft: {because}"))
def discard_draft(work: Work, message_draft: MessageDraft, *, because: Words) -> None:
    """Discard the draft, with the reason; it stays on record."""


def _is_formal(draft: MessageDraft) -> bool:
    """Tell whether it speaks for us formally in a case that is grave; an untriaged one may be."""
    return draft.kind == DraftKind.INCIDENT and (draft.case.severity or 1) <= approval_up_to_severity()
