"""The steps of a work order's life: the state comes from the lifecycle table, the gates stand before it."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from firstfix.apps.cases.commands.approval_use import use_up
from firstfix.apps.cases.commands.clock_keeping import note_event_beside
from firstfix.apps.cases.models import ClockEventKind
from firstfix.apps.visits.events import ReadinessOverridden, WorkOrderChanged
from firstfix.apps.visits.models import ReadinessOverride, WorkOrder, WorkOrderBlock, WorkOrderOutcome
from firstfix.engines.readiness import OVERRIDE_READINESS
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work, command
from firstfix.kernel.commands.inputs import Code, Words

__all__ = [
    "block_work_order",
    "cancel_work_order",
    "close_work_order",
    "complete_work_order",
    "complete_work_order_partially",
    "dispatch_work_order",
    "fail_work_order",
    "qualify_work_order",
    "ready_work_order",
    "resolve_work_order_remotely",
    "return_work_order",
    "review_work_order",
    "schedule_work_order",
    "unschedule_work_order",
]

_IN_CASE = (Touch("case", via="case_id"),)


@command(on="work_order", touches=_IN_CASE, says=mark("{actor} qualified the work order."))
def qualify_work_order(work: Work, work_order: WorkOrder) -> None:
    """Say that the work is described well enough to be made ready."""
    _announce(work, work_order)


@command(on="work_order", touches=_IN_CASE, says=mark("{actor} blocked the work order: {reason}"))
def block_work_order(
    work: Work, work_order: WorkOrder, *, code: Code, reason: Words | Literal[""] = ""
) -> None:
    """Say what stands in the way."""
    WorkOrderBlock.objects.get_or_create(
        work_order=work_order,
        code=code[:60],
        lifted_at=None,
        defaults={
            "id": work.new_id("block"),
            "reason": reason,
            "blocked_by_id": work.actor.person_id,
            "blocked_at": work.at,
        },
    )
    _announce(work, work_order)


@command(on="work_order", touches=_IN_CASE, says=mark("{actor} found the work order ready."), is_public=True)
def ready_work_order(work: Work, work_order: WorkOrder, *, override_because: Words | None = None) -> None:
    """Say that a truck may roll; its gate asks for parts, access, window, skills and the rest."""
    _lift_blocks(work, work_order)
    _go_on(work, work_order)


@command(on="work_order", touches=_IN_CASE, says=mark("{actor} scheduled the work order."), is_public=True)
def schedule_work_order(work: Work, work_order: WorkOrder, *, override_because: Words | None = None) -> None:
    """Give the work its day; readiness is judged again."""
    _go_on(work, work_order)


@command(on="work_order", touches=_IN_CASE, says=mark("{actor} took the work order off the plan: {because}"))
def unschedule_work_order(work: Work, work_order: WorkOrder, *, because: Words) -> None:
    """Take the work off the plan; it stays ready."""
    _announce(work, work_order)


@command(on="work_order", touches=_IN_CASE, says=mark("{actor} dispatched the work order."), is_public=True)
def dispatch_work_order(work: Work, work_order: WorkOrder, *, override_because: Words | None = None) -> None:
    """Let the truck roll; readiness is judged once more."""
    note_event_beside(
        work_order.case_id,
        ClockEventKind.DISPATCHED,
        at=work.at,
        now=work.now,
        person_id=work.actor.person_id,
    )
    _go_on(work, work_order)


@command(on="work_order", touches=_IN_CASE, says=mark("{actor} completed the work order."), is_public=True)
def complete_work_order(work: Work, work_order: WorkOrder) -> None:
    """Report the work done, with proof."""
    _end(work, work_order, "")


@command(
    on="work_order",
    touches=_IN_CASE,
    says=mark("{actor} completed the work order in part: {because}"),
    is_public=True,
)
def complete_work_order_partially(
    work: Work, work_order: WorkOrder, *, because: Words, approval_id: UUID | None = None
) -> None:
    """Report the work partly done, with approval and the customer's acceptance (S1-R09)."""
    approval = use_up(work, work.see("approval_request", approval_id).pk) if approval_id else None
    _end(work, work_order, because, approval_id=approval and approval.pk)


@command(
    on="work_order",
    touches=_IN_CASE,
    says=mark("{actor} reported the work not done: {because}"),
    is_public=True,
)
def fail_work_order(work: Work, work_order: WorkOrder, *, because: Words) -> None:
    """Report the work not done, with the reason."""
    _end(work, work_order, because)


@command(on="work_order", touches=_IN_CASE, says=mark("{actor} reviewed the work order."))
def review_work_order(work: Work, work_order: WorkOrder) -> None:
    """Say that what was reported has been looked at."""
    _announce(work, work_order)


@command(on="work_order", touches=_IN_CASE, says=mark("{actor} sent the work order back: {because}"))
def return_work_order(work: Work, work_order: WorkOrder, *, because: Words) -> None:
    """Send the work order back, because there is more to do."""
    _announce(work, work_order)


@command(on="work_order", touches=_IN_CASE, says=mark("{actor} closed the work order."))
def close_work_order(work: Work, work_order: WorkOrder) -> None:
    """Close a reviewed work order."""
    _announce(work, work_order)


@command(
    on="work_order",
    touches=_IN_CASE,
    says=mark("{actor} resolved it without a visit: {how}"),
    is_public=True,
)
def resolve_work_order_remotely(work: Work, work_order: WorkOrder, *, how: Words) -> None:
    """Say that no truck needs to roll, because it was fixed without a visit."""
    _end(work, work_order, how)


@command(on="work_order", touches=_IN_CASE, says=mark("{actor} cancelled the work order: {because}"))
def cancel_work_order(work: Work, work_order: WorkOrder, *, because: Words) -> None:
    """Cancel the work order before a truck rolled."""
    _end(work, work_order, because)


def _go_on(work: Work, order: WorkOrder) -> None:
    for index, override in enumerate(work.overrides):
        kept = ReadinessOverride.objects.create(
            id=work.new_id(f"override:{index}"),
            work_order=order,
            right=OVERRIDE_READINESS,
            missing=list(override.missing),
            reason=override.because,
            overridden_by_id=work.actor.person_id,
            overridden_at=work.at,
        )
        work.emit(ReadinessOverridden(order.pk, kept.pk))
    _announce(work, order)


def _lift_blocks(work: Work, order: WorkOrder) -> None:
    order.blocks.standing().update(lifted_at=work.at, lifted_by_id=work.actor.person_id)


def _end(work: Work, order: WorkOrder, reason: str, *, approval_id: UUID | None = None) -> None:
    WorkOrderOutcome.objects.create(
        id=work.new_id("outcome"),
        work_order=order,
        state=work.target_state,
        reason=reason,
        approval_id=approval_id,
        reported_by_id=work.actor.person_id,
        reported_at=work.at,
    )
    _announce(work, order)


def _announce(work: Work, order: WorkOrder) -> None:
    work.emit(WorkOrderChanged(order.pk, order.case_id, work.target_state or order.state))
