"""The probe of mail servers: greeting, STARTTLS, certificates. No mail is sent."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.by_tls import secure
from firstfix.laptop.probes.reaching import reach
from firstfix.laptop.probes.site import Seen, Site
from firstfix.laptop.probes.speaking_tls import asked_in_the_clear
from firstfix.laptop.probes.wire import Line

__all__ = ["probe_mail"]

# RFC 5321, section 4.2.3; the unknown ones are of servers that know HELO and no extension (section 3.2). With
# 504 a server knows the word and does not take the name behind it.
_READY, _DONE, _UNKNOWN = 220, 250, frozenset({500, 502})


async def probe_mail(site: Site, check: Check) -> Seen:
    """Give how a mail server greets, what it offers, and its certificates after STARTTLS."""
    reached = await reach(site, check)
    if reached.line is None:
        return reached.seen()
    facts = await asked_in_the_clear(site, check, reached, _greeted(reached.line, check.timeout_seconds))
    reached.facts["smtp"] = facts
    if facts.get("offers_starttls") and check.is_set("starttls"):
        facts |= await _agreed(reached.line, check.timeout_seconds)
        if facts["starttls_code"] == _READY:
            await secure(site, check, reached, prelude=_until_tls)
    return reached.seen()


async def _agreed(line: Line, seconds: float) -> dict[str, Any]:
    """Give what the server says to STARTTLS; one that offers it may still decline (RFC 3207, section 4)."""
    try:
        async with asyncio.timeout(seconds):
            reply = await _start_tls(line)
    except TimeoutError:
        return {"outcome": "silent", "starttls_code": None}
    except OSError:
        reply = ""
    said = {"starttls_code": _code(reply), "starttls_said": reply.strip()[:200]}
    return said if reply else {**said, "outcome": "closed"}


async def _greeted(line: Line, seconds: float) -> dict[str, Any]:
    """Say EHLO after the greeting (RFC 5321, section 3.2; RFC 3207)."""
    try:
        async with asyncio.timeout(seconds):
            greeting = await _reply(line)
            code = _code(greeting)
            if code is None:
                return {"outcome": "other_protocol" if greeting else "closed"}
            told = {"outcome": "answered", "code": code, "said": greeting.strip()[:200]}
            if code != _READY:
                return told
            await line.send(b"EHLO firstfix.invalid\r\n")
            reply = await _reply(line)
    except TimeoutError:
        return {"outcome": "silent"}
    except OSError:
        return {"outcome": "closed"}
    if _code(reply) not in {_DONE, *_UNKNOWN}:
        return {**told, "code": _code(reply), "said": reply.strip()[:200]} if reply else {"outcome": "closed"}
    offered = [text[4:].strip().upper() for text in reply.splitlines()[1:]]
    return {**told, "extensions": offered[:40], "offers_starttls": "STARTTLS" in offered}


async def _until_tls(line: Line) -> None:
    await _reply(line)
    await line.send(b"EHLO firstfix.invalid\r\n")
    await _reply(line)
    await _start_tls(line)


async def _start_tls(line: Line) -> str:
    await line.send(b"STARTTLS\r\n")
    return await _reply(line)


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
