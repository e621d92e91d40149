"""The gates of a change as facts (domain.md, gate 3)."""

from __future__ import annotations

from firstfix.apps.cases.models import RISK_APPROVALS, ApprovalRequest
from firstfix.apps.visits.models import Change
from firstfix.engines.readiness import (
    ChangeGateFacts,
    judge_approval_recorded,
    judge_change_start,
    judge_emergency_basis,
    judge_post_checks,
    judge_post_rollback_check,
    judge_rollback_plan,
)
from firstfix.engines.verdict import Verdict
from firstfix.kernel.facts import Question

__all__ = [
    "approval_recorded",
    "change_may_start",
    "emergency_basis",
    "post_checks_pass",
    "post_rollback_check",
    "rollback_plan",
]


def rollback_plan(question: Question) -> Verdict:
    """Give whether the change has a way back, and a high risk its approval."""
    return judge_rollback_plan(_facts(question))


def change_may_start(question: Question) -> Verdict:
    """Give whether window, way back, approval and checks before the change are all there."""
    return judge_change_start(_facts(question))


def emergency_basis(question: Question) -> Verdict:
    """Give whether the change may start as an emergency."""
    return judge_emergency_basis(_facts(question))


def post_checks_pass(question: Question) -> Verdict:
    """Give whether the checks after the change passed."""
    return judge_post_checks(_facts(question))


def post_rollback_check(question: Question) -> Verdict:
    """Give whether somebody checked that the old state is back."""
    return judge_post_rollback_check(_facts(question))


def approval_recorded(question: Question) -> Verdict:
    """Give whether an emergency was approved in the end."""
    return judge_approval_recorded(_facts(question))


def _facts(question: Question) -> ChangeGateFacts:
    change = question.subject
    assert isinstance(change, Change)
    steps: dict[str, list[str]] = {}
    for phase, result in change.steps.values_list("phase", "result"):
        steps.setdefault(phase, []).append(result)
    return ChangeGateFacts(
        now=question.now,
        rollback_plan=change.rollback_plan,
        window_start_at=change.window_start_at,
        window_end_at=change.window_end_at,
        risk=change.risk,
        has_approval=_has_approval(change, question),
        is_emergency=bool(change.emergency_reason),
        emergency_reason=str(question.given.get("because") or change.emergency_reason),
        needs_prior_approval=change.case.organization.is_regulated,
        steps=steps,
    )


def _has_approval(change: Change, question: Question) -> bool:
    granted = ApprovalRequest.objects.in_force(question.now).about("change", change.pk)
    return granted.filter(kind__in=RISK_APPROVALS, subject_version__gte=change.plan_version).exists()
