"""Who answers for a case: one named person always; a hand-over counts when its receiver accepts (S0-P01)."""

from __future__ import annotations

from firstfix.apps.cases.events import HandOverAnswered, OwnerChanged
from firstfix.apps.cases.models import Case, HandOver, HandOverAnswer, HandOverResult
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work, command
from firstfix.kernel.commands.inputs import Words
from firstfix.kernel.refusal import Refusal

__all__ = ["accept_hand_over", "return_hand_over", "take_case", "withdraw_hand_over"]

_IN_CASE = (Touch("case", via="case_id"),)


@command(on="case", edits=("owner",), says=mark("{actor} took the case."), is_public=True)
def take_case(work: Work, case: Case) -> Refusal | None:
    """Take a case of one's own team's queue; from then on one answers for it."""
    if case.owner_id == work.actor.person_id:
        return Refusal("owner_already", mark("You own this case already."))
    previous_id, case.owner_id = case.owner_id, work.actor.person_id
    work.emit(OwnerChanged(case.pk, previous_id, case.owner_id))
    return None


@command(on="hand_over", touches=_IN_CASE, says=mark("{actor} accepted the hand-over."))
def accept_hand_over(work: Work, hand_over: HandOver) -> Refusal | None:
    """Accept a case that was offered; from then on the receiver owns it."""
    refusal = _answer(work, hand_over, HandOverResult.ACCEPTED, "")
    if refusal is None:
        Case.objects.filter(pk=hand_over.case_id).update(
            owner_id=hand_over.to_person_id, team_id=hand_over.to_team_id
        )
        work.touch("case", hand_over.case_id, edited=("owner", "team"))
        work.emit(OwnerChanged(hand_over.case_id, hand_over.from_person_id, hand_over.to_person_id))
    return refusal


@command(on="hand_over", touches=_IN_CASE, says=mark("{actor} returned the hand-over: {because}"))
def return_hand_over(work: Work, hand_over: HandOver, *, because: Words) -> Refusal | None:
    """Return a case that was offered, with the reason; it is counted as a bounce."""
    refusal = _answer(work, hand_over, HandOverResult.RETURNED, because)
    if refusal is None:
        case = Case.objects.get(pk=hand_over.case_id)
        Case.objects.filter(pk=case.pk).update(bounce_count=case.bounce_count + 1)
    return refusal


@command(on="hand_over", touches=_IN_CASE, says=mark("{actor} withdrew the hand-over."))
def withdraw_hand_over(work: Work, hand_over: HandOver) -> Refusal | None:
    """Withdraw an offer that was not answered yet."""
    return _answer(work, hand_over, HandOverResult.WITHDRAWN, "")


def _answer(work: Work, hand_over: HandOver, result: HandOverResult, because: str) -> Refusal | None:
    if HandOverAnswer.objects.filter(hand_over=hand_over).exists():
        return Refusal("already_answered", mark("This hand-over was answered already."))
    HandOverAnswer.objects.create(
        id=work.new_id("answer"),
        hand_over=hand_over,
        result=result,
        reason=because,
        answered_by_id=work.actor.person_id,
        answered_at=work.at,
    )
    work.emit(HandOverAnswered(hand_over.pk, hand_over.case_id, result.value))
    return None
