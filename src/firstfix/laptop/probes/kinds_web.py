"""Probes of pages: what they answer, and identity metadata."""

from __future__ import annotations

import json
from typing import Any

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.paging import page_of
from firstfix.laptop.probes.site import Seen, Site

__all__ = ["probe_identity", "probe_page"]

# OpenID Connect Discovery 1.0, section 3: what a provider's metadata must hold.
_REQUIRED = (
    "issuer", "authorization_endpoint", "jwks_uri", "response_types_supported", "subject_types_supported",
    "id_token_signing_alg_values_supported",
)  # fmt: skip


async def probe_page(site: Site, check: Check) -> Seen:
    """Give what a page answers."""
    reached, page = await page_of(site, check)
    return reached.seen(**({"http": page.facts} if page else {}))


async def probe_identity(site: Site, check: Check) -> Seen:
    """Give what an identity provider's metadata say about it."""
    reached, page = await page_of(site, check)
    if page is None:
        return reached.seen()
    return reached.seen(http=page.facts, oidc=_metadata(page.body))


def _metadata(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        return {"is_json": False}
    return {
        "is_json": True,
        "issuer": str(read.get("issuer", "")),
        "missing": [name for name in _REQUIRED if name not in read],
    }
