"""Hold a job still while a command decides about it; inside commands."""

from __future__ import annotations

from firstfix.engines.verdict import mark
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.leases import Leased
from firstfix.kernel.refusal import Refusal

__all__ = ["holding_still", "is_asked_again"]


def holding_still(job: Job) -> Refusal | None:
    """Give why nothing can be decided about ``job`` now, or None; then no worker takes it meanwhile."""
    job.refresh_from_db(from_queryset=Job.objects.select_for_update())
    if job.state == Leased.State.LEASED:
        return Refusal(
            "job_is_running", mark("A worker is at it just now. Wait until it ended, then decide.")
        )
    if job.state == Leased.State.DONE or (job.state == Leased.State.DEAD and job.finished_at is not None):
        return Refusal("job_is_over", mark("The job is over: it was carried out, or somebody gave it up."))
    return None


def is_asked_again(job: Job) -> bool:
    """Tell whether another job for the same work waits or runs."""
    same = Job.objects.filter(
        unique_key=job.unique_key, state__in=[Leased.State.WAITING, Leased.State.LEASED]
    )
    return same.exclude(pk=job.pk).exists()
