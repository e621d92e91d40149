"""Background jobs: what runs, waits and failed, and the page of one with how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from firstfix.engines.verdict import mark
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.jobs.queries import visible_jobs
from firstfix.kernel.outbox.queries import failed_for_good
from firstfix.server.redacted_logs import redacted
from firstfix.server.security import actor_of
from firstfix.server.wording import first_upper

__all__ = ["job", "job_overview"]

# More than this waiting or failed is a backlog: its length counts, not each line.
_ROWS = 50
_LOOKS_BACK = timedelta(days=1)
# The reason fits a line or two; the whole of it stands in the log.
_ERROR_LETTERS = 300

_NAMES: Mapping[str, str] = {
    "bulk_command": mark("Commands on many rows"),
    "verify_ledger": mark("Verify the ledger"),
    "mail_message": mark("Mail a message to the customer"),
    "watch_cases": mark("Look for promises that ran out"),
    "watch_articles": mark("Look for articles past their last valid day"),
    "sign_checkpoint": mark("Sign the ledger"),
    "mail_account_link": mark("Mail a link to an account's owner"),
    "mail_account_notice": mark("Tell an account's owner what changed"),
    "tidy_accounts": mark("Forget what is over of accounts"),
    "tidy_jobs": mark("Forget background work that was done long ago"),
    "inspect_blob": mark("Look through a file for secrets"),
    "clear_orphans": mark("Clear files that nothing names"),
    "erase_outlived": mark("Erase what outlived its retention"),
    "make_report_pdf": mark("Draw a report as PDF"),
    "file_kept_mail": mark("File what came with an accepted mail"),
    "compute_plan": mark("Look for a plan"),
    "follow_ledger": mark("Bring the figures up to the ledger"),
    "look_through_ledger": mark("Look for findings in the figures"),
    "compute_scorecards": mark("Compute all figures anew"),
    "grow_demo": mark("Play the demo's history"),
}


@require_safe
def job_overview(request: HttpRequest) -> HttpResponse:
    """Show the background work that the reader may see; it asks again by itself."""
    actor = actor_of(request)
    assert actor is not None
    is_part = request.headers.get("HX-Request") == "true"
    template = "pages/jobs_part.html" if is_part else "pages/jobs.html"
    return render(request, template, _overview(actor))


@require_safe
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show a job to the person who asked for it, and to who looks after the installation."""
    actor = actor_of(request)
    assert actor is not None
    found = visible_jobs(actor).filter(pk=job_id).first()
    if found is None:
        raise Http404
    template = "pages/job_part.html" if request.headers.get("HX-Request") == "true" else "pages/job.html"
    return render(request, template, {"job": found, "share": _share(found), "name": _name_of(found.name)})


def _overview(actor: Actor) -> dict[str, Any]:
    rows, now = visible_jobs(actor), clock.now()
    waiting = rows.filter(state=Job.State.WAITING)
    dead = rows.filter(state=Job.State.DEAD, finished_at=None)
    return {
        "running": [_shown(one) for one in rows.filter(state=Job.State.LEASED).order_by("pk")[:_ROWS]],
        "waiting": [_shown(one) for one in waiting.order_by("run_at", "pk")[:_ROWS]],
        "waiting_count": waiting.count(),
        "dead": [_shown(one) for one in dead.order_by("-run_at")[:_ROWS]],
        "dead_count": dead.count(),
        "done": _done_by_name(rows.filter(state=Job.State.DONE, finished_at__gt=now - _LOOKS_BACK)),
        "stuck": _stuck(actor),
        "now": now,
    }


def _shown(found: Job) -> dict[str, Any]:
    return {
        "job": found,
        "name": _name_of(found.name),
        "share": _share(found),
        "error": redacted(found.error)[:_ERROR_LETTERS],
        "is_again": found.attempts > 0 and bool(found.error),
    }


def _share(found: Job) -> int | None:
    return round(100 * found.progress_count / found.total_count) if found.total_count else None


def _done_by_name(rows: QuerySet[Job]) -> list[dict[str, Any]]:
    """Give how often each kind was carried out, the newest first: a line a job would be a line a second."""
    counted = rows.values("name").annotate(count=Count("pk"), last_at=Max("finished_at")).order_by("-last_at")
    return [{**row, "name": _name_of(row["name"])} for row in counted]


def _stuck(actor: Actor) -> list[dict[str, Any]]:
    """Give the consequences that failed for good: what should have followed and did not."""
    return [
        {"event": event, "error": redacted(event.error)[:_ERROR_LETTERS]}
        for event in failed_for_good(actor)[:_ROWS]
    ]


def _name_of(name: str) -> str:
    return gettext(_NAMES[name]) if name in _NAMES else first_upper(name.replace("_", " "))
