"""Offer a case to another person; until they accept, its owner stays its owner (S0-P01)."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from firstfix.apps.cases.events import HandOverOffered
from firstfix.apps.cases.models import Case, HandOver
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Touch, Work, command
from firstfix.kernel.commands.inputs import Line, Words
from firstfix.kernel.refusal import Refusal

__all__ = ["HandOverOffer", "offer_hand_over"]


class HandOverOffer(Input):
    """Whom the case goes to, what is known and what comes next, and why it passes on."""

    case_id: UUID
    to_person_id: UUID
    to_team_id: UUID
    summary: Words
    because: Words
    skill_needed: Line | Literal[""] = ""


@command(
    on="hand_over",
    creates=True,
    touches=(Touch("case", given="case_id"),),
    says=mark("{actor} offered to hand the case over: {because}"),
)
def offer_hand_over(work: Work, given: HandOverOffer) -> HandOver | Refusal:
    """Offer the case to another person; until they accept, its owner stays its owner."""
    case: Case = work.see("case", given.case_id)
    receiver = work.see("person", given.to_person_id)
    if receiver.pk == case.owner_id:
        return Refusal("owner_already", mark("{name} owns this case already."), {"name": receiver.name})
    if case.hand_overs.unanswered().exists():
        return Refusal(
            "hand_over_open",
            mark("Another hand-over of this case waits for its answer. Withdraw it first."),
            remedy="withdraw_hand_over",
        )
    offered = HandOver.objects.create(
        id=work.subject_id,
        version=1,
        case=case,
        from_person_id=case.owner_id,
        to_person=receiver,
        to_team=work.see("team", given.to_team_id),
        summary=given.summary,
        reason=given.because,
        skill_needed=given.skill_needed,
        offered_at=work.at,
    )
    work.emit(HandOverOffered(offered.pk, case.pk, receiver.pk))
    return offered
