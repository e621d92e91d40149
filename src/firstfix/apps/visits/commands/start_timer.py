"""Start to count one's own time."""

from __future__ import annotations

from firstfix.apps.visits.commands.timing import TimeSubject, new_entry
from firstfix.apps.visits.commands.visit_steps import end_time
from firstfix.apps.visits.models import TimeEntry
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Touch, Work, command

__all__ = ["start_timer"]


@command(
    on="time_entry",
    creates=True,
    kind=Kind.RECORDING,
    touches=(Touch("case", given="case_id"), Touch("visit", given="visit_id")),
    says=mark("{actor} started to count time ({kind})."),
)
def start_timer(work: Work, given: TimeSubject) -> TimeEntry:
    """Start to count your time as of now; what ran before ends."""
    entry = new_entry(work, given)
    end_time(work, entry.person_id)
    entry.save(force_insert=True)
    return entry
