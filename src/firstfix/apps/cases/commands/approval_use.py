"""Carry something out under an approval: find the one that fits, and use it up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from firstfix.apps.cases.models import ApprovalKind, ApprovalRequest, ApprovalUse
from firstfix.apps.cases.policy import DECIDERS_OF
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work
from firstfix.kernel.locks import lock_too
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["name_approval", "under_approval", "use_up"]


def under_approval(
    work: Work, kind: ApprovalKind, noun: str, subject_id: UUID, *, version: int | None = None
) -> ApprovalRequest:
    """Give the approval of this kind about this very subject, used up by the present command.

    With ``version`` only an approval of that version of the subject counts. Raises Refused where none
    is granted, in force and unused; the refusal names who may grant one and the command that asks for
    it. The oldest grant is taken first.
    """
    fitting = ApprovalRequest.objects.filter(kind=kind).about(noun, subject_id)
    if version is not None:
        fitting = fitting.filter(subject_version=version)
    found = fitting.in_force(work.now).unused().order_by("decided_at", "id").first()
    if found is None:
        raise Refused(_missing(kind, noun, subject_id))
    return use_up(work, found.pk)


def use_up(work: Work, approval_id: UUID) -> ApprovalRequest:
    """Give the approval once the present command has used it up; raises Refused where it no longer holds.

    The row is locked first: an approval that is revoked, or used elsewhere, at this very moment counts
    for nobody. The ledger row names the approval, and the approval's own chain names its use.
    """
    lock_too([("approval_request", approval_id)])
    asked = ApprovalRequest.objects.get(pk=approval_id)
    if not ApprovalRequest.objects.in_force(work.now).unused().filter(pk=approval_id).exists():
        raise Refused(_missing(ApprovalKind(asked.kind), asked.subject_type, asked.subject_id))
    ApprovalUse.objects.create(
        id=work.new_id(f"approval_use:{asked.pk}"),
        approval=asked,
        subject_type=work.subject_type,
        subject_id=work.subject_id,
        used_by_id=work.actor.person_id,
        used_at=work.at,
    )
    work.touch("approval_request", asked.pk)
    work.note(**{f"{asked.kind}_approval_id": str(asked.pk)})
    return asked


def name_approval(work: Work, kinds: Sequence[ApprovalKind], noun: str, subject: Any, *, since: int) -> None:
    """Let the ledger row name the approval that a gate found, the oldest in force, without using it up.

    It is for approvals of what a subject is, such as a change's risk, which hold as long as it lasts;
    ``since`` is the first version of the subject that they may be about.
    """
    fitting = ApprovalRequest.objects.filter(kind__in=kinds, subject_version__gte=since)
    fitting = fitting.about(noun, subject.pk)
    found = fitting.in_force(work.now).order_by("decided_at", "id").first()
    if found is not None:
        work.note(**{f"{found.kind}_approval_id": str(found.pk)})


def _missing(kind: ApprovalKind, noun: str, subject_id: UUID) -> Refusal:
    roles = ", ".join(role.replace("_", " ") for role in DECIDERS_OF[kind])
    return Refusal(
        "approval_missing",
        mark(
            "This needs an approval that is granted, in date and not yet used: {kind}, about this {noun}."
            " These may approve it: {roles}. Ask them with request_approval, then come back."
        ),
        {"kind": str(kind.label), "noun": noun.replace("_", " "), "roles": roles},
        remedy="request_approval",
        remedy_given={"kind": kind.value, "subject_type": noun, "subject_id": str(subject_id)},
    )
