"""Raise a work order: the piece of a case that needs a person on a site."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from firstfix.apps.assets.models import Asset
from firstfix.apps.cases.models import Case
from firstfix.apps.directory.models import Site, SkillLevel
from firstfix.apps.visits.commands.readiness_answers import answer_question
from firstfix.apps.visits.commands.replacing import keep_within_replacement_limit
from firstfix.apps.visits.events import WorkOrderCreated
from firstfix.apps.visits.models import (
    PartNeed,
    PartSource,
    ReadinessAnswer,
    ReadinessCode,
    SkillNeed,
    WorkKind,
    WorkOrder,
)
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Touch, Work, command
from firstfix.kernel.commands.inputs import Count, Line, Moment, Words
from firstfix.kernel.ids import new_id
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["PartNeeded", "SkillNeeded", "WorkOrderInput", "create_work_order", "need_parts", "need_skills"]

# P3: an untriaged case's work order waits for its triage, it is not an emergency by default.
UNTRIAGED_PRIORITY = 3


class SkillNeeded(Input):
    """A skill or certificate that the work asks for."""

    skill_id: UUID
    minimum_level: SkillLevel = SkillLevel.INDEPENDENT
    is_mandatory: bool = False


class PartNeeded(Input):
    """A part that the visit has to bring, and why it is planned."""

    part_type_id: UUID
    quantity: Annotated[Count, Field(ge=1)] = 1
    source: PartSource = PartSource.HYPOTHESIS


class WorkOrderInput(Input):
    """What is to be done where, in which window, how long it takes, and what it needs."""

    case_id: UUID
    title: Line
    kind: WorkKind = WorkKind.REPAIR
    instructions: Words | Literal[""] = ""
    duration_minutes: Annotated[int, Field(strict=True, ge=5, le=60 * 24 * 14)] = 60
    crew_count: Annotated[int, Field(strict=True, ge=1, le=20)] = 1
    earliest_start_at: Moment | None = None
    latest_end_at: Moment | None = None
    site_id: UUID | None = None
    asset_id: UUID | None = None
    skills: tuple[SkillNeeded, ...] = ()
    parts: tuple[PartNeeded, ...] = ()


@command(
    on="work_order",
    creates=True,
    touches=(Touch("case", given="case_id"),),
    says=mark("{actor} raised a work order: {title}"),
    is_public=True,
)
def create_work_order(work: Work, given: WorkOrderInput) -> WorkOrder | Refusal:
    """Raise a work order for a case that needs a person on a site."""
    case: Case = work.see("case", given.case_id)
    refusal = _ended(case) or _backwards(given)
    if refusal is not None:
        return refusal
    order = WorkOrder.objects.create(
        id=work.subject_id,
        version=1,
        case=case,
        sequence=case.work_orders.count() + 1,
        kind=given.kind,
        title=given.title,
        instructions=given.instructions,
        site=_site(work, case, given.site_id),
        asset=_asset(work, case, given.asset_id),
        priority=case.priority or UNTRIAGED_PRIORITY,
        earliest_start_at=given.earliest_start_at,
        latest_end_at=given.latest_end_at,
        duration_minutes=given.duration_minutes,
        crew_count=given.crew_count,
        raised_by_id=work.actor.person_id,
        raised_at=work.at,
    )
    need_skills(work, order, given.skills)
    need_parts(work, order, given.parts)
    if given.parts:
        answer_question(work, order, ReadinessCode.PARTS_LIST, answer=ReadinessAnswer.YES)
    work.result["reference"] = order.reference
    work.emit(WorkOrderCreated(order.pk, case.pk))
    return order


def need_skills(work: Work, order: WorkOrder, skills: tuple[SkillNeeded, ...]) -> None:
    """Write down the skills that the order asks for, beside those that it has already."""
    for skill in skills:
        SkillNeed.objects.update_or_create(
            work_order=order,
            skill=work.see("skill", skill.skill_id),
            defaults={"minimum_level": skill.minimum_level, "is_mandatory": skill.is_mandatory},
            create_defaults={
                "id": new_id(),
                "minimum_level": skill.minimum_level,
                "is_mandatory": skill.is_mandatory,
            },
        )


def need_parts(work: Work, order: WorkOrder, parts: tuple[PartNeeded, ...]) -> None:
    """Write down the parts that the order asks for; the same part for the same reason once.

    Raises Refused where the case replaces more than its limit without approval (S1-R12).
    """
    for part in parts:
        PartNeed.objects.update_or_create(
            work_order=order,
            part_type=work.see("part_type", part.part_type_id),
            source=part.source,
            defaults={"quantity": part.quantity},
            create_defaults={"id": new_id(), "quantity": part.quantity},
        )
    if parts:
        keep_within_replacement_limit(work, order)


def _site(work: Work, case: Case, site_id: UUID | None) -> Site:
    site = work.see("site", site_id) if site_id else case.site
    if site is not None and site.organization_id == case.organization_id:
        return site
    raise Refused(
        Refusal(
            "site_missing",
            mark("Field site_id: say at which site of this customer the work is. The case names none."),
            fields={"site_id": "needed: a site of this customer"},
        )
    )


def _asset(work: Work, case: Case, asset_id: UUID | None) -> Asset | None:
    asset: Asset | None = work.see("asset", asset_id) if asset_id else case.asset
    if asset is None or asset.site.organization_id == case.organization_id:
        return asset
    raise Refused(
        Refusal(
            "asset_of_another_customer",
            mark("Field asset_id: {asset} belongs to another customer. Choose one of this customer's."),
            {"asset": asset.name},
            fields={"asset_id": "of another customer"},
        )
    )


def _ended(case: Case) -> Refusal | None:
    if case.is_open and case.state != "resolved":
        return None
    return Refusal(
        "case_ended",
        mark("Case {reference} is {state}. Reopen it before raising a work order."),
        {"reference": case.reference, "state": case.state},
        remedy="reopen_case",
    )


def _backwards(given: WorkOrderInput) -> Refusal | None:
    start, end = given.earliest_start_at, given.latest_end_at
    if start is None or end is None or start < end:
        return None
    return Refusal(
        "invalid_input",
        mark("Field latest_end_at: the window ends before it starts. Check both times."),
        fields={"latest_end_at": "before earliest_start_at"},
    )
