"""Plan what an installation or an upgrade is judged by: its plan, its criteria, its way through versions."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from firstfix.apps.evidence.models import EvidenceLink, EvidenceRole
from firstfix.apps.visits.commands.readiness_answers import IN_CASE, answer_question, evidence_of_case
from firstfix.apps.visits.models import (
    AcceptanceCriterion,
    FirmwarePlan,
    ReadinessAnswer,
    ReadinessCode,
    WorkOrder,
)
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Kind, Work, command
from firstfix.kernel.commands.inputs import Code, Count, Line, Words
from firstfix.kernel.ids import new_id
from firstfix.kernel.refusal import Refusal, Refused

__all__ = [
    "accept_criterion_exception",
    "agree_acceptance_criteria",
    "plan_firmware_path",
    "prove_criterion",
    "write_commissioning_plan",
]

Sha256 = Annotated[Code, Field(pattern=r"^[0-9a-f]{64}$")]


@command(on="work_order", touches=IN_CASE, says=mark("{actor} wrote the commissioning plan: {words}"))
def write_commissioning_plan(
    work: Work, work_order: WorkOrder, *, words: Words | Literal[""] = "", evidence_id: UUID | None = None
) -> Refusal | None:
    """Write down the commissioning plan, in words or as a document."""
    if not words and evidence_id is None:
        return Refusal(
            "invalid_input",
            mark("Field words: write the plan here, or name the document that holds it."),
            fields={"words": "needed without evidence_id"},
        )
    fields = {"text": words, "evidence_id": evidence_of_case(work, work_order, evidence_id)}
    answer_question(work, work_order, ReadinessCode.COMMISSIONING_PLAN, answer=ReadinessAnswer.YES, **fields)
    return None


@command(
    on="work_order", touches=IN_CASE, says=mark("{actor} agreed on the acceptance criteria."), is_public=True
)
def agree_acceptance_criteria(
    work: Work, work_order: WorkOrder, *, criteria: Annotated[tuple[Line, ...], Field(min_length=1)]
) -> Refusal | None:
    """Agree with the customer on what the installation is judged by, before anybody travels (S1-F12)."""
    if work_order.visits.rolled().exists():
        return Refusal(
            "criteria_are_fixed",
            mark("The criteria are fixed once a truck rolled. Accept an exception for what does not hold."),
            remedy="accept_criterion_exception",
        )
    work_order.acceptance_criteria.all().delete()
    AcceptanceCriterion.objects.bulk_create(
        AcceptanceCriterion(
            id=new_id(),
            work_order=work_order,
            position=position,
            wording=wording,
            agreed_by_id=work.actor.person_id,
            agreed_at=work.at,
        )
        for position, wording in enumerate(criteria, start=1)
    )
    return None


@command(
    on="work_order",
    kind=Kind.RECORDING,
    touches=IN_CASE,
    says=mark("{actor} showed criterion {position} with evidence."),
)
def prove_criterion(work: Work, work_order: WorkOrder, *, position: Count, evidence_id: UUID) -> None:
    """Show with evidence whether an acceptance criterion holds."""
    EvidenceLink.objects.get_or_create(
        evidence_id=evidence_of_case(work, work_order, evidence_id),
        subject_type="acceptance_criterion",
        subject_id=_criterion(work_order, position).pk,
        role=EvidenceRole.ANSWERS,
        defaults={
            "id": work.new_id("link"),
            "linked_by_id": work.actor.person_id,
            "linked_at": work.at,
        },
    )


@command(
    on="work_order",
    touches=IN_CASE,
    says=mark("{actor} accepts an exception to criterion {position}: {because}"),
    is_public=True,
)
def accept_criterion_exception(work: Work, work_order: WorkOrder, *, position: Count, because: Words) -> None:
    """Accept, as the customer, that a criterion stays open or does not hold (S1-F12)."""
    criterion = _criterion(work_order, position)
    criterion.exception_reason = because
    criterion.exception_accepted_by_id = work.actor.person_id
    criterion.save()


class FirmwarePath(Input):
    """Installed and target version, the maker's documented way, the planned one, and the packed hashes."""

    installed: Line
    target: Line
    documented_path: tuple[Line, ...]
    planned_path: tuple[Line, ...]
    package_hashes: dict[Line, Sha256] = {}


@command(
    on="work_order",
    touches=IN_CASE,
    says=mark("{actor} planned the way from version {installed} to {target}."),
)
def plan_firmware_path(work: Work, work_order: WorkOrder, given: FirmwarePath) -> None:
    """Plan the way from the installed version to the target, with the packages in the kit (S1-F34)."""
    fields = {
        **given.model_dump(),
        "documented_path": list(given.documented_path),
        "planned_path": list(given.planned_path),
        "planned_by_id": work.actor.person_id,
        "planned_at": work.at,
    }
    FirmwarePlan.objects.update_or_create(
        work_order=work_order, defaults=fields, create_defaults={"id": work.new_id("firmware"), **fields}
    )


def _criterion(order: WorkOrder, position: int) -> AcceptanceCriterion:
    found = order.acceptance_criteria.filter(position=position).first()
    if found is None:
        raise Refused(
            Refusal(
                "invalid_input",
                mark("Field position: there is no criterion {position}."),
                {"position": position},
                fields={"position": "unknown"},
            )
        )
    return found
