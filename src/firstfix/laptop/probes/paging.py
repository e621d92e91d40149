"""A page that a check asks for: reached, by TLS where it is spoken, in small where it is silent."""

from __future__ import annotations

import asyncio
from typing import Any

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.by_tls import SMALL_SEGMENT, reach_by_tls
from firstfix.laptop.probes.reaching import Reached, reach
from firstfix.laptop.probes.second_look import AFTER_SHARE, with_second_look
from firstfix.laptop.probes.site import Site
from firstfix.laptop.probes.speaking_tls import is_unanswered, tls_instead
from firstfix.laptop.probes.web import Page, get
from firstfix.laptop.probes.wire import Line

__all__ = ["page_of"]


async def page_of(site: Site, check: Check) -> tuple[Reached, Page | None]:
    """Give a page; where it stays silent, small segments are tried: a path may be too narrow for its body."""
    reached = await _spoken_to(site, check)
    if reached.line is None:
        return reached, None
    page, otherwise = await with_second_look(
        _asked(check, reached.line, check.timeout_seconds),
        lambda: _asked_otherwise(site, check),
        seconds=check.timeout_seconds,
        is_needed=lambda page: page.facts["outcome"] == "silent",
    )
    reached.facts |= otherwise or {}
    if otherwise is None and not _is_tls(check) and is_unanswered(page.facts):
        reached.facts["tls_instead"] = await tls_instead(site, check)
    if "CERTIFICATE_REQUIRED" in page.facts.get("said", ""):
        # TLS 1.3 says so only after the handshake (RFC 8446, section 4.4.2.4).
        reached.facts["tls"] |= {"outcome": "refused", "said": page.facts["said"]}
    return reached, page


async def _spoken_to(site: Site, check: Check, *, most_segment: int = 0) -> Reached:
    if _is_tls(check):
        return await reach_by_tls(site, check, most_segment=most_segment)
    return await reach(site, check, most_segment=most_segment)


async def _asked(check: Check, line: Line, seconds: float) -> Page:
    host, port = check.text("host"), check.whole("port")
    page = await get(line, host, port, check.text("path"), is_tls=_is_tls(check), seconds=seconds)
    wanted = check.text("expect.contains")
    if wanted and page.facts["outcome"] == "answered":
        page.facts["has_words"] = wanted.encode("utf-8") in page.body
    return page


async def _asked_otherwise(site: Site, check: Check) -> dict[str, Any]:
    """Give what second looks tell: the same in small segments, and TLS where the question was without."""
    if _is_tls(check):
        return {"small_segments": await _asked_in_small(site, check)}
    narrow, instead = await asyncio.gather(_asked_in_small(site, check), tls_instead(site, check))
    return {"small_segments": narrow, "tls_instead": instead}


async def _asked_in_small(site: Site, check: Check) -> dict[str, Any]:
    reached = await _spoken_to(site, check, most_segment=SMALL_SEGMENT)
    try:
        if reached.line is None:
            return {"mss": SMALL_SEGMENT, "outcome": "not_reached"}
        page = await _asked(check, reached.line, check.timeout_seconds * (1 - AFTER_SHARE))
        return {"mss": SMALL_SEGMENT, "outcome": page.facts["outcome"]}
    finally:
        reached.seen()


def _is_tls(check: Check) -> bool:
    # OpenID Connect Discovery 1.0, section 4: metadata are served over TLS, always.
    return check.kind == "oidc" or check.is_set("tls")
