"""Record time that is over: work, travel, on call, help for a colleague, waiting (S0-P08)."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.visits.commands.timing import TimeSubject, new_entry
from firstfix.apps.visits.models import TimeEntry
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Touch, Work, command
from firstfix.kernel.commands.inputs import Moment
from firstfix.kernel.refusal import Refusal

__all__ = ["TimeInput", "record_time"]


class TimeInput(TimeSubject):
    """What the time was spent on, from when to when; ``person_id`` is left out for oneself."""

    started_at: Moment
    ended_at: Moment
    person_id: UUID | None = None


@command(
    on="time_entry",
    creates=True,
    kind=Kind.RECORDING,
    touches=(Touch("case", given="case_id"), Touch("visit", given="visit_id")),
    says=mark("{actor} recorded time ({kind}) from {started_at} to {ended_at}."),
)
def record_time(work: Work, given: TimeInput) -> TimeEntry | Refusal:
    """Record time that is over, on a visit or without one."""
    if given.ended_at <= given.started_at:
        return Refusal(
            "invalid_input",
            mark("Field ended_at: the time ends before it starts. Check both."),
            fields={"ended_at": "before started_at"},
        )
    entry = new_entry(work, given, given.person_id)
    entry.started_at, entry.ended_at = given.started_at, given.ended_at
    entry.save(force_insert=True)
    return entry
