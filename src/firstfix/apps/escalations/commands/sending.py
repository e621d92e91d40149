"""The sender's side of an escalation: submit it, take the answer, close it or take it back."""

from __future__ import annotations

from firstfix.apps.escalations.commands.stepping import IN_CASE, step
from firstfix.apps.escalations.models import Escalation, StepKind
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = [
    "close_escalation",
    "confirm_escalation",
    "reopen_escalation",
    "submit_escalation",
    "withdraw_escalation",
]


@command(on="escalation", touches=IN_CASE, says=mark("{actor} submitted the escalation: {because}"))
def submit_escalation(work: Work, escalation: Escalation, *, because: Words) -> None:
    """Submit the escalation; a person says why it is time to (S2-Z01)."""
    work.note(reason=escalation.reason, ask=escalation.ask)
    step(work, escalation, StepKind.SUBMITTED, because)


@command(on="escalation", touches=IN_CASE, says=mark("{actor} confirmed that the answer helps."))
def confirm_escalation(work: Work, escalation: Escalation) -> None:
    """Confirm that what was given answers what was asked."""
    step(work, escalation, StepKind.CONFIRMED)


@command(on="escalation", touches=IN_CASE, says=mark("{actor} reopened the escalation: {because}"))
def reopen_escalation(work: Work, escalation: Escalation, *, because: Words) -> None:
    """Say that the answer did not hold; the receiver goes on."""
    step(work, escalation, StepKind.REOPENED, because)


@command(on="escalation", touches=IN_CASE, says=mark("{actor} closed the escalation."))
def close_escalation(work: Work, escalation: Escalation) -> None:
    """Close the escalation once its answer was confirmed."""
    step(work, escalation, StepKind.CLOSED)


@command(on="escalation", touches=IN_CASE, says=mark("{actor} took the escalation back: {because}"))
def withdraw_escalation(work: Work, escalation: Escalation, *, because: Words) -> None:
    """Take the escalation back because nobody needs it any more."""
    step(work, escalation, StepKind.WITHDRAWN, because)
