"""A visit's service report to be taken away: as JSON and as PDF, in the newest edition that was made."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from firstfix.apps.evidence import blobs
from firstfix.apps.visits.commands.make_report_pdf import pdf_of
from firstfix.apps.visits.models import ServiceReport
from firstfix.apps.visits.queries import visible_service_reports
from firstfix.apps.visits.report import render_json
from firstfix.apps.visits.report.keeping import document_of, released_reading
from firstfix.kernel.identity import Actor

__all__ = ["report_json", "report_pdf"]


@require_safe
def report_json(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Give the customer's report as JSON."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    report = _newest(actor, visit_id)
    reading = released_reading(document_of(report), report, by=actor)
    return HttpResponse(render_json(reading), content_type="application/json")


@require_safe
def report_pdf(request: HttpRequest, visit_id: UUID) -> FileResponse:
    """Give the customer's report as PDF, drawn now where the worker has not drawn it yet."""
    report = _newest(request.actor, visit_id)  # type: ignore[attr-defined]
    return FileResponse(
        blobs.open_kept(pdf_of(report, by=request.actor).sha256),  # type: ignore[attr-defined]
        content_type="application/pdf",
        filename=f"service-report-{report.visit_id}-{report.edition}.pdf",
    )


def _newest(actor: Actor, visit_id: UUID) -> ServiceReport:
    editions = visible_service_reports(actor).filter(visit=visit_id, audience="customer")
    report = editions.select_related("pdf").order_by("edition").last()
    if report is None:
        raise Http404
    return report
