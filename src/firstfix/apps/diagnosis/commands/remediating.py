"""The steps of a remediation: ask the customer, take their word, close it by proof, or take it back."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from firstfix.apps.diagnosis.events import RemediationChanged
from firstfix.apps.diagnosis.models import DiagnosticRun, Remediation, RemediationStep, RemediationStepKind
from firstfix.apps.diagnosis.queries import customers_people
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Touch, Work, command
from firstfix.kernel.commands.inputs import Moment, Words
from firstfix.kernel.refusal import Refusal

__all__ = [
    "answer_remediation",
    "ask_remediation",
    "close_remediation",
    "keep_step",
    "reopen_remediation",
    "withdraw_remediation",
]

_IN_ORDER = (Touch("work_order", via="work_order_id"), Touch("case", via="work_order__case_id"))


@command(
    on="remediation",
    touches=_IN_ORDER,
    edits=("owner", "due_at"),
    says=mark("{actor} asked the customer to put something right by {due_at}."),
    is_public=True,
)
def ask_remediation(
    work: Work, remediation: Remediation, *, owner_id: UUID, due_at: Moment
) -> Refusal | None:
    """Ask a person of the customer to put it right by a date; from then on the customer sees it (S1-D17)."""
    if not customers_people(remediation.work_order).filter(pk=owner_id).exists():
        return Refusal(
            "remediation_needs_an_owner",
            mark("Field owner_id: who puts it right is a person of the customer. Choose one of theirs."),
            fields={"owner_id": "a person of the customer"},
        )
    remediation.owner_id = owner_id
    remediation.due_at = due_at
    keep_step(work, remediation, RemediationStepKind.ASKED)
    return None


@command(
    on="remediation",
    kind=Kind.RECORDING,
    touches=_IN_ORDER,
    says=mark("{actor} said that something asked for is put right. {words}"),
    is_public=True,
)
def answer_remediation(work: Work, remediation: Remediation, *, words: Words | Literal[""] = "") -> None:
    """Say that it is put right; a later run has to show it before it counts."""
    keep_step(work, remediation, RemediationStepKind.ANSWERED, words)


@command(
    on="remediation",
    touches=_IN_ORDER,
    says=mark("{actor} closed a remediation: a later run shows that it is mended."),
    is_public=True,
)
def close_remediation(work: Work, remediation: Remediation, *, run_id: UUID) -> None:
    """Close it by a later run in which the very check that failed holds."""
    keep_step(work, remediation, RemediationStepKind.CLOSED, run=_run(run_id))


@command(
    on="remediation",
    touches=_IN_ORDER,
    says=mark("{actor} reopened a remediation: a later run shows it again."),
    is_public=True,
)
def reopen_remediation(work: Work, remediation: Remediation, *, run_id: UUID) -> None:
    """Reopen it by a later run in which the check fails still, or again."""
    run = _run(run_id)
    keep_step(work, remediation, RemediationStepKind.SHOWN_AGAIN, run=run)
    remediation.found_in = run


@command(on="remediation", touches=_IN_ORDER, says=mark("{actor} withdrew a remediation: {because}"))
def withdraw_remediation(work: Work, remediation: Remediation, *, because: Words) -> None:
    """Take it back with a reason: it is not the customer's, or nobody needs it any more."""
    keep_step(work, remediation, RemediationStepKind.WITHDRAWN, because)


def keep_step(
    work: Work,
    remediation: Remediation,
    kind: RemediationStepKind,
    wording: str = "",
    *,
    run: DiagnosticRun | None = None,
) -> None:
    """Keep that a remediation went a step, and announce the state that it reaches."""
    RemediationStep.objects.create(
        id=work.new_id(f"step:{kind}:{remediation.pk}"),
        remediation=remediation,
        kind=kind,
        wording=wording,
        run=run,
        taken_by_id=work.actor.person_id,
        taken_at=work.at,
    )
    is_own = work.subject_type == "remediation"
    state = work.target_state if is_own and work.target_state else remediation.state
    work.emit(RemediationChanged(remediation.pk, remediation.work_order_id, state))


def _run(run_id: UUID) -> DiagnosticRun:
    # The gate has looked at it: it is a later one of the same work order.
    return DiagnosticRun.objects.get(pk=run_id)
