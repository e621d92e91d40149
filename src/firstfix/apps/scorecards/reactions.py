"""What time and the ledger bring about: the figures follow, and are computed anew where they must be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from firstfix.apps.scorecards.commands import follow, look_through, rebuild, rebuild_scorecards
from firstfix.apps.scorecards.queries.definitions import EDITION
from firstfix.apps.scorecards.queries.state import state_of_figures
from firstfix.kernel import clock
from firstfix.kernel.commands import Channel, CommandContext
from firstfix.kernel.identity import system_actor
from firstfix.kernel.jobs.running import JobRun

__all__ = ["FOLLOW_EVERY", "LOOK_EVERY", "compute_scorecards", "follow_ledger", "look_through_ledger"]

# A figure over weeks that is a minute old is fresh; a page says how old it is.
FOLLOW_EVERY = timedelta(minutes=1)
LOOK_EVERY = timedelta(hours=6)
# After a day a rebuild that did not end is asked for again.
_GIVEN_UP_AFTER = timedelta(days=1)


def follow_ledger(run: JobRun) -> Mapping[str, int]:
    """Carry out the job ``follow_ledger``: bring the figures up to the ledger, batch by batch."""
    state, now = state_of_figures(), clock.now()
    is_given_up = state.asked_at is not None and now - state.asked_at > _GIVEN_UP_AFTER
    if is_given_up or (state.is_of_another_edition and state.asked_at is None):
        rebuild_scorecards(_context(now.date().isoformat()), because="The definitions have changed.")
        return {"case_count": 0}
    total = 0
    while count := follow(now):
        total += count
        run.progress(total, total)
    return {"case_count": total}


def compute_scorecards(run: JobRun) -> Mapping[str, int]:
    """Carry out the job ``compute_scorecards``: compute all figures anew."""
    asked = UUID(str(run.payload["rebuild_id"]))
    return {"case_count": rebuild(asked, clock.now(), beat=run.progress)}


def look_through_ledger(run: JobRun) -> Mapping[str, int]:
    """Carry out the job ``look_through_ledger``: find what the figures hide, over all cases together."""
    return {"case_count": look_through(clock.now(), beat=run.progress)}


def _context(day: str) -> CommandContext:
    # The day is part of the id: asked for again within it, it is a replay.
    named = f"firstfix:scorecards:{EDITION}:{day}"
    return CommandContext(
        actor=system_actor("time"), command_id=uuid5(NAMESPACE_URL, named), channel=Channel.JOB
    )
