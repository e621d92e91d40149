"""A kept report read back: its document, and the pictures that it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator

from firstfix.apps.visits.models import ServiceReport
from firstfix.engines.documents import Document, load_document
from firstfix.engines.documents.model import Image

__all__ = ["document_of", "picture_digests"]


def document_of(report: ServiceReport) -> Document:
    """Give the document of a kept report, as it was made."""
    return load_document(json.dumps(report.document).encode("utf-8"))


def picture_digests(document: Document) -> Iterator[str]:
    """Give the SHA-256 of each picture that the document shows."""
    for part in (*document.sections, *document.annexes):
        yield from (block.digest for block in part.blocks if isinstance(block, Image))
