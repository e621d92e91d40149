"""Decide what was asked for: grant, reject, withdraw, expire, revoke."""

from __future__ import annotations

from firstfix.apps.cases.events import ApprovalDecided
from firstfix.apps.cases.models import AUTHOR_OF, ApprovalRequest
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work, command, subject_of
from firstfix.kernel.commands.inputs import Moment, Words
from firstfix.kernel.refusal import Refusal

__all__ = ["expire_approval", "grant_approval", "reject_approval", "revoke_approval", "withdraw_approval"]

_IN_CASE = (Touch("case", via="case_id"),)


@command(on="approval_request", touches=_IN_CASE, says=mark("{actor} granted the approval: {because}"))
def grant_approval(
    work: Work, approval_request: ApprovalRequest, *, because: Words, expires_at: Moment | None = None
) -> Refusal | None:
    """Grant what was asked for, until a time if one is given."""
    if _is_outdated(approval_request):
        return Refusal(
            "words_changed_since",
            mark("The words were changed after this was asked. Let it be asked again about the new ones."),
            remedy="request_approval",
            remedy_given=_same_question(approval_request),
        )
    if expires_at is not None:
        approval_request.expires_at = expires_at
    if approval_request.expires_at is not None and approval_request.expires_at <= work.now:
        return Refusal(
            "invalid_input",
            mark("Field expires_at: the approval would end before it begins. Give a later time."),
            fields={"expires_at": "it lies in the past"},
        )
    _decide(work, approval_request, because)
    return None


@command(on="approval_request", touches=_IN_CASE, says=mark("{actor} rejected the approval: {because}"))
def reject_approval(work: Work, approval_request: ApprovalRequest, *, because: Words) -> None:
    """Reject what was asked for, with the reason."""
    _decide(work, approval_request, because)


@command(on="approval_request", touches=_IN_CASE, says=mark("{actor} revoked the approval: {because}"))
def revoke_approval(work: Work, approval_request: ApprovalRequest, *, because: Words) -> None:
    """Take a granted approval back; what was done under it stays done."""
    _decide(work, approval_request, because)


@command(on="approval_request", touches=_IN_CASE, says=mark("{actor} withdrew the question."))
def withdraw_approval(work: Work, approval_request: ApprovalRequest) -> None:
    """Withdraw a question that needs no answer any more."""
    _announce(work, approval_request)


@command(on="approval_request", touches=_IN_CASE, says=mark("The approval ran out."))
def expire_approval(work: Work, approval_request: ApprovalRequest) -> Refusal | None:
    """Let an approval end whose time has passed."""
    if approval_request.expires_at is None or approval_request.expires_at > work.now:
        return Refusal("not_yet_expired", mark("This approval has not run out yet. Revoke it instead."))
    _announce(work, approval_request)
    return None


def _is_outdated(asked: ApprovalRequest) -> bool:
    """Tell whether it asks about words that somebody has changed since (S2-R11)."""
    if asked.subject_type not in AUTHOR_OF:
        return False
    words = subject_of(asked.subject_type).model._default_manager.filter(pk=asked.subject_id)
    return not words.filter(version=asked.subject_version).exists()


def _same_question(asked: ApprovalRequest) -> dict[str, str]:
    return {
        "kind": asked.kind,
        "subject_type": asked.subject_type,
        "subject_id": str(asked.subject_id),
    }


def _decide(work: Work, asked: ApprovalRequest, because: str) -> None:
    asked.decided_by_id = work.actor.person_id
    asked.decided_at = work.at
    asked.decision_reason = because
    work.note(kind=asked.kind)
    _announce(work, asked)


def _announce(work: Work, asked: ApprovalRequest) -> None:
    work.emit(ApprovalDecided(asked.pk, asked.kind, work.target_state or asked.state))
