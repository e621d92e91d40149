"""A kept report read back: its document, what of it may leave, and the pictures that it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator

from firstfix.apps.visits.models import ServiceReport
from firstfix.engines.documents import Document, load_document, read_out
from firstfix.engines.documents.model import Image
from firstfix.engines.documents.readable import Plain
from firstfix.kernel.identity import SYSTEM, Actor
from firstfix.kernel.outgoing import Provenance, release

__all__ = ["document_of", "picture_digests", "released_reading"]


def document_of(report: ServiceReport) -> Document:
    """Give the document of a kept report, as it was made."""
    return load_document(json.dumps(report.document).encode("utf-8"))


def released_reading(document: Document, report: ServiceReport, *, by: Actor = SYSTEM) -> Plain:
    """Give the report as ready strings without what its audience must not read; that it leaves is logged.

    The page, the JSON and the PDF that leave are all drawn from this.
    """
    return release(
        read_out(document),
        audience=document.meta.audience,
        purpose="service_report",
        provenance=Provenance(by, "visit", report.visit_id),
    )


def picture_digests(document: Document) -> Iterator[str]:
    """Give the SHA-256 of each picture that the document shows."""
    for part in (*document.sections, *document.annexes):
        yield from (block.digest for block in part.blocks if isinstance(block, Image))
