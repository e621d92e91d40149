"""Forget background work that was done long ago: payloads may hold words, and jobs come by the minute."""

from __future__ import annotations

from datetime import timedelta

from firstfix.kernel import clock
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.jobs.running import JobRun

__all__ = ["KEPT_FOR", "TIDY_EVERY", "tidy_jobs"]

TIDY_EVERY = timedelta(days=1)
# A reaction that is tried again finds its job by its id and asks for no second one; its tries end within
# the hour (leases.MAX_ATTEMPTS), and a month lets people look back.
KEPT_FOR = timedelta(days=30)


def tidy_jobs(_run: JobRun) -> dict[str, int]:
    """Carry out the job: delete what was done or given up so long ago."""
    over = Job.objects.filter(
        state__in=[Job.State.DONE, Job.State.DEAD], finished_at__lt=clock.now() - KEPT_FOR
    )
    return {"forgotten_count": over.delete()[0]}
