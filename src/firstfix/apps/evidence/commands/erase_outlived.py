"""The nightly look for what has outlived its retention."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from firstfix.apps.evidence.commands.erase_case_content import erase_case_content
from firstfix.apps.evidence.commands.outliving import Outlived, outlived
from firstfix.kernel import clock
from firstfix.kernel.commands import Channel, CommandContext
from firstfix.kernel.identity import system_actor
from firstfix.kernel.jobs.running import JobRun
from firstfix.kernel.refusal import Refusal

__all__ = ["ERASE_EVERY", "erase_outlived", "erase_outlived_case"]

# Retention is told in days.
ERASE_EVERY = timedelta(days=1)
_ACTOR = system_actor("retention")


def erase_outlived(run: JobRun) -> dict[str, int]:
    """Carry out the job: erase what is due, case by case; what is on hold waits."""
    now, counts = clock.now(), {"erased_count": 0, "held_count": 0, "refused_count": 0}
    for place, due in enumerate(list(outlived(now)), start=1):
        counts[_outcome(due, now)] += 1
        run.progress(place, place)
    return counts


def erase_outlived_case(due: Outlived, now: datetime) -> Refusal | None:
    """Erase one case's content, and give why not where it was refused.

    The day is part of the command's id: what was refused today may be right tomorrow.
    """
    name = f"firstfix:retention:{due.case.pk}:{due.ended_at.isoformat()}:{now:%Y-%m-%d}"
    context = CommandContext(_ACTOR, uuid5(NAMESPACE_URL, name), Channel.JOB)
    answer = erase_case_content(context, due.case.pk)
    return answer if isinstance(answer, Refusal) else None


def _outcome(due: Outlived, now: datetime) -> str:
    if due.is_held:
        return "held_count"
    return "erased_count" if erase_outlived_case(due, now) is None else "refused_count"
