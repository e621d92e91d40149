"""Who is away and who is on call."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.dispatching.events import AbsenceNoted
from firstfix.apps.dispatching.models import Absence, AbsenceKind, OnCallShift, OnCallTier
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Touch, Work, command
from firstfix.kernel.commands.inputs import Moment
from firstfix.kernel.refusal import Refusal

__all__ = ["note_absence", "plan_on_call"]


class AbsenceInput(Input):
    """Who is away, why, from when to when."""

    person_id: UUID
    kind: AbsenceKind
    start_at: Moment
    end_at: Moment


@command(
    on="absence",
    creates=True,
    touches=(Touch("person", given="person_id"),),
    says=mark("{actor} noted an absence."),
)
def note_absence(work: Work, given: AbsenceInput) -> Absence | Refusal:
    """Note that somebody will be away; what was planned for them needs a look."""
    if given.end_at <= given.start_at:
        return _backwards()
    absence = Absence.objects.create(
        id=work.subject_id,
        version=1,
        person=work.see("person", given.person_id),
        kind=given.kind,
        start_at=given.start_at,
        end_at=given.end_at,
        noted_by_id=work.actor.person_id,
        noted_at=work.at,
    )
    work.emit(AbsenceNoted(absence.pk, absence.person_id))
    return absence


class OnCallInput(Input):
    """Who is on call for which team, as which tier, from when to when."""

    team_id: UUID
    person_id: UUID
    start_at: Moment
    end_at: Moment
    tier: OnCallTier = OnCallTier.PRIMARY


@command(
    on="on_call_shift",
    creates=True,
    touches=(Touch("person", given="person_id"),),
    says=mark("{actor} planned an on-call shift."),
)
def plan_on_call(work: Work, given: OnCallInput) -> OnCallShift | Refusal:
    """Plan who is on call for a team."""
    if given.end_at <= given.start_at:
        return _backwards()
    return OnCallShift.objects.create(
        id=work.subject_id,
        version=1,
        team=work.see("team", given.team_id),
        person=work.see("person", given.person_id),
        tier=given.tier,
        start_at=given.start_at,
        end_at=given.end_at,
    )


def _backwards() -> Refusal:
    return Refusal(
        "invalid_input",
        mark("Field end_at: it ends before it starts. Check both times."),
        fields={"end_at": "before start_at"},
    )
