"""Asking a page: one GET, its status and headers, as much of its body as is needed."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from firstfix.laptop.probes.wire import Line

__all__ = ["Asking", "Page", "fetch", "get"]

_DATE = re.compile(r"\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
# RFC 9110, sections 15.3.5 and 15.4.5: these have no body, whatever length they tell.
_BODILESS = re.compile(rb"HTTP/1\.[01] (?:204|304)")
_INTERIM = re.compile(rb"HTTP/1\.[01] 1\d\d")
# RFC 9112, section 7.1: a chunk of no bytes, perhaps trailers, and an empty line end it.
_LAST_CHUNK = re.compile(rb"\r\n0+[ \t]*(?:;[^\r\n]*)?\r\n(?:[^\r\n]+\r\n)*\r\n\Z")
# Longer trailers are not known to exist; looking for them in a long body again and again would take seconds.
_MOST_TRAILER = 8_000
# Metrics of a large server are 2 MB; whatever is longer is cut, and said to be.
_MOST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked for: a path, or a whole address where a proxy is asked; ``headers`` beyond the usual."""

    host: str
    port: int
    path: str
    is_tls: bool = False
    headers: tuple[str, ...] = ()
    most_bytes: int = _MOST_BYTES


class Page:
    """The facts of an answer, and its body as it came. ``received_count`` is in bytes, whatever they were."""

    def __init__(
        self, facts: dict[str, Any], body: bytes = b"", *, is_cut: bool = False, received_count: int = 0
    ) -> None:
        self.facts = facts
        self.body = body
        self.is_cut = is_cut
        self.received_count = received_count


async def get(line: Line, host: str, port: int, path: str, *, is_tls: bool, seconds: float) -> Page:
    """Give the answer to a GET."""
    return await fetch(line, Asking(host, port, path, is_tls), seconds=seconds)


async def fetch(line: Line, asking: Asking, *, seconds: float) -> Page:
    """Give the answer to a GET, as much of it as is to be read."""
    began, content = time.monotonic(), bytearray()
    try:
        async with asyncio.timeout(seconds):
            await line.send(_question(asking))
            await _receive(line, content, asking.most_bytes)
    except TimeoutError:
        told = {"outcome": "silent", "is_swallowed": line.is_swallowed()}
        return Page(told, received_count=len(content))
    except ssl.SSLError as error:
        return Page({"outcome": "closed", "said": error.reason or str(error)})
    except OSError as error:
        return Page({"outcome": "closed", "said": str(error)})
    return _page(content, asking, round((time.monotonic() - began) * 1000, 3))


def _question(asking: Asking) -> bytes:
    named = f"[{asking.host}]" if ":" in asking.host else asking.host
    usual = 443 if asking.is_tls else 80
    place = named if asking.port == usual else f"{named}:{asking.port}"
    heads = (f"Host: {place}", "User-Agent: firstfix", "Accept: */*", "Connection: close", *asking.headers)
    return "\r\n".join((f"GET {asking.path} HTTP/1.1", *heads, "", "")).encode("ascii")


def _page(content: bytearray, asking: Asking, took_ms: float) -> Page:
    """Give what an answer says; one that ends before it should was cut."""
    final = bytes(content[_final_at(content) :])
    found = _STATUS.match(final)
    if not found:
        return Page({"outcome": "other_protocol" if final else "closed"})
    head, _, body = final.partition(b"\r\n\r\n")
    status = int(found[1])
    is_cut = len(content) >= asking.most_bytes
    if not is_cut and not _is_whole(content, has_ended=True):
        return Page({"outcome": "closed", "said": "cut before its end", "status": status})
    body = _unchunked(body) if _is_chunked(head) else body
    facts = {"outcome": "answered", "status": status, "took_ms": took_ms, **_told(head, asking.host)}
    return Page(facts, body, is_cut=is_cut, received_count=len(content))


async def _receive(line: Line, content: bytearray, most_bytes: int) -> None:
    """Take in all that comes until the end, what was said to be the end, or the most that is read."""
    while len(content) < most_bytes:
        more = await line.receive()
        content += more
        is_http = content.startswith(b"HTTP/"[: len(content)])
        if not more or not is_http or _is_whole(content, has_ended=False):
            break


def _final_at(content: bytearray) -> int:
    """Give where the final answer begins, behind any interim ones (RFC 9110, section 15.2)."""
    place = 0
    while _INTERIM.match(content, place) and (end := content.find(b"\r\n\r\n", place)) >= 0:
        place = end + 4
    return place


def _is_whole(content: bytearray, *, has_ended: bool) -> bool:
    """Tell whether all that was said came (RFC 9112, section 6.3); who says no length ends by hanging up."""
    place = _final_at(content)
    end = content.find(b"\r\n\r\n", place)
    head = bytes(content[place:end])
    if end < 0:
        return False
    if _BODILESS.match(head):
        return True
    if _is_chunked(head):
        return _LAST_CHUNK.search(content, max(end + 2, len(content) - _MOST_TRAILER)) is not None
    length = _header(head, b"content-length")
    return len(content) - end - 4 >= int(length) if re.fullmatch(r"\d{1,9}", length) else has_ended


def _is_chunked(head: bytes) -> bool:
    return "chunked" in _header(head, b"transfer-encoding").casefold()


def _told(head: bytes, host: str) -> dict[str, Any]:
    location = _header(head, b"location")
    facts: dict[str, Any] = {"server": _header(head, b"server"), "location": location}
    if location:
        facts["location_host"] = (urlsplit(location).hostname or host).casefold()
    facts["date"] = _moment(_header(head, b"date"))
    return facts


def _moment(text: str) -> str:
    """Give a date of RFC 9110, section 5.6.7 (IMF-fixdate, which all must send), in ISO 8601."""
    found = _DATE.fullmatch(text)
    if found is None or found[2] not in _MONTHS:
        return ""
    day, year, hour, minute, second = (int(found[place]) for place in (1, 3, 4, 5, 6))
    try:
        return datetime(year, _MONTHS.index(found[2]) + 1, day, hour, minute, second, tzinfo=UTC).isoformat()
    except ValueError:
        return ""


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
