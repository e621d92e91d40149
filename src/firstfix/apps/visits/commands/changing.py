"""Lead a change through its life: plan, risk, approval, window, checks, what came of it."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from firstfix.apps.cases.commands.approval_use import name_approval
from firstfix.apps.cases.models import RISK_APPROVALS
from firstfix.apps.visits.commands.change_steps import ChangePlan, keep_plan, reopen_checks, settle_step
from firstfix.apps.visits.events import ChangeChanged
from firstfix.apps.visits.models import Change, ChangeStepPhase
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Kind, Touch, Work, command
from firstfix.kernel.commands.inputs import Line, Moment, Words
from firstfix.kernel.refusal import Refusal

__all__ = [
    "approve_change",
    "assess_change",
    "cancel_change",
    "create_change",
    "execute_change",
    "execute_emergency_change",
    "fail_change",
    "finish_change",
    "postcheck_change",
    "precheck_change",
    "record_change_step",
    "record_post_check",
    "record_pre_check",
    "record_rollback_check",
    "reject_change",
    "review_change",
    "revise_change",
    "roll_back_change",
    "schedule_change",
    "write_rollback_plan",
]

_IN_CASE = (Touch("case", via="case_id"),)


class ChangeInput(ChangePlan):
    """What will be changed for which case or work order, and the steps of it."""

    case_id: UUID
    work_order_id: UUID | None = None
    asset_id: UUID | None = None


@command(
    on="change",
    creates=True,
    touches=(Touch("case", given="case_id"),),
    says=mark("{actor} planned a change: {title}"),
    is_public=True,
)
def create_change(work: Work, given: ChangeInput) -> Change | Refusal:
    """Plan a change: what will be altered, what will differ afterwards, and the way back."""
    case = work.see("case", given.case_id)
    order = work.see("work_order", given.work_order_id) if given.work_order_id else None
    if order is not None and order.case_id != case.pk:
        return Refusal(
            "work_order_of_another_case",
            mark("Field work_order_id: this work order belongs to another case."),
            fields={"work_order_id": "of another case"},
        )
    change = Change(
        id=work.subject_id,
        version=1,
        case=case,
        work_order=order,
        asset=work.see("asset", given.asset_id) if given.asset_id else case.asset,
        requested_by_id=work.actor.person_id,
        requested_at=work.at,
    )
    keep_plan(change, given)
    work.emit(ChangeChanged(change.pk, case.pk, "draft"))
    return change


class RiskInput(Input):
    """How risky it is, from 1 (low) to 4 (high), and why."""

    risk: Annotated[int, Field(strict=True, ge=1, le=4)]
    reasons: Annotated[tuple[Line, ...], Field(min_length=1)]


@command(on="change", touches=_IN_CASE, says=mark("{actor} assessed the risk of the change: {risk} of 4."))
def assess_change(work: Work, change: Change, given: RiskInput) -> None:
    """Assess the risk of the change; from 3 on it needs an approval of its own (S1-G05)."""
    change.risk, change.risk_reasons = given.risk, list(given.reasons)
    _announce(work, change)


@command(on="change", touches=_IN_CASE, says=mark("{actor} wrote the way back: {words}"))
def write_rollback_plan(work: Work, change: Change, *, words: Words) -> Refusal | None:
    """Write down how to go back; an approved change is revised instead."""
    if change.state not in ("draft", "assessed"):
        return Refusal(
            "change_is_decided",
            mark("The change is {state}. Revise it; what is edited is then approved again."),
            {"state": change.state},
            remedy="revise_change",
        )
    change.rollback_plan = words
    return None


@command(on="change", touches=_IN_CASE, says=mark("{actor} approved the change: {because}"), is_public=True)
def approve_change(work: Work, change: Change, *, because: Words) -> None:
    """Approve the change that somebody else asked for."""
    _name_approval(work, change)
    _announce(work, change)


@command(on="change", touches=_IN_CASE, says=mark("{actor} rejected the change: {because}"), is_public=True)
def reject_change(work: Work, change: Change, *, because: Words) -> None:
    """Reject the change, with the reason."""
    _announce(work, change)


@command(on="change", touches=_IN_CASE, says=mark("{actor} revised the change: {title}"))
def revise_change(work: Work, change: Change, given: ChangePlan) -> None:
    """Revise the plan; it is assessed and approved anew, its risk as well."""
    change.steps.all().delete()
    change.risk, change.risk_reasons = None, []
    # The version that this command makes: what was approved of the plan before it is over.
    change.plan_version = change.version + 1
    keep_plan(change, given)
    _announce(work, change)


@command(
    on="change",
    touches=_IN_CASE,
    says=mark("{actor} scheduled the change from {opens_at} to {closes_at}."),
    is_public=True,
)
def schedule_change(work: Work, change: Change, *, opens_at: Moment, closes_at: Moment) -> Refusal | None:
    """Give the change its window; checks made before for another window are made again."""
    if opens_at >= closes_at:
        return Refusal(
            "invalid_input",
            mark("Field closes_at: the window ends before it starts. Check both times."),
            fields={"closes_at": "before opens_at"},
        )
    if change.state != "approved":
        reopen_checks(change)
    change.window_start_at, change.window_end_at = opens_at, closes_at
    _announce(work, change)
    return None


class StepResult(Input):
    """How one step went: which, with what result, and what was seen."""

    wording: Line
    result: Literal["done", "failed", "skipped"]
    observed: Words


@command(
    on="change", kind=Kind.RECORDING, touches=_IN_CASE, says=mark("Checked before: {wording}: {result}.")
)
def record_pre_check(work: Work, change: Change, given: StepResult) -> Refusal | None:
    """Record a check before the change, and what it showed."""
    return settle_step(work, change, ChangeStepPhase.PRE_CHECK, given)


@command(on="change", kind=Kind.RECORDING, touches=_IN_CASE, says=mark("Carried out: {wording}: {result}."))
def record_change_step(work: Work, change: Change, given: StepResult) -> Refusal | None:
    """Record a step that was carried out; a skipped one says why (S1-R08)."""
    return settle_step(work, change, ChangeStepPhase.EXECUTE, given)


@command(on="change", kind=Kind.RECORDING, touches=_IN_CASE, says=mark("Checked after: {wording}: {result}."))
def record_post_check(work: Work, change: Change, given: StepResult) -> Refusal | None:
    """Record a check after the change, and what it showed."""
    return settle_step(work, change, ChangeStepPhase.POST_CHECK, given)


@command(
    on="change",
    kind=Kind.RECORDING,
    touches=_IN_CASE,
    says=mark("Checked going back: {wording}: {result}."),
)
def record_rollback_check(work: Work, change: Change, given: StepResult) -> Refusal | None:
    """Record that the old state is back, or what is not."""
    return settle_step(work, change, ChangeStepPhase.ROLL_BACK, given)


@command(on="change", touches=_IN_CASE, says=mark("{actor} finished the checks before the change."))
def precheck_change(work: Work, change: Change) -> None:
    """Say that the checks before the change are made."""
    _announce(work, change)


@command(on="change", touches=_IN_CASE, says=mark("{actor} started the change."), is_public=True)
def execute_change(work: Work, change: Change) -> None:
    """Start the change in its window."""
    _name_approval(work, change)
    _announce(work, change)


@command(
    on="change",
    touches=_IN_CASE,
    says=mark("{actor} started the change as an emergency: {because}"),
    is_public=True,
)
def execute_emergency_change(work: Work, change: Change, *, because: Words) -> None:
    """Start the change at once: the reason now, the approval afterwards, the review always (S1-F16)."""
    change.emergency_reason = because
    _name_approval(work, change)
    _announce(work, change)


@command(on="change", touches=_IN_CASE, says=mark("{actor} finished the checks after the change."))
def postcheck_change(work: Work, change: Change) -> None:
    """Say that the checks after the change are made."""
    _announce(work, change)


@command(on="change", touches=_IN_CASE, says=mark("{actor} reported the change successful."), is_public=True)
def finish_change(work: Work, change: Change) -> None:
    """Report the change successful: its checks passed, and only what was planned differs."""
    _announce(work, change)


@command(
    on="change", touches=_IN_CASE, says=mark("{actor} rolled the change back: {because}"), is_public=True
)
def roll_back_change(work: Work, change: Change, *, because: Words) -> None:
    """Go back to the old state; this is never refused."""
    _announce(work, change)


@command(on="change", touches=_IN_CASE, says=mark("The change failed: {because}"), is_public=True)
def fail_change(work: Work, change: Change, *, because: Words) -> None:
    """Report that the change failed."""
    _announce(work, change)


@command(on="change", touches=_IN_CASE, says=mark("{actor} reviewed the change: {because}"))
def review_change(work: Work, change: Change, *, because: Words) -> None:
    """Review what came of the change, and whether it was approved."""
    _name_approval(work, change)
    _announce(work, change)


@command(on="change", touches=_IN_CASE, says=mark("{actor} cancelled the change: {because}"), is_public=True)
def cancel_change(work: Work, change: Change, *, because: Words) -> None:
    """Cancel the change before it started."""
    _announce(work, change)


def _announce(work: Work, change: Change) -> None:
    work.emit(ChangeChanged(change.pk, change.case_id, work.target_state or change.state))


def _name_approval(work: Work, change: Change) -> None:
    name_approval(work, RISK_APPROVALS, "change", change, since=change.plan_version)
