"""Erase what has outlived its retention: files and people's words; hashes and the ledger stay (S2-G01)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet, Sum

from firstfix.apps.cases.models import Case, Message, MessageDraft, QuarantinedMessage
from firstfix.apps.evidence.commands.outliving import ENDED_STATES, Outlived, outlived_case
from firstfix.apps.evidence.events import ContentErased
from firstfix.apps.evidence.models import Erasure, EvidenceItem
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.ledger.erasing import erase_texts
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["erase_case_content"]

# The commands whose words are a person's or stand in what is erased: reports, messages, files, answers.
_TOLD = (
    "create_case",
    "receive_message",
    "post_message",
    "add_note",
    "accept_quarantined",
    "quarantine_message",
    "record_acceptance",
    "state_impact",
    "draft_message",
    "revise_draft",
    "add_evidence",
)


@command(
    on="case",
    says=mark(
        "{actor} erased what outlived its retention of {retention_days} days: files {file_count}, messages"
        " {message_count}."
    ),
)
def erase_case_content(work: Work, case: Case) -> dict[str, str] | Refusal:
    """Erase files and words of a case that ended longer ago than its customer lets us keep them."""
    due = _due(work, case)
    files = _files(case)
    erasure = Erasure(
        id=work.new_id("erasure"),
        case=case,
        policy=due.policy,
        retention_days=due.policy.retention_days,
        ended_at=due.ended_at,
        erased_by=work.actor.id,
        erased_at=work.now,
        file_count=files.count(),
        file_bytes=files.aggregate(total=Sum("size_bytes"))["total"] or 0,
        message_count=_erase_messages(work, case),
        ledger_text_count=erase_texts("case", case.pk, commands=_TOLD),
    )
    _erase_files(work, files)
    case.description = ""
    erasure.save(force_insert=True)
    work.note(
        erasure_id=str(erasure.pk),
        policy_id=str(due.policy.pk),
        retention_days=erasure.retention_days,
        file_count=erasure.file_count,
        message_count=erasure.message_count,
    )
    work.emit(ContentErased(case.pk, erasure.pk))
    return {"erasure_id": str(erasure.pk)}


def _due(work: Work, case: Case) -> Outlived:
    """Give why and since when the content is due; raises Refused where it is to be kept."""
    due = outlived_case(case, work.now)
    if due is None:
        raise Refused(_kept(case))
    if due.is_held:
        raise Refused(
            Refusal(
                "on_legal_hold",
                mark("The case is on legal hold, so nothing of it is erased. Lift the hold first."),
                remedy="lift_legal_hold",
            )
        )
    return due


def _kept(case: Case) -> Refusal:
    if case.state not in ENDED_STATES:
        return Refusal(
            "still_needed", mark("The case is {state}: its content is still needed."), {"state": case.state}
        )
    return Refusal(
        "retention_not_over",
        mark(
            "Nothing of the case is due: its data policy sets no days, they are not over, or it was erased"
            " before."
        ),
    )


def _files(case: Case) -> QuerySet[EvidenceItem]:
    return EvidenceItem.objects.filter(case=case, blob__isnull=False)


def _erase_files(work: Work, files: QuerySet[EvidenceItem]) -> None:
    """Let go of the bytes; hash, size and kind stay, and each piece's own chain tells of it."""
    ids: list[UUID] = list(files.values_list("pk", flat=True))
    for evidence_id in ids:
        work.touch("evidence_item", evidence_id)
    EvidenceItem.objects.filter(pk__in=ids).update(blob=None, original_name="", erased_at=work.now)


def _erase_messages(work: Work, case: Case) -> int:
    """Empty the words and who sent them; that there was a message, when and which way, stays."""
    kept_mail = QuarantinedMessage.objects.filter(decision__case=case)
    for kept_id in kept_mail.values_list("pk", flat=True):
        work.touch("quarantined_message", kept_id)
        erase_texts("quarantined_message", kept_id, commands=_TOLD)
    kept_mail.update(sender_address="", subject="", body="", headers={}, raw_sha256="")
    drafts = MessageDraft.objects.filter(case=case).exclude(words="")
    for draft_id in drafts.values_list("pk", flat=True):
        work.touch("message_draft", draft_id)
    drafts.update(words="")
    words = {"body": "", "body_html": "", "subject": "", "author_address": ""}
    return Message.objects.filter(case=case).exclude(body="").update(**words)
