"""Probes of what is connected to: TCP, proxies, TLS, pages, identity metadata, mail, directories."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.ldap import read_root
from firstfix.laptop.probes.reaching import SMALL_SEGMENT, Reached, reach, reach_by_tls, secure
from firstfix.laptop.probes.second_look import AFTER_SHARE, with_second_look
from firstfix.laptop.probes.site import Seen, Site
from firstfix.laptop.probes.web import Page, get
from firstfix.laptop.probes.wire import Line

__all__ = [
    "probe_directory",
    "probe_identity",
    "probe_mail",
    "probe_page",
    "probe_port",
    "probe_proxy",
    "probe_tls",
]

# OpenID Connect Discovery 1.0, section 3: what a provider's metadata must hold.
_REQUIRED = (
    "issuer", "authorization_endpoint", "jwks_uri", "response_types_supported", "subject_types_supported",
    "id_token_signing_alg_values_supported",
)  # fmt: skip


async def probe_port(site: Site, check: Check) -> Seen:
    """Give whether a port takes connections."""
    return (await reach(site, check)).seen()


async def probe_tls(site: Site, check: Check) -> Seen:
    """Give what a handshake shows."""
    return (await reach_by_tls(site, check)).seen()


async def probe_proxy(site: Site, check: Check) -> Seen:
    """Give whether a proxy opens a tunnel, and the certificates through it and past it."""
    if not check.is_set("compare_direct"):
        return (await reach(site, check)).seen()
    proxied, direct = await asyncio.gather(
        reach_by_tls(site, check), reach_by_tls(site, check, is_direct=True)
    )
    past = direct.seen()
    return proxied.seen(direct=past.facts.get("tls", {"outcome": "not_reached"}))


async def probe_page(site: Site, check: Check) -> Seen:
    """Give what a page answers."""
    reached, page = await _page(site, check)
    return reached.seen(**({"http": page.facts} if page else {}))


async def probe_identity(site: Site, check: Check) -> Seen:
    """Give what an identity provider's metadata say about it."""
    reached, page = await _page(site, check)
    if page is None:
        return reached.seen()
    return reached.seen(http=page.facts, oidc=_metadata(page.body))


async def probe_mail(site: Site, check: Check) -> Seen:
    """Give how a mail server greets, what it offers, and its certificates after STARTTLS."""
    reached = await reach(site, check)
    if reached.line is None:
        return reached.seen()
    facts = await _greeted(reached.line, check.timeout_seconds)
    reached.facts["smtp"] = facts
    if facts.get("offers_starttls") and check.is_set("starttls"):
        await _start_tls(reached.line)
        await secure(site, check, reached, prelude=_until_tls)
    return reached.seen()


async def probe_directory(site: Site, check: Check) -> Seen:
    """Give what a directory says about its root."""
    reached = await (reach_by_tls(site, check) if check.is_set("tls") else reach(site, check))
    if reached.line is None:
        return reached.seen()
    return reached.seen(ldap=await read_root(reached.line, seconds=check.timeout_seconds))


async def _page(site: Site, check: Check) -> tuple[Reached, Page | None]:
    """Give a page; where it stays silent, small segments are tried: a path may be too narrow for its body."""
    reached = await _spoken_to(site, check)
    if reached.line is None:
        return reached, None
    page, narrow = await with_second_look(
        _asked(check, reached.line, check.timeout_seconds),
        lambda: _asked_in_small(site, check),
        seconds=check.timeout_seconds,
        is_needed=lambda page: page.facts["outcome"] == "silent",
    )
    if narrow is not None:
        reached.facts["small_segments"] = narrow
    if "CERTIFICATE_REQUIRED" in page.facts.get("said", ""):
        # TLS 1.3 says so only after the handshake (RFC 8446, section 4.4.2.4).
        reached.facts["tls"] |= {"outcome": "refused", "said": page.facts["said"]}
    return reached, page


async def _spoken_to(site: Site, check: Check, *, most_segment: int = 0) -> Reached:
    if check.kind == "oidc" or check.is_set("tls"):
        return await reach_by_tls(site, check, most_segment=most_segment)
    return await reach(site, check, most_segment=most_segment)


async def _asked(check: Check, line: Line, seconds: float) -> Page:
    is_tls = check.kind == "oidc" or check.is_set("tls")
    host, port = check.text("host"), check.whole("port")
    page = await get(line, host, port, check.text("path"), is_tls=is_tls, seconds=seconds)
    wanted = check.text("expect.contains")
    if wanted and page.facts["outcome"] == "answered":
        page.facts["has_words"] = wanted.encode("utf-8") in page.body
    return page


async def _asked_in_small(site: Site, check: Check) -> dict[str, Any]:
    reached = await _spoken_to(site, check, most_segment=SMALL_SEGMENT)
    try:
        if reached.line is None:
            return {"mss": SMALL_SEGMENT, "outcome": "not_reached"}
        page = await _asked(check, reached.line, check.timeout_seconds * (1 - AFTER_SHARE))
        return {"mss": SMALL_SEGMENT, "outcome": page.facts["outcome"]}
    finally:
        reached.seen()


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


async def _greeted(line: Line, seconds: float) -> dict[str, Any]:
    """Say EHLO after the greeting (RFC 5321, section 3.2; RFC 3207)."""
    try:
        async with asyncio.timeout(seconds):
            greeting = await _reply(line)
            code = _code(greeting)
            if code is None:
                return {"outcome": "other_protocol" if greeting else "closed"}
            told = {"outcome": "answered", "code": code, "said": greeting.strip()[:200]}
            if code != 220:
                return told
            await line.send(b"EHLO firstfix.invalid\r\n")
            offered = [text[4:].strip().upper() for text in (await _reply(line)).splitlines()[1:]]
    except TimeoutError:
        return {"outcome": "silent"}
    except OSError:
        return {"outcome": "closed"}
    return {**told, "extensions": offered[:40], "offers_starttls": "STARTTLS" in offered}


async def _until_tls(line: Line) -> None:
    await _reply(line)
    await line.send(b"EHLO firstfix.invalid\r\n")
    await _reply(line)
    await _start_tls(line)


async def _start_tls(line: Line) -> None:
    await line.send(b"STARTTLS\r\n")
    await _reply(line)


async def _reply(line: Line) -> str:
    """Give a whole reply: its last line has a space behind the code."""
    content = b""
    while len(content) < 64_000 and not re.search(rb"(?m)^\d{3}(?: [^\r\n]*)?\r?\n\Z", content):
        more = await line.receive()
        content += more
        if not more or (b"\n" in content and not re.match(rb"\d{3}[ -]", content)):
            break
    return content.decode("utf-8", "replace")


def _code(reply: str) -> int | None:
    found = re.match(r"(\d{3})[ -]", reply)
    return int(found[1]) if found else None
