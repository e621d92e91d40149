"""Write down the hazards of a site."""

from __future__ import annotations

from firstfix.apps.directory.models import HazardKind, SafetyNotes, Site
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["write_safety_notes"]


@command(on="site", kind=Kind.RECORDING, says=mark("{actor} wrote down the hazards of the site: {wording}"))
def write_safety_notes(
    work: Work, site: Site, *, wording: Words, hazards: tuple[HazardKind, ...] = ()
) -> None:
    """Write down the hazards of the site, or that none is known; whoever goes there reads it first."""
    SafetyNotes.objects.create(
        id=work.new_id("safety_notes"),
        site=site,
        hazards=[hazard.value for hazard in hazards],
        wording=wording,
        written_by_id=work.actor.person_id,
        written_at=work.at,
    )
