"""Ask for a decision that the asker may not take alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.db.models import Model
from pydantic import Field

from firstfix.apps.cases.events import ApprovalRequested
from firstfix.apps.cases.models import ApprovalKind, ApprovalRequest, Case
from firstfix.apps.cases.policy import DECIDERS_OF
from firstfix.apps.cases.queries import case_id_of
from firstfix.apps.directory.models import RoleGrant
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Touch, Work, command
from firstfix.kernel.commands.inputs import Code, Moment, Words
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["ApprovalQuestion", "request_approval"]


class ApprovalQuestion(Input):
    """What is asked for, in which case, about which subject of it, why, and until when it is needed.

    What belongs to no case (a policy, an article) is named by ``subject_type`` and ``subject_id`` alone.
    ``value`` in ``currency`` is there for rights with a threshold (S1-R12).
    """

    kind: ApprovalKind
    because: Words
    case_id: UUID | None = None
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
    case: Case | None = work.see("case", given.case_id) if given.case_id else None
    subject_id = given.subject_id or (case.pk if case is not None and given.subject_type == "case" else None)
    if subject_id is None:
        return _about_nothing()
    subject = _subject(work, given, subject_id)
    refusal = _cannot_decide(work, given) or _over(work, given)
    if refusal is not None:
        return refusal
    asked = ApprovalRequest.objects.create(
        id=work.subject_id,
        version=1,
        kind=given.kind,
        subject_type=given.subject_type,
        subject_id=subject_id,
        subject_version=getattr(subject, "version", None),
        case=case,
        organization_id=case and case.organization_id,
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


def _about_nothing() -> Refusal:
    return Refusal(
        "invalid_input",
        mark("Field subject_id: nothing says what the approval is about. Name the case, or the subject."),
        fields={"subject_id": "it is needed"},
    )


def _over(work: Work, given: ApprovalQuestion) -> Refusal | None:
    if given.expires_at is None or given.expires_at > work.now:
        return None
    return Refusal(
        "invalid_input",
        mark("Field expires_at: it lies in the past. Give a later time, or leave it out."),
        fields={"expires_at": "it lies in the past"},
    )


def _subject(work: Work, given: ApprovalQuestion, subject_id: UUID) -> Model:
    """Give what it is about; raises Refused where the asker may not see it or it is of another case."""
    try:
        subject: Model = work.see(given.subject_type, subject_id)
    except KeyError as error:
        raise Refused(_unknown_noun(given.subject_type)) from error
    of_case = case_id_of(subject)
    if of_case in (None, given.case_id):
        return subject
    raise Refused(_in_no_case() if given.case_id is None else _of_another_case())


def _unknown_noun(noun: str) -> Refusal:
    return Refusal(
        "invalid_input",
        mark("Field subject_type: nothing is called {noun}. Ask about a case, a visit, a check."),
        {"noun": noun},
        fields={"subject_type": "unknown"},
    )


def _of_another_case() -> Refusal:
    return Refusal(
        "subject_of_another_case",
        mark("Field subject_id: this belongs to another case. Ask for the approval in that one."),
        fields={"subject_id": "of another case"},
    )


def _in_no_case() -> Refusal:
    return Refusal(
        "invalid_input",
        mark("Field case_id: this belongs to a case. Name that case, so that its people see the question."),
        fields={"case_id": "it is needed"},
    )


def _cannot_decide(work: Work, given: ApprovalQuestion) -> Refusal | None:
    if given.asked_of_id is None:
        return None
    roles = DECIDERS_OF[given.kind]
    asked = work.see("person", given.asked_of_id)
    if RoleGrant.objects.in_force(work.now).filter(person=asked, role__in=roles).exists():
        return None
    return Refusal(
        "asked_person_cannot_decide",
        mark("Field asked_of_id: {name} does not decide this. These may: {roles}."),
        {"name": asked.name, "roles": ", ".join(role.replace("_", " ") for role in roles)},
        fields={"asked_of_id": "does not decide this"},
    )
