"""Evidence to look at: pictures that we drew ourselves, everything else as a download."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.evidence.blobs import open_kept
from firstfix.apps.evidence.queries import ServedFile, served_file, served_thumbnail
from firstfix.kernel.identity import Actor
from firstfix.kernel.outgoing import KeptFile, Provenance, release

__all__ = ["give_file", "give_thumbnail"]

# Types that a browser would run or draw itself; and what we call text is no more than text.
_HARMLESS_NAMES = {
    "text/html": "application/octet-stream",
    "image/svg+xml": "application/octet-stream",
    "application/xml": "application/octet-stream",
    "text/plain": "text/plain; charset=utf-8",
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@require_safe
def give_file(request: HttpRequest, evidence_id: UUID) -> FileResponse:
    """Give the file as it may be shown, or with ``?original=1`` as it came, to our side only."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    return _answer(actor, served_file(actor, evidence_id, is_original=request.GET.get("original") == "1"))


@require_safe
def give_thumbnail(request: HttpRequest, evidence_id: UUID) -> FileResponse:
    """Give a small copy of a picture."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    return _answer(actor, served_thumbnail(actor, evidence_id))


def _answer(actor: Actor, served: ServedFile | None) -> FileResponse:
    if served is None:
        raise Http404
    if not sees_internal(actor):
        _log(actor, served)
    return FileResponse(
        open_kept(served.sha256),
        as_attachment=not served.is_drawn_by_us,
        filename=served.name,
        content_type=_HARMLESS_NAMES.get(served.media_type, served.media_type),
        headers=_HEADERS,
    )


def _log(actor: Actor, served: ServedFile) -> None:
    # What they may see was looked through, or they brought it themselves (commands/screening.py).
    kept = KeptFile(served.sha256, served.size_bytes, is_cleared=True)
    about = Provenance(actor, "evidence_item", served.evidence_id)
    release(kept, audience="customer", purpose="evidence_file", provenance=about)
