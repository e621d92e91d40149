"""Correct a time entry; what it said before stays in the ledger."""

from __future__ import annotations

from firstfix.apps.visits.models import TimeEntry, TimeKind
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Touch, Work, command
from firstfix.kernel.commands.inputs import Moment, Words
from firstfix.kernel.refusal import Refusal

__all__ = ["TimeCorrection", "correct_time"]


class TimeCorrection(Input):
    """What the entry should say, and why; what is left out stays."""

    because: Words
    started_at: Moment | None = None
    ended_at: Moment | None = None
    kind: TimeKind | None = None


@command(
    on="time_entry",
    touches=(Touch("case", via="case_id"),),
    edits=("started_at", "ended_at", "kind"),
    says=mark("{actor} corrected a time entry: {because}"),
)
def correct_time(work: Work, entry: TimeEntry, given: TimeCorrection) -> Refusal | None:
    """Correct when the time was, or what it was spent on, with the reason."""
    entry.started_at = given.started_at or entry.started_at
    entry.ended_at = given.ended_at or entry.ended_at
    entry.kind = given.kind or entry.kind
    if entry.ended_at is None or entry.started_at < entry.ended_at:
        return None
    return Refusal(
        "invalid_input",
        mark("Field ended_at: the time ends before it starts. Check both."),
        fields={"ended_at": "before started_at"},
    )
