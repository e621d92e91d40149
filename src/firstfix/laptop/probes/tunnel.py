"""A tunnel through a proxy: CONNECT, what it answers, and what it asks for (RFC 9110, section 9.3.6)."""

from __future__ import annotations

import asyncio
import base64
import re
from typing import Any

from firstfix.laptop.probes.wire import Line

__all__ = ["open_tunnel", "sign_in_of"]

_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})[ \r\n]")
_MOST_BYTES = 64_000


async def open_tunnel(
    line: Line, host: str, port: int, *, credentials: str, seconds: float
) -> dict[str, Any]:
    """Give the facts of a CONNECT; credentials are ``user:password`` or empty, and appear in no fact."""
    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}", *sign_in_of(credentials)]
    told = {"host": host, "port": port, "has_credentials": bool(credentials), "schemes": []}
    try:
        async with asyncio.timeout(seconds):
            await line.send("\r\n".join([*lines, "", ""]).encode("ascii", "replace"))
            head = await _head(line)
    except TimeoutError:
        return {**told, "outcome": "silent"}
    except OSError:
        return {**told, "outcome": "closed"}
    found = _STATUS.match(head)
    if not found:
        return {**told, "outcome": "closed" if not head else "not_http"}
    status = int(found[1])
    outcome = "open" if 200 <= status < 300 else "answered"
    return {**told, "outcome": outcome, "status": status, "schemes": _schemes(head)}


def sign_in_of(credentials: str) -> tuple[str, ...]:
    """Give the header by which a proxy knows who asks; none where there is nobody to name (RFC 7617)."""
    if not credentials:
        return ()
    token = base64.b64encode(credentials.encode("utf-8")).decode("ascii")
    return (f"Proxy-Authorization: Basic {token}",)


async def _head(line: Line) -> bytes:
    """Give the answer up to its empty line; a tunnel has no body."""
    content = b""
    while b"\r\n\r\n" not in content and len(content) < _MOST_BYTES:
        more = await line.receive()
        if not more:
            break
        content += more
        if not content.startswith(b"HTTP"[: len(content)]):
            break
    return content


def _schemes(head: bytes) -> list[str]:
    found = re.findall(rb"(?im)^proxy-authenticate:[ \t]*([A-Za-z]+)", head)
    return sorted({each.decode("ascii") for each in found})
