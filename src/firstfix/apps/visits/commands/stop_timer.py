"""Stop to count one's own time."""

from __future__ import annotations

from firstfix.apps.visits.models import TimeEntry
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Touch, Work, command
from firstfix.kernel.refusal import Refusal

__all__ = ["stop_timer"]


@command(
    on="time_entry",
    kind=Kind.RECORDING,
    touches=(Touch("case", via="case_id"),),
    says=mark("{actor} stopped counting time."),
)
def stop_timer(work: Work, entry: TimeEntry) -> Refusal | None:
    """Stop counting your time as of now."""
    if entry.ended_at is not None:
        return Refusal(
            "timer_stopped",
            mark("This time ended at {ended_at} (UTC) already. Correct it if that is wrong."),
            {"ended_at": f"{entry.ended_at:%Y-%m-%d %H:%M}"},
            remedy="correct_time",
        )
    if work.at <= entry.started_at:
        return Refusal(
            "timer_not_begun",
            mark("This time starts only at {started_at} (UTC). Check the clock of your device."),
            {"started_at": f"{entry.started_at:%Y-%m-%d %H:%M}"},
        )
    entry.ended_at = work.at
    return None
