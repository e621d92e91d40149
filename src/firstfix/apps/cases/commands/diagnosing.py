"""Diagnose: what was tried without a visit, the basics, and hypotheses judged by named persons."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from firstfix.apps.cases.models import (
    BasicFinding,
    BasicsAnswer,
    Case,
    FaultLayer,
    Hypothesis,
    RemoteAttempt,
    RemoteResult,
)
from firstfix.engines.readiness import Basic
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Kind, Touch, Work, command
from firstfix.kernel.commands.inputs import Line, Words
from firstfix.kernel.refusal import Refusal

__all__ = [
    "answer_basic",
    "confirm_hypothesis",
    "correct_hypothesis",
    "propose_hypothesis",
    "record_remote_attempt",
    "refute_hypothesis",
    "support_hypothesis",
]


class RemoteAttemptInput(Input):
    """What was tried and how it ended; where nothing could be tried, ``words`` say why."""

    result: RemoteResult
    words: Words
    session_reference: Line | Literal[""] = ""


@command(on="case", kind=Kind.RECORDING, says=mark("{actor} tried without a visit ({result}): {words}"))
def record_remote_attempt(work: Work, case: Case, given: RemoteAttemptInput) -> None:
    """Record what was tried without a visit, or why nothing could be."""
    is_ruled_out = given.result == RemoteResult.RULED_OUT
    RemoteAttempt.objects.create(
        id=work.new_id("remote_attempt"),
        case=case,
        result=given.result,
        tried="" if is_ruled_out else given.words,
        ruled_out_because=given.words if is_ruled_out else "",
        session_reference=given.session_reference,
        attempted_by_id=work.actor.person_id,
        attempted_at=work.at,
    )


class BasicsInput(Input):
    """One basic, what a look at it showed, and in words what was seen or why it was waived."""

    basic: Basic
    answer: BasicFinding
    words: Words | Literal[""] = ""


@command(on="case", kind=Kind.RECORDING, says=mark("{actor} looked at the basics: {basic} {answer}. {words}"))
def answer_basic(work: Work, case: Case, given: BasicsInput) -> Refusal | None:
    """Answer one of the basics: sound, faulty, or waived with a reason."""
    is_waived = given.answer == BasicFinding.WAIVED
    if is_waived and not given.words:
        return Refusal(
            "waiver_needs_a_reason",
            mark("Field words: say why {basic} need not be looked at, or look at it."),
            {"basic": given.basic.value},
            fields={"words": "needed for a waiver"},
        )
    BasicsAnswer.objects.create(
        id=work.new_id("basics"),
        case=case,
        basic=given.basic,
        answer=given.answer,
        finding="" if is_waived else given.words,
        waived_because=given.words if is_waived else "",
        answered_by_id=work.actor.person_id,
        answered_at=work.at,
    )
    return None


class HypothesisInput(Input):
    """A suspected cause, the layer it lies in, and what would prove or refute it."""

    case_id: UUID
    statement: Words
    layer: FaultLayer
    next_step: Words | Literal[""] = ""
    corrects_id: UUID | None = None


@command(
    on="hypothesis",
    creates=True,
    touches=(Touch("case", given="case_id"),),
    says=mark("{actor} suspects ({layer}): {statement}"),
)
def propose_hypothesis(work: Work, given: HypothesisInput) -> Hypothesis:
    """Write down a suspected cause and what would prove or refute it."""
    return Hypothesis.objects.create(
        id=work.subject_id,
        version=1,
        case=work.see("case", given.case_id),
        statement=given.statement,
        layer=given.layer,
        next_step=given.next_step,
        corrects=given.corrects_id and work.see("hypothesis", given.corrects_id),
        stated_by_id=work.actor.person_id,
        stated_at=work.at,
    )


_IN_CASE = (Touch("case", via="case_id"),)


@command(on="hypothesis", touches=_IN_CASE, says=mark("{actor} found support for a hypothesis: {because}"))
def support_hypothesis(work: Work, hypothesis: Hypothesis, *, because: Words) -> None:
    """Say that the linked evidence supports the hypothesis."""
    _judge(work, hypothesis, because)


@command(on="hypothesis", touches=_IN_CASE, says=mark("{actor} refuted a hypothesis: {because}"))
def refute_hypothesis(work: Work, hypothesis: Hypothesis, *, because: Words) -> None:
    """Say that the linked evidence refutes the hypothesis."""
    _judge(work, hypothesis, because)


@command(on="hypothesis", touches=_IN_CASE, says=mark("{actor} confirmed a hypothesis: {because}"))
def confirm_hypothesis(work: Work, hypothesis: Hypothesis, *, because: Words) -> None:
    """Say that the linked evidence proves the hypothesis."""
    _judge(work, hypothesis, because)


@command(on="hypothesis", touches=_IN_CASE, says=mark("{actor} corrected a hypothesis: {because}"))
def correct_hypothesis(work: Work, hypothesis: Hypothesis, *, because: Words) -> None:
    """Say that it was something else; the new hypothesis cites this one."""
    _judge(work, hypothesis, because)


def _judge(work: Work, hypothesis: Hypothesis, because: str) -> None:
    hypothesis.judged_by_id = work.actor.person_id
    hypothesis.judged_at = work.at
    hypothesis.judgement = because
