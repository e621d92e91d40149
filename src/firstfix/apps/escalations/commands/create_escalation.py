"""Begin an escalation: what is asked of which team, and why somebody else is needed."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from firstfix.apps.escalations.events import EscalationCreated
from firstfix.apps.escalations.models import Ask, Escalation, EscalationReason
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Touch, Work, command
from firstfix.kernel.commands.inputs import Line, Words

__all__ = ["EscalationInput", "create_escalation"]


class EscalationInput(Input):
    """The ask to one team about one case; ``skill_needed`` is what those who have the case lack."""

    case_id: UUID
    to_team_id: UUID
    reason: EscalationReason
    ask: Ask
    title: Line
    question: Words
    skill_needed: Line | Literal[""] = ""


@command(
    on="escalation",
    creates=True,
    touches=(Touch("case", given="case_id"),),
    says=mark("{actor} began an escalation: {title}"),
)
def create_escalation(work: Work, given: EscalationInput) -> Escalation:
    """Begin an escalation with an explicit ask; the receiver sees it once a person submitted it."""
    case = work.see("case", given.case_id)
    escalation = Escalation.objects.create(
        id=work.subject_id,
        version=1,
        case=case,
        to_team=work.see("team", given.to_team_id),
        reason=given.reason,
        ask=given.ask,
        title=given.title,
        question=given.question,
        skill_needed=given.skill_needed,
        created_by_id=work.actor.person_id,
        created_at=work.at,
    )
    work.emit(EscalationCreated(escalation.pk, case.pk))
    return escalation
