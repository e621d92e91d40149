"""Let a job that failed for good run again, or one that waits run now."""

from __future__ import annotations

from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.jobs.holding import holding_still, is_asked_again
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.refusal import Refusal

__all__ = ["retry_job"]


@command(on="job", says=mark("{actor} let a background job run again: {name}."))
def retry_job(work: Work, job: Job) -> Refusal | None:
    """Let a job run now, with all its tries again; what it did before it does not do twice."""
    refusal = holding_still(job)
    if refusal is not None:
        return refusal
    if job.unique_key and is_asked_again(job):
        return Refusal(
            "asked_again_already",
            mark("The same work was asked for again and waits already. Give this one up."),
        )
    job.state, job.run_at, job.attempts, job.finished_at = Job.State.WAITING, work.now, 0, None
    work.note(name=job.name)
    return None
