"""What a server staples: a hello of our own, because Python does not ask for it (RFC 6066, section 8).

Over TLS 1.2 the answer comes before anything is secret; over TLS 1.3 it takes keys (``tls13``). A server of
TLS 1.3 that takes neither X25519 nor P-256 at its first hello stays unknown.
"""

from __future__ import annotations

import asyncio
from typing import Final, Protocol

from firstfix.laptop.probes.tls13 import Secret13
from firstfix.laptop.probes.tls_wire import (
    HANDSHAKE,
    STATUS_REQUEST,
    hello_of,
    listed,
    messages_in,
    records_in,
)
from firstfix.laptop.probes.wire import Line

__all__ = ["Plain12", "stapled_answer", "status_in"]

# RFC 5246, section 7.4, and RFC 6066, section 8: message numbers.
_SERVER_HELLO, _DONE, _STATUS = 2, 14, 22
# Forward secret and plain suites that any server of TLS 1.2 has one of (RFC 5246, 5288, 5289, 7905).
_SUITES: Final = (
    0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC023, 0xC027, 0xC009, 0xC013, 0xC00A, 0xC014,
    0x009E, 0x009C, 0x009D, 0x003C, 0x002F, 0x0035,
)  # fmt: skip
# RFC 8422, section 5.1 and RFC 5746, section 3.4: groups, forms of points, signatures, no renegotiation.
_EXTENSIONS: Final = (
    STATUS_REQUEST,
    (10, listed((29, 23, 24))),
    (11, b"\x01\x00"),
    (13, listed((0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201))),
    (0xFF01, b"\x00"),
)
# A flight with the longest chains that are seen.
_MOST_BYTES: Final = 262_144
# RFC 8446, section 5.1: an alert is the last that comes.
_ALERT: Final = 21


class _Speaking(Protocol):
    """A hello, and how what it is answered with is read."""

    hello: bytes

    def status_in(self, content: bytes) -> bytes | None:
        """Give the stapled answer, empty where there is none, None where it is not known."""


class Plain12:
    """One hello of TLS 1.2."""

    def __init__(self, server_name: str) -> None:
        self.hello = hello_of(server_name, _SUITES, _EXTENSIONS)

    def status_in(self, content: bytes) -> bytes | None:
        """Give the stapled answer, empty where there is none, None where it is not known."""
        return status_in(content)


async def stapled_answer(
    line: Line, server_name: str, *, seconds: float, is_newest: bool = False
) -> bytes | None:
    """Give the OCSP answer that a server staples in DER, empty where it staples none, None where unknown.

    ``is_newest`` asks over TLS 1.3, else it is 1.2. The line is of no further use.
    """
    speaking: _Speaking = Secret13(server_name) if is_newest else Plain12(server_name)
    content = b""
    try:
        async with asyncio.timeout(seconds):
            await line.send(speaking.hello)
            while len(content) < _MOST_BYTES:
                more = await line.receive()
                content += more
                found = speaking.status_in(content)
                if found is not None or not more or _has_refused(content):
                    return found
    except (TimeoutError, OSError):
        return None
    return None


def status_in(content: bytes) -> bytes | None:
    """Give the stapled answer in a flight of TLS 1.2; empty where it is whole and has none, else None."""
    has_hello = False
    flow = b"".join(each.body for each in records_in(content) if each.kind == HANDSHAKE)
    for number, body in messages_in(flow):
        has_hello = has_hello or number == _SERVER_HELLO
        if number == _STATUS and body[:1] == b"\x01":
            return body[4 : 4 + int.from_bytes(body[1:4], "big")]
        if number == _DONE:
            return b"" if has_hello else None
    return None


def _has_refused(content: bytes) -> bool:
    return content[:1] == bytes([_ALERT])
