"""State that the parts used at a visit are all on record, or that none was used."""

from __future__ import annotations

from firstfix.apps.visits.commands.visit_steps import AROUND_VISIT, acting_person
from firstfix.apps.visits.models import PartsStatement, Visit
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Work, command

__all__ = ["state_parts"]


@command(
    on="visit",
    kind=Kind.RECORDING,
    touches=AROUND_VISIT,
    says=mark("{actor} stated that the parts used are all on record."),
)
def state_parts(work: Work, visit: Visit) -> None:
    """State that the parts used at this visit are all recorded; with none recorded: none was used."""
    stated = {
        "stated_by_id": acting_person(work),
        "stated_at": work.at,
        "received_at": work.now,
    }
    PartsStatement.objects.update_or_create(
        visit=visit, defaults=stated, create_defaults={"id": work.new_id("parts_statement"), **stated}
    )
