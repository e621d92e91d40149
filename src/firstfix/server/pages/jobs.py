"""The page of one background job: how far it is, and what came of it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstfix.kernel.jobs.models import Job
from firstfix.server.security import actor_of

__all__ = ["job"]


@require_safe
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show a job to the person who asked for it, and to nobody else."""
    actor = actor_of(request)
    assert actor is not None
    found = Job.objects.filter(pk=job_id, asked_by=actor.person_id).first() if actor.person_id else None
    if found is None:
        raise Http404
    share = round(100 * found.progress_count / found.total_count) if found.total_count else None
    template = "pages/job_part.html" if request.headers.get("HX-Request") == "true" else "pages/job.html"
    return render(request, template, {"job": found, "share": share})
