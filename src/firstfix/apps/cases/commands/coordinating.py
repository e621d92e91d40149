"""Coordinate a grave case: who commands it, and how often the customer hears (S2-R16)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from firstfix.apps.cases.models import Case, IncidentCommand, UpdateCadence
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.refusal import Refusal

__all__ = ["set_update_cadence", "take_command"]

# Updates that come more seldom than once a week keep nobody informed.
_WEEK_MINUTES = 7 * 24 * 60
_Often = Annotated[int, Field(strict=True, ge=1, le=_WEEK_MINUTES)]


@command(on="case", says=mark("{actor} took command of the incident."))
def take_command(work: Work, case: Case) -> Refusal | None:
    """Take the coordination of a Sev1 case; from then on its cadence and its swarm are one's own."""
    if case.severity != 1:
        return Refusal(
            "not_sev1",
            mark("Command is taken of a Sev1 case; this one is not. Let its severity be changed first."),
            remedy="change_severity",
        )
    commander = commander_of(case)
    if commander is not None and commander.commander_id == work.actor.person_id:
        return Refusal("commands_already", mark("You command this incident already."))
    IncidentCommand.objects.create(
        id=work.new_id("incident_command"),
        case=case,
        commander_id=work.actor.person_id,
        taken_at=work.now,
    )
    return None


@command(on="case", says=mark("{actor} set that the customer hears every {every_minutes} minutes."))
def set_update_cadence(work: Work, case: Case, *, every_minutes: _Often) -> Refusal | None:
    """Set how often the customer is told how it stands; in Sev1 the incident commander does (S2-R16)."""
    commander = commander_of(case) if case.severity == 1 else None
    if commander is not None and commander.commander_id != work.actor.person_id:
        return Refusal(
            "another_commands",
            mark("{name} commands this incident. Ask them, or take command first."),
            {"name": commander.commander.name},
            remedy="take_command",
        )
    UpdateCadence.objects.create(
        id=work.new_id("cadence"),
        case=case,
        every_minutes=every_minutes,
        set_by_id=work.actor.person_id,
        set_at=work.now,
    )
    return None


def commander_of(case: Case) -> IncidentCommand | None:
    """Give who commands the case, if anybody took command of it."""
    return case.incident_commands.select_related("commander").order_by("taken_at", "id").last()
