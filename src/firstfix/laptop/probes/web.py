"""Asking a page: one GET, its status and headers, as much of its body as is needed."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from firstfix.laptop.probes.wire import Line

__all__ = ["Page", "get"]

_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
_MOST_BYTES = 1_000_000


class Page:
    """The facts of an answer, and its body as it came."""

    def __init__(self, facts: dict[str, Any], body: bytes = b"") -> None:
        self.facts = facts
        self.body = body


async def get(line: Line, host: str, port: int, path: str, *, is_tls: bool, seconds: float) -> Page:
    """Give the answer to a GET."""
    named = f"[{host}]" if ":" in host else host
    usual = 443 if is_tls else 80
    place = named if port == usual else f"{named}:{port}"
    heads = (f"Host: {place}", "User-Agent: firstfix", "Accept: */*", "Connection: close", "", "")
    question = "\r\n".join((f"GET {path} HTTP/1.1", *heads))
    began = time.monotonic()
    try:
        async with asyncio.timeout(seconds):
            await line.send(question.encode("ascii"))
            content = await _answer(line)
    except TimeoutError:
        return Page({"outcome": "silent"})
    except ssl.SSLError as error:
        return Page({"outcome": "closed", "said": error.reason or str(error)})
    except OSError as error:
        return Page({"outcome": "closed", "said": str(error)})
    found = _STATUS.match(content)
    if not found:
        return Page({"outcome": "other_protocol" if content else "closed"})
    head, _, body = content.partition(b"\r\n\r\n")
    took = round((time.monotonic() - began) * 1000, 3)
    body = _unchunked(body) if b"chunked" in head.lower() else body
    return Page({"outcome": "answered", "status": int(found[1]), "took_ms": took, **_told(head, host)}, body)


async def _answer(line: Line) -> bytes:
    """Give all that came until the end, the length that was said, or the most that is read."""
    content = b""
    while len(content) < _MOST_BYTES:
        more = await line.receive()
        content += more
        if not more or not content.startswith(b"HTTP/"[: len(content)]) or _is_whole(content):
            break
    return content


def _is_whole(content: bytes) -> bool:
    head, end, body = content.partition(b"\r\n\r\n")
    said = re.search(rb"(?im)^content-length:[ \t]*(\d{1,9})[ \t]*\r?$", head)
    return bool(end) and said is not None and len(body) >= int(said[1])


def _told(head: bytes, host: str) -> dict[str, Any]:
    location = _header(head, b"location")
    facts: dict[str, Any] = {"server": _header(head, b"server"), "location": location}
    if location:
        facts["location_host"] = (urlsplit(location).hostname or host).casefold()
    date = _header(head, b"date")
    try:
        facts["date"] = parsedate_to_datetime(date).isoformat() if date else ""
    except ValueError:
        facts["date"] = ""
    return facts


def _header(head: bytes, name: bytes) -> str:
    found = re.search(rb"(?im)^" + name + rb":[ \t]*([^\r\n]*)", head)
    return found[1].decode("latin-1").strip()[:1000] if found else ""


def _unchunked(body: bytes) -> bytes:
    """Give a body without the sizes of its chunks (RFC 9112, section 7.1); what is cut stays as it is."""
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        try:
            length = int(size.partition(b";")[0], 16)
        except ValueError:
            return whole or body
        if length == 0:
            break
        whole, body = whole + rest[:length], rest[length + 2 :]
    return whole
