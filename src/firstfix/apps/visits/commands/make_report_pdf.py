"""Draw the PDF of a kept report: in the worker, or at once where somebody waits for it."""

from __future__ import annotations

from firstfix.apps.evidence import blobs
from firstfix.apps.evidence.commands.store_blob import store_blob
from firstfix.apps.evidence.models import FileBlob
from firstfix.apps.visits.models import ServiceReport
from firstfix.apps.visits.report import render_pdf
from firstfix.apps.visits.report.keeping import document_of, picture_digests, released_reading
from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.actor import system_actor
from firstfix.kernel.jobs.running import JobRun

__all__ = ["make_report_pdf", "pdf_of"]

_DRAWING = system_actor("service reports")


def make_report_pdf(run: JobRun) -> dict[str, str]:
    """Carry out the job: draw and keep the PDF of one report; doing it again gives the same file."""
    kept = ServiceReport.objects.filter(pk=run.payload["report_id"], erased_at=None)
    report = kept.select_related("pdf").first()
    return {"sha256": pdf_of(report).sha256} if report else {"result": "gone"}


def pdf_of(report: ServiceReport, *, by: Actor = _DRAWING) -> FileBlob:
    """Give the kept PDF of the report, drawn now where the job has not run yet; ``by`` is who asks for it.

    It is drawn from what the outgoing point released, which writes down that it leaves.
    """
    document = document_of(report)
    reading = released_reading(document, report, by=by)
    if report.pdf is not None:
        return report.pdf
    drawn = render_pdf(
        reading,
        prepared_at=document.meta.prepared_at,
        pictures={digest: picture for digest in picture_digests(document) if (picture := _bytes_of(digest))},
    )
    report.pdf = store_blob(drawn, by=_DRAWING)
    # The same document gives the same bytes, so two who draw at once keep the same file.
    ServiceReport.objects.filter(pk=report.pk, pdf=None).update(pdf=report.pdf)
    return report.pdf


def _bytes_of(digest: str) -> bytes:
    try:
        with blobs.open_kept(digest) as file:
            return file.read()
    except FileNotFoundError:
        # The report then names the picture by its hash, which still says what was kept.
        return b""
