"""Make the package of an escalation ready: word what is asked, complete it, or say that it is not."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.escalations.commands.stepping import IN_CASE, announce
from firstfix.apps.escalations.models import Ask, Escalation, EscalationReason
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Work, command
from firstfix.kernel.commands.inputs import Line, Words

__all__ = ["complete_escalation", "mark_escalation_incomplete", "write_escalation"]


class EscalationChange(Input):
    """Any part of what is asked; what is left out stays as it was."""

    to_team_id: UUID | None = None
    reason: EscalationReason | None = None
    ask: Ask | None = None
    title: Line | None = None
    question: Words | None = None
    skill_needed: Line | None = None


@command(
    on="escalation",
    touches=IN_CASE,
    edits=("to_team", "reason", "ask", "title", "question", "skill_needed"),
    says=mark("{actor} changed what the escalation asks."),
)
def write_escalation(work: Work, escalation: Escalation, given: EscalationChange) -> None:
    """Change what is asked, why, or of which team, as long as the receiver does not have it."""
    for name in ("reason", "ask", "title", "question", "skill_needed"):
        value = getattr(given, name)
        if value is not None:
            setattr(escalation, name, value)
    if given.to_team_id is not None:
        escalation.to_team = work.see("team", given.to_team_id)


@command(on="escalation", touches=IN_CASE, says=mark("{actor} completed the escalation's package."))
def complete_escalation(work: Work, escalation: Escalation) -> None:
    """Say that the package is complete; its gate names what the receiver would have to ask for."""
    announce(work, escalation)


@command(on="escalation", touches=IN_CASE, says=mark("{actor} found the package incomplete: {because}"))
def mark_escalation_incomplete(work: Work, escalation: Escalation, *, because: Words) -> None:
    """Say what the package still lacks, beyond what its gate asks for."""
    announce(work, escalation)
