"""The receiver's side of an escalation: acknowledge, accept or return it, act on it, answer it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from firstfix.apps.escalations.commands.stepping import IN_CASE, step
from firstfix.apps.escalations.models import Answer, Escalation, ReturnReason, StepKind
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = [
    "accept_escalation",
    "acknowledge_escalation",
    "act_on_escalation",
    "answer_escalation",
    "return_escalation",
]


@command(on="escalation", touches=IN_CASE, says=mark("{actor} acknowledged the escalation."))
def acknowledge_escalation(work: Work, escalation: Escalation) -> None:
    """Say that the receiving team has seen it and will look at it."""
    step(work, escalation, StepKind.ACKNOWLEDGED)


@command(on="escalation", touches=IN_CASE, says=mark("{actor} accepted the escalation."))
def accept_escalation(work: Work, escalation: Escalation) -> None:
    """Accept the escalation as it is: from here the receiving team owes an answer."""
    step(work, escalation, StepKind.ACCEPTED)


@command(on="escalation", touches=IN_CASE, says=mark("{actor} returned the escalation: {words}"))
def return_escalation(
    work: Work,
    escalation: Escalation,
    *,
    reasons: Annotated[tuple[ReturnReason, ...], Field(min_length=1)],
    words: Words,
) -> None:
    """Return the escalation with reasons from the list, and say what is needed instead."""
    codes = [reason.value for reason in dict.fromkeys(reasons)]
    work.note(reasons=",".join(codes))
    step(work, escalation, StepKind.RETURNED, words, reasons=codes)


@command(on="escalation", touches=IN_CASE, says=mark("{actor} acts on the escalation: {words}"))
def act_on_escalation(work: Work, escalation: Escalation, *, words: Words) -> None:
    """Say what is being done about it: the first action that means something to those who wait."""
    step(work, escalation, StepKind.ACTED, words)


@command(on="escalation", touches=IN_CASE, says=mark("{actor} answered the escalation ({answer}): {words}"))
def answer_escalation(work: Work, escalation: Escalation, *, answer: Answer, words: Words) -> None:
    """Give what was asked for: a decision, a fix, a workaround or an authorisation."""
    step(work, escalation, StepKind.ANSWERED, words, answer=answer)
