"""Promise something to somebody by a time, and keep, move or withdraw the promise (S1-F17, S2-X10)."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from firstfix.apps.cases.commands.approval_use import under_approval
from firstfix.apps.cases.events import CommitmentMade
from firstfix.apps.cases.models import ApprovalKind, Case, Commitment
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Touch, Work, command
from firstfix.kernel.commands.inputs import Line, Moment, Words
from firstfix.kernel.refusal import Refusal

__all__ = [
    "keep_commitment",
    "make_commitment",
    "miss_commitment",
    "renegotiate_commitment",
    "withdraw_commitment",
]

_IN_CASE = (Touch("case", via="case_id"),)


class Promise(Input):
    """What is promised to whom by when; ``owner_id`` keeps it (left out: who promises).

    ``exception`` names what goes beyond the contract: a target of the customer's own, or a credit. Such
    a promise needs a manager's approval about the case (S2-R09).
    """

    case_id: UUID
    what: Words
    due_at: Moment
    to_person_id: UUID | None = None
    to_whom: Line | Literal[""] = ""
    owner_id: UUID | None = None
    exception: Literal["bespoke_target", "credit"] | None = None


@command(
    on="commitment",
    creates=True,
    touches=(Touch("case", given="case_id"),),
    says=mark("{actor} promised by {due_at}: {what}"),
    is_public=True,
)
def make_commitment(work: Work, given: Promise) -> Commitment | Refusal:
    """Promise something to somebody by a time."""
    if given.due_at <= work.now:
        return _is_past()
    case: Case = work.see("case", given.case_id)
    if given.exception is not None:
        under_approval(work, ApprovalKind.COMMITMENT_EXCEPTION, "case", case.pk)
    made = Commitment.objects.create(
        id=work.subject_id,
        version=1,
        case=case,
        what=given.what,
        to_person_id=given.to_person_id and work.see("person", given.to_person_id).pk,
        to_whom=given.to_whom or ("" if given.to_person_id else str(case.organization)),
        owner_id=given.owner_id or work.actor.person_id,
        made_at=work.at,
        due_at=given.due_at,
    )
    work.emit(CommitmentMade(made.pk, case.pk, made.due_at))
    return made


@command(on="commitment", touches=_IN_CASE, says=mark("{actor} kept a promise."), is_public=True)
def keep_commitment(work: Work, commitment: Commitment) -> None:
    """Say that the promise was kept."""
    commitment.settled_at = work.at


@command(
    on="commitment",
    touches=_IN_CASE,
    edits=("due_at",),
    says=mark("{actor} moved a promise to {due_at}: {because}"),
    is_public=True,
)
def renegotiate_commitment(work: Work, commitment: Commitment, *, due_at: Moment, because: Words) -> None:
    """Agree on a new time with whom it was promised to; moves are counted."""
    commitment.due_at = due_at
    commitment.moved_count += 1


@command(on="commitment", touches=_IN_CASE, says=mark("A promise was not kept in time."))
def miss_commitment(work: Work, commitment: Commitment) -> Refusal | None:
    """Note that the promised time has passed."""
    if commitment.due_at > work.now:
        return Refusal("not_yet_due", mark("This promise is not due yet."))
    return None


@command(
    on="commitment", touches=_IN_CASE, says=mark("{actor} withdrew a promise: {because}"), is_public=True
)
def withdraw_commitment(work: Work, commitment: Commitment, *, because: Words) -> None:
    """Withdraw a promise, with the reason."""
    commitment.settled_at = work.at


def _is_past() -> Refusal:
    return Refusal(
        "invalid_input",
        mark("Field due_at: it lies in the past. Promise a time that can still be kept."),
        fields={"due_at": "it lies in the past"},
    )
