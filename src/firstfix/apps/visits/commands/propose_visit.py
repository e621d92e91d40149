"""Propose a visit for a work order: the trip, before it is known who goes."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.visits.events import VisitProposed
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Touch, Work, command
from firstfix.kernel.commands.inputs import Moment
from firstfix.kernel.refusal import Refusal

__all__ = ["VisitProposal", "propose_visit"]

# States of a work order in which somebody may still be sent (engines.lifecycle, "work_order").
_BEFORE_THE_END = frozenset({"draft", "qualified", "blocked", "ready", "scheduled", "dispatched"})


class VisitProposal(Input):
    """For which work order, when on site if that is known, and under whose supervision."""

    work_order_id: UUID
    planned_start_at: Moment | None = None
    planned_end_at: Moment | None = None
    is_supervised: bool = False
    supervisor_id: UUID | None = None


@command(
    on="visit",
    creates=True,
    touches=(
        Touch("work_order", given="work_order_id"),
        Touch("case", given="work_order_id", of="work_order", via="case_id"),
    ),
    says=mark("{actor} proposed a visit."),
    is_public=True,
)
def propose_visit(work: Work, given: VisitProposal) -> Visit | Refusal:
    """Propose a visit for a work order; who goes is decided later."""
    order: WorkOrder = work.see("work_order", given.work_order_id)
    refusal = _over(order) or _no_plan(given)
    if refusal is not None:
        return refusal
    visit = Visit.objects.create(
        id=work.subject_id,
        version=1,
        work_order=order,
        sequence=order.visits.count() + 1,
        planned_start_at=given.planned_start_at,
        planned_end_at=given.planned_end_at,
        is_supervised=given.is_supervised or given.supervisor_id is not None,
        supervisor=work.see("person", given.supervisor_id) if given.supervisor_id else None,
        proposed_by_id=work.actor.person_id,
        proposed_at=work.at,
    )
    work.emit(VisitProposed(visit.pk, order.pk))
    return visit


def _over(order: WorkOrder) -> Refusal | None:
    if order.state in _BEFORE_THE_END:
        return None
    return Refusal(
        "work_order_over",
        mark("Work order {reference} is {state}. Send it back before planning another visit."),
        {"reference": order.reference, "state": order.state.replace("_", " ")},
        remedy="return_work_order",
    )


def _no_plan(given: VisitProposal) -> Refusal | None:
    start, end = given.planned_start_at, given.planned_end_at
    if start is None and end is None:
        return None
    if start is not None and end is not None and start < end:
        return None
    return Refusal(
        "invalid_input",
        mark("Field planned_end_at: a plan has a start and a later end. Give both, or leave both out."),
        fields={"planned_end_at": "needed, after planned_start_at"},
    )
