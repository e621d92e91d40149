"""Add a piece of evidence: a stored file or a measured value, bound by its hash."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from firstfix.apps.cases.models import Case, Visibility
from firstfix.apps.evidence.commands.binding import Content, bound_file, bound_value
from firstfix.apps.evidence.commands.inputs import FileName, Measured, Sha256
from firstfix.apps.evidence.commands.linking import attach_to_message, hang
from firstfix.apps.evidence.commands.screening import screen
from firstfix.apps.evidence.events import EvidenceAdded
from firstfix.apps.evidence.models import EvidenceItem, EvidenceRole
from firstfix.engines.readiness import Medium, Purpose
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Kind, Touch, Work, command
from firstfix.kernel.commands.inputs import Code, Line, Moment
from firstfix.kernel.identity import ActorKind
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["EvidenceInput", "MeasuredValue", "add_evidence"]

# A probe reports tens of figures; more is a log file.
_LARGEST_DETAIL_COUNT = 100


class MeasuredValue(Input):
    """A value with its unit, and what the instrument adds, such as limits or a target."""

    value: Measured
    unit: Line | Literal[""] = ""
    details: dict[Code, Measured] = Field(default={}, max_length=_LARGEST_DETAIL_COUNT)


class EvidenceInput(Input):
    """What the evidence shows, what it is made of, where it belongs, and what it hangs on.

    Either ``value`` or ``blob_sha256`` (a file uploaded before). Either a case or an organisation. What
    it hangs on is a case or something of the case: ``subject_type``, ``subject_id`` and ``role``;
    ``message_id`` names the message that it came with.
    ``collected_at`` is left out for "just now". ``consent_from`` says who on site agreed, where the
    customer's policy asks for that.
    """

    title: Line
    kind: Medium
    purpose: Purpose = Purpose.DIAGNOSIS
    check_name: Line | Literal[""] = ""
    has_passed: bool | None = None
    value: MeasuredValue | None = None
    blob_sha256: Sha256 | None = None
    original_name: FileName = ""
    visibility: Visibility = Visibility.INTERNAL
    case_id: UUID | None = None
    organization_id: UUID | None = None
    subject_type: Code | None = None
    subject_id: UUID | None = None
    role: EvidenceRole = EvidenceRole.ATTACHMENT
    message_id: UUID | None = None
    collected_at: Moment | None = None
    collected_with: Line | Literal[""] = ""
    consent_from: Line | Literal[""] = ""


@command(
    on="evidence_item",
    creates=True,
    kind=Kind.RECORDING,
    touches=(Touch("case", given="case_id"), Touch(noun_given="subject_type", given="subject_id")),
    says=mark("{actor} added evidence ({kind}, {purpose}): {title}"),
)
def add_evidence(work: Work, given: EvidenceInput) -> EvidenceItem:
    """Add a file or a measured value as evidence, and hang it on what it speaks about."""
    case = _case(work, given)
    organization_id = case.organization_id if case else _organization_id(work, given)
    content = _content(work, given)
    evidence = EvidenceItem(
        id=work.subject_id,
        version=1,
        organization_id=organization_id,
        case=case,
        needs_review=work.actor.kind is ActorKind.ASSISTANT,
        collected_by_id=work.actor.person_id,
        collected_at=min(given.collected_at or work.at, work.at),
        device_at=work.context.device_at,
        received_at=work.now,
        **_said(given),
        **content.columns(),
    )
    evidence.visibility = screen(work, evidence, given)
    evidence.save(force_insert=True)
    _hang(work, evidence, given)
    work.note(sha256=evidence.sha256)
    work.emit(EvidenceAdded(evidence.pk, evidence.case_id, evidence.kind, evidence.purpose))
    return evidence


def _case(work: Work, given: EvidenceInput) -> Case | None:
    if (given.subject_type is None) is not (given.subject_id is None):
        name = "subject_type" if given.subject_type is None else "subject_id"
        raise Refused(_field(name, mark("Say both what it hangs on: subject_type and subject_id.")))
    case_id = given.case_id or (given.subject_id if given.subject_type == "case" else None)
    if case_id is None and given.subject_id is not None:
        raise Refused(_field("case_id", mark("Field case_id: say which case the evidence belongs to.")))
    found: Case | None = work.see("case", case_id) if case_id else None
    if found and given.organization_id not in {None, found.organization_id}:
        raise Refused(_field("organization_id", mark("Field organization_id: the case is of another one.")))
    return found


def _organization_id(work: Work, given: EvidenceInput) -> UUID:
    if given.organization_id is None:
        raise Refused(_field("case_id", mark("Field case_id: give the case, or else an organization_id.")))
    organization_id: UUID = work.see("organization", given.organization_id).pk
    return organization_id


def _content(work: Work, given: EvidenceInput) -> Content:
    if (given.value is None) is (given.blob_sha256 is None):
        raise Refused(
            _field(
                "value",
                mark("Field value: give either a measured value, or the blob_sha256 of an uploaded file."),
            )
        )
    if given.value is not None:
        return bound_value(given.value.model_dump(mode="json"))
    return bound_file(work.actor, str(given.blob_sha256))


def _said(given: EvidenceInput) -> dict[str, object]:
    names = ("title", "kind", "purpose", "check_name", "has_passed", "original_name", "collected_with")
    return {name: getattr(given, name) for name in names}


def _hang(work: Work, evidence: EvidenceItem, given: EvidenceInput) -> None:
    if given.subject_type is not None and given.subject_id is not None:
        hang(
            work,
            evidence,
            subject_type=given.subject_type,
            subject_id=given.subject_id,
            role=given.role,
        )
    if given.message_id is not None:
        attach_to_message(work, evidence, message_id=given.message_id)


def _field(name: str, template: str) -> Refusal:
    return Refusal("invalid_input", template, fields={name: "needed, or wrong"})
