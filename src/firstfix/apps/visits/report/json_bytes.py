"""The document as JSON: for an API, for another system, and for whoever keeps documents by machine."""

from __future__ import annotations

import json

from firstfix.engines.documents.readable import Plain


def render_json(plain: Plain) -> bytes:
    """Give a document that was read out as UTF-8 JSON; the same document always gives the same bytes."""
    return json.dumps(plain, ensure_ascii=False, indent=1).encode("utf-8")
