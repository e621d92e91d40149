"""Hang evidence on a subject: the checks and the row, for every command that does so."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.cases.queries import visible_messages
from firstfix.apps.evidence.events import EvidenceLinked
from firstfix.apps.evidence.models import (
    EvidenceItem,
    EvidenceLink,
    EvidenceRole,
    linkable_nouns,
    linkable_of,
)
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, all_subjects, subject_of
from firstfix.kernel.refusal import Refusal, Refused, not_visible

__all__ = ["attach_to_message", "hang"]


def hang(
    work: Work, evidence: EvidenceItem, *, subject_type: str, subject_id: UUID, role: EvidenceRole
) -> None:
    """Hang ``evidence`` on a subject of its own case; the same link twice is one link.

    Raises Refused where evidence cannot hang on such a subject, where the actor may not see it, and
    where it belongs to another case.
    """
    if _case_of(work, subject_type, subject_id) != evidence.case_id or evidence.case_id is None:
        raise Refused(_other_case(subject_type))
    _link(work, evidence, subject_type, subject_id, role)


def attach_to_message(work: Work, evidence: EvidenceItem, *, message_id: UUID) -> None:
    """Hang ``evidence`` on the message that it came with; raises Refused as :func:`hang` does."""
    message = visible_messages(work.actor).filter(pk=message_id).first()
    if message is None:
        raise Refused(not_visible("message"))
    if message.case_id != evidence.case_id:
        raise Refused(_other_case("message"))
    _link(work, evidence, "message", message_id, EvidenceRole.ATTACHMENT)


def _link(work: Work, evidence: EvidenceItem, noun: str, subject_id: UUID, role: EvidenceRole) -> None:
    _row, is_new = EvidenceLink.objects.get_or_create(
        evidence=evidence,
        subject_type=noun,
        subject_id=subject_id,
        role=role,
        defaults={
            "id": work.new_id(f"link:{noun}:{subject_id}:{role}:{evidence.pk}"),
            "linked_by_id": work.actor.person_id,
            "linked_at": work.at,
        },
    )
    if is_new:
        work.emit(EvidenceLinked(evidence.pk, noun, subject_id, role.value))


def _case_of(work: Work, noun: str, subject_id: UUID) -> UUID:
    linkable = linkable_of(noun)
    if linkable is None or noun not in {subject.noun for subject in all_subjects()}:
        raise Refused(_unlinkable(noun))
    rows = subject_of(noun).visible(work.actor).filter(pk=subject_id)
    case_id: UUID | None = rows.values_list(linkable.case_path, flat=True).first()
    if case_id is None:
        raise Refused(not_visible(noun))
    return case_id


def _unlinkable(noun: str) -> Refusal:
    return Refusal(
        "unknown_noun",
        mark("Field subject_type: evidence cannot hang on a {noun}. Known: {known}."),
        {"noun": noun, "known": ", ".join(linkable_nouns())},
        fields={"subject_type": "unknown"},
    )


def _other_case(noun: str) -> Refusal:
    return Refusal(
        "evidence_of_another_case",
        mark("The evidence and the {noun} do not belong to one case. Add the evidence to that case first."),
        {"noun": noun.replace("_", " ")},
        remedy="add_evidence",
        fields={"subject_id": "belongs to another case"},
    )
