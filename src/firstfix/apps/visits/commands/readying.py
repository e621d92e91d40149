"""Answer what readiness asks: access, escort, clearance, parts, configuration, survey, prerequisites."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from firstfix.apps.directory.models import OrganizationMembership
from firstfix.apps.visits.commands.create_work_order import PartNeeded, need_parts
from firstfix.apps.visits.commands.readiness_answers import IN_CASE, answer_question, evidence_of_case
from firstfix.apps.visits.models import ReadinessAnswer, ReadinessCode, WorkOrder
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Kind, Work, command
from firstfix.kernel.commands.inputs import Line, Moment, Words
from firstfix.kernel.refusal import Refusal

__all__ = [
    "answer_change_question",
    "answer_prerequisite",
    "confirm_access",
    "confirm_clearance",
    "list_parts",
    "name_escort",
    "record_site_survey",
    "refuse_access",
]


class AccessConfirmation(Input):
    """From when to when the site lets people work, how, and until when the word holds."""

    opens_at: Moment
    closes_at: Moment
    words: Words | Literal[""] = ""
    expires_at: Moment | None = None


@command(
    on="work_order",
    touches=IN_CASE,
    says=mark("{actor} confirmed access from {opens_at} to {closes_at}. {words}"),
    is_public=True,
)
def confirm_access(work: Work, work_order: WorkOrder, given: AccessConfirmation) -> Refusal | None:
    """Confirm that the site lets people in, and from when to when."""
    if given.opens_at >= given.closes_at:
        return Refusal(
            "invalid_input",
            mark("Field closes_at: the window ends before it starts. Check both times."),
            fields={"closes_at": "before opens_at"},
        )
    answer_question(
        work,
        work_order,
        ReadinessCode.ACCESS,
        answer=ReadinessAnswer.YES,
        text=given.words,
        opens_at=given.opens_at,
        closes_at=given.closes_at,
        expires_at=given.expires_at,
    )
    return None


@command(on="work_order", touches=IN_CASE, says=mark("Access is refused: {because}"), is_public=True)
def refuse_access(work: Work, work_order: WorkOrder, *, because: Words) -> None:
    """Say that the site does not let people in, or no longer."""
    answer_question(work, work_order, ReadinessCode.ACCESS, answer=ReadinessAnswer.NO, text=because)


@command(on="work_order", touches=IN_CASE, says=mark("The escort on site is {escort}."), is_public=True)
def name_escort(work: Work, work_order: WorkOrder, *, escort: Line, expires_at: Moment | None = None) -> None:
    """Name who goes along on site."""
    fields = {"text": escort, "expires_at": expires_at}
    answer_question(work, work_order, ReadinessCode.ESCORT, answer=ReadinessAnswer.YES, **fields)


@command(
    on="work_order",
    touches=IN_CASE,
    says=mark("{actor} confirmed the clearance that the law demands: {reference}"),
)
def confirm_clearance(
    work: Work, work_order: WorkOrder, *, reference: Line, expires_at: Moment | None = None
) -> None:
    """Confirm the clearance that the law demands for the site, with its reference."""
    fields = {"text": reference, "expires_at": expires_at}
    answer_question(work, work_order, ReadinessCode.CLEARANCE, answer=ReadinessAnswer.YES, **fields)


@command(on="work_order", touches=IN_CASE, says=mark("{actor} listed the parts that the visit needs."))
def list_parts(work: Work, work_order: WorkOrder, *, parts: tuple[PartNeeded, ...]) -> None:
    """List all parts that the visit needs; an empty list says that none is needed."""
    work_order.part_needs.all().delete()
    need_parts(work, work_order, parts)
    answer_question(work, work_order, ReadinessCode.PARTS_LIST, answer=ReadinessAnswer.YES)
    work.note(part_count=len(parts))


@command(
    on="work_order",
    touches=IN_CASE,
    says=mark("{actor} answered whether the work changes the configuration: {changes_it}. {words}"),
)
def answer_change_question(
    work: Work, work_order: WorkOrder, *, changes_it: bool, words: Words | Literal[""] = ""
) -> None:
    """Say whether the work changes the configuration; if it does, an approved change is asked for."""
    answer = ReadinessAnswer.YES if changes_it else ReadinessAnswer.NO
    answer_question(work, work_order, ReadinessCode.CHANGE_QUESTION, answer=answer, text=words)


@command(
    on="work_order",
    kind=Kind.RECORDING,
    touches=IN_CASE,
    says=mark("{actor} surveyed the site: {words}"),
    is_public=True,
)
def record_site_survey(
    work: Work, work_order: WorkOrder, *, words: Words, evidence_id: UUID | None = None
) -> None:
    """Record what the site offers: space, power, cooling, network."""
    evidence_id = evidence_of_case(work, work_order, evidence_id)
    fields = {"text": words, "evidence_id": evidence_id}
    answer_question(work, work_order, ReadinessCode.SITE_SURVEY, answer=ReadinessAnswer.YES, **fields)


class PrerequisiteAnswer(Input):
    """A thing that has to be there on site, whether it is, and who remedies it by when if it is not."""

    name: Line
    answer: Literal["yes", "no", "not_applicable"]
    words: Words | Literal[""] = ""
    evidence_id: UUID | None = None
    owner_id: UUID | None = None
    due_at: Moment | None = None


@command(
    on="work_order",
    kind=Kind.RECORDING,
    touches=IN_CASE,
    says=mark("{actor} checked a prerequisite: {name}: {answer}. {words}"),
    is_public=True,
)
def answer_prerequisite(work: Work, work_order: WorkOrder, given: PrerequisiteAnswer) -> Refusal | None:
    """Say whether a prerequisite is met; what is not, the customer remedies by a date (S1-D17)."""
    if given.answer == "no" and (given.due_at is None or not _is_the_customers(work_order, given.owner_id)):
        return Refusal(
            "remediation_needs_an_owner",
            mark("A prerequisite that is not met needs an owner at the customer and a date. Give both."),
            fields={"owner_id": "a person of the customer", "due_at": "needed"},
        )
    answer_question(
        work,
        work_order,
        ReadinessCode.PREREQUISITE,
        answer=ReadinessAnswer(given.answer),
        name=given.name,
        text=given.words,
        evidence_id=evidence_of_case(work, work_order, given.evidence_id),
        owner_id=given.owner_id,
        due_at=given.due_at,
    )
    return None


def _is_the_customers(order: WorkOrder, person_id: UUID | None) -> bool:
    members = OrganizationMembership.objects.filter(organization=order.case.organization_id)
    granted = order.case.organization.grants.filter(person=person_id)
    return person_id is not None and (members.filter(person=person_id).exists() or granted.exists())
