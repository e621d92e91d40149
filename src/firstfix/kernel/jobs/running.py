"""Ask for background work, and carry it out under a lease with visible progress."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from firstfix.kernel import clock, leases
from firstfix.kernel.ids import new_id
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.locks import give_way

__all__ = [
    "Handler",
    "HopelessJob",
    "JobRun",
    "ask_again_every",
    "enqueue",
    "handle",
    "job_names",
    "run_due_jobs",
    "show_earlier_progress",
]

logger = logging.getLogger(__name__)


class JobRun:
    """One job while it runs: its payload, and where to show progress."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.payload: Mapping[str, Any] = job.payload

    def progress(self, done_count: int, total_count: int, note: str = "") -> None:
        """Show how far the job is, renew its lease so that nobody else takes it, and let others write.

        A job that writes more than a few rows calls it between its transactions.
        """
        self.job.progress_count, self.job.total_count, self.job.note = done_count, total_count, note[:300]
        self.job.leased_until = clock.now() + timedelta(seconds=leases.LEASE_SECONDS)
        self.job.save(update_fields=["progress_count", "total_count", "note", "leased_until"])
        give_way()


class HopelessJob(Exception):
    """A handler raises this from the error where no further try would help: the job is laid aside."""


Handler = Callable[[JobRun], Mapping[str, Any] | None]

_handlers: dict[str, Handler] = {}
_periods: dict[str, timedelta] = {}


def handle(name: str, handler: Handler) -> None:
    """Register who carries out the jobs named ``name``; it must bear being run twice."""
    _handlers[name] = handler


def ask_again_every(name: str, period: timedelta) -> None:
    """Let the job ``name`` run once in every ``period``, whoever the worker is."""
    _periods[name] = period


def job_names() -> tuple[str, ...]:
    """Give the names that have a handler."""
    return tuple(sorted(_handlers))


def enqueue(
    name: str,
    payload: Mapping[str, Any] | None = None,
    *,
    unique_key: str = "",
    run_at: datetime | None = None,
    asked_by: UUID | None = None,
    job_id: UUID | None = None,
) -> Job | None:
    """Give the new waiting job, or None where one with ``unique_key`` waits already.

    What may ask again after the job is done (a reaction whose worker was killed) names the ``job_id``,
    derived from its cause: a job with that id is asked for once for all.

    Called inside a command it is written in the command's transaction: no commit, no job.
    """
    if name not in _handlers:
        raise ValueError(f"No handler is registered for the job {name!r}.")
    try:
        with transaction.atomic():
            return Job.objects.create(
                id=job_id or new_id(),
                name=name,
                payload=dict(payload or {}),
                unique_key=unique_key,
                run_at=run_at or clock.now(),
                asked_by=asked_by,
            )
    except IntegrityError:
        return None


def show_earlier_progress(job: Job, done_count: int, total_count: int) -> None:
    """Let a waiting job, the next piece of longer work, show how far the pieces before it came."""
    Job.objects.filter(pk=job.pk).update(progress_count=done_count, total_count=total_count)


def run_due_jobs(*, by: str, count: int = 1, asked: set[str] | None = None) -> int:
    """Claim up to ``count`` jobs, carry them out, and give how many were claimed.

    ``asked`` is the memory of one worker, so that it asks the database once a period and not once a
    round whether a periodic job was asked for.
    """
    _ask_for_periodic(set() if asked is None else asked)
    jobs = leases.claim(Job.objects.all, by=by, now=clock.now(), count=count)
    for job in jobs:
        give_way()
        _run(job)
    return len(jobs)


def _ask_for_periodic(asked: set[str]) -> None:
    now, keys = clock.now(), set()
    for name, period in _periods.items():
        # One key per period: whoever asks second finds the row and leaves it.
        number = int(now.timestamp() // period.total_seconds())
        key = f"{name}:{number}"
        keys.add(key)
        if key not in asked and not Job.objects.filter(unique_key=key).exists():
            enqueue(name, unique_key=key)
    asked.clear()
    asked.update(keys)


def _run(job: Job) -> None:
    try:
        job.result = dict(_handlers[job.name](JobRun(job)) or {})
    except Exception as error:
        # The worker must outlive any job; the row says what happened and is tried again.
        logger.exception("job %s %s failed", job.name, job.pk)
        is_hopeless, cause = isinstance(error, HopelessJob), error.__cause__ or error
        told = f"{type(cause).__name__}: {cause}"
        leases.give_back(job, error=told, now=clock.now(), is_hopeless=is_hopeless)
    else:
        job.finished_at = clock.now()
        job.save(update_fields=["result", "finished_at"])
        leases.finish([job])
