"""What every step of an escalation leaves behind: who took it, when, why, and the news of it."""

from __future__ import annotations

from collections.abc import Sequence

from firstfix.apps.escalations.events import EscalationChanged
from firstfix.apps.escalations.models import Escalation, EscalationStep, StepKind
from firstfix.kernel.commands import Touch, Work

__all__ = ["IN_CASE", "announce", "step"]

IN_CASE = (Touch("case", via="case_id"),)


def step(
    work: Work,
    escalation: Escalation,
    kind: StepKind,
    wording: str = "",
    *,
    reasons: Sequence[str] = (),
    answer: str = "",
) -> None:
    """Keep that the actor took this step, and announce it."""
    EscalationStep.objects.create(
        id=work.new_id("step"),
        escalation=escalation,
        kind=kind,
        reasons=list(reasons),
        answer=answer,
        wording=wording,
        taken_by_id=work.actor.person_id,
        taken_at=work.at,
    )
    announce(work, escalation)


def announce(work: Work, escalation: Escalation) -> None:
    """Announce the state that the escalation reaches."""
    state = work.target_state or escalation.state
    work.emit(EscalationChanged(escalation.pk, escalation.case_id, state))
