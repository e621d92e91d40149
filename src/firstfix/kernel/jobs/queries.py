"""Which background jobs an actor may see."""

from __future__ import annotations

from django.db.models import QuerySet

from firstfix.kernel.identity.actor import Actor
from firstfix.kernel.jobs.models import Job

__all__ = ["visible_jobs"]

_OVERSEERS = ("administrator", "auditor", "manager", "director")


def visible_jobs(actor: Actor) -> QuerySet[Job]:
    """Give the jobs that one asked for; who looks after the installation sees all."""
    if actor.is_system or actor.has_role(*_OVERSEERS):
        return Job.objects.all()
    return Job.objects.filter(asked_by=actor.person_id) if actor.person_id else Job.objects.none()
