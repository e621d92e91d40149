"""Give a job up: it runs no more, and nobody needs to look at it."""

from __future__ import annotations

from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Line
from firstfix.kernel.jobs.holding import holding_still
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.refusal import Refusal

__all__ = ["give_up_job"]


@command(on="job", says=mark("{actor} gave a background job up: {name}. {because}"))
def give_up_job(work: Work, job: Job, *, because: Line) -> Refusal | None:
    """Give up a job that waits or failed, with the reason; it stays on record."""
    refusal = holding_still(job)
    if refusal is not None:
        return refusal
    job.state, job.finished_at, job.note = Job.State.DEAD, work.now, because
    work.note(name=job.name)
    return None
