"""The probe of proxy auto-configuration: the proxies that a PAC file names, and its answer where it has one.

A PAC file is a program in JavaScript. It is never run here; where it decides by conditions, that is a fact.
"""

from __future__ import annotations

import re
from typing import Any

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.paging import page_of
from firstfix.laptop.probes.site import Seen, Site

__all__ = ["pac_facts", "probe_pac"]

_COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
_FUNCTION = re.compile(r"function\s+FindProxyForURL(?:Ex)?\s*\([^)]*\)\s*\{", re.IGNORECASE)
# Netscape's format of 1996, and what browsers have added to it.
_WAY = re.compile(r"\b(PROXY|HTTPS?|SOCKS[45]?)\s+([\w.\-]+|\[[0-9A-Fa-f:]+\]):(\d{1,5})", re.IGNORECASE)
_ONLY_RETURN = re.compile(r"""\s*return\s*(["'])([^"']*)\1\s*;?\s*\}\s*;?\s*""")


async def probe_pac(site: Site, check: Check) -> Seen:
    """Give what a PAC file names, and whether it always answers the same."""
    reached, page = await page_of(site, check)
    if page is None:
        return reached.seen()
    if page.facts.get("outcome") != "answered" or page.facts.get("status") != 200:
        return reached.seen(http=page.facts)
    return reached.seen(http=page.facts, pac=pac_facts(page.body.decode("utf-8", "replace")))


def pac_facts(text: str) -> dict[str, Any]:
    """Give the proxies of a PAC file, and its one answer where it has no conditions."""
    code = _COMMENT.sub(" ", text)
    begun = _FUNCTION.search(code)
    if begun is None:
        return {"has_function": False, "proxies": []}
    named = dict.fromkeys(f"{host}:{port}" for _way, host, port in _WAY.findall(code))
    only = _ONLY_RETURN.fullmatch(code[begun.end() :])
    answer = {"is_constant": only is not None, "answer": only[2].strip() if only else ""}
    return {"has_function": True, "proxies": [*named][:50], "has_direct": "DIRECT" in code.upper(), **answer}
