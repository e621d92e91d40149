"""Handshake messages of TLS 1.0 to 1.3 that say who was asked for, and who answered (RFC 5246, RFC 8446)."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct

__all__ = [
    "CERTIFICATE",
    "CLIENT_HELLO",
    "SERVER_HELLO",
    "first_certificate",
    "handshake_messages",
    "server_name",
]

CLIENT_HELLO, SERVER_HELLO, CERTIFICATE = 1, 2, 11
_SERVER_NAME = 0
# Kind and length of an extension.
_EXTENSION = Struct(">HH").unpack_from


def handshake_messages(octets: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Give kind, body and end of each whole message."""
    at = 0
    while at + 4 <= len(octets):
        end = at + 4 + int.from_bytes(octets[at + 1 : at + 4], "big")
        if end > len(octets):
            return
        yield octets[at], octets[at + 4 : end], end
        at = end


def server_name(hello: bytes) -> str:
    """Give the name that a client asks for (RFC 6066, 3), '' where it names none."""
    # Behind version and random come the session's name, suites and compressions (RFC 8446, 4.1.2).
    at = 34
    for width in (1, 2, 1):
        at += width + _number(hello, at, width)
    at += 2
    end = len(hello) - 4
    while at <= end:
        kind, length = _EXTENSION(hello, at)
        if kind == _SERVER_NAME:
            name = hello[at + 9 : at + 9 + _number(hello, at + 7, 2)]
            return name.decode("ascii", "backslashreplace").lower()[:255]
        at += 4 + length
    return ""


def first_certificate(body: bytes) -> bytes:
    """Give the server's own certificate, b'' where the message has none."""
    return body[6 : 6 + _number(body, 3, 3)]


def _number(octets: bytes, at: int, width: int) -> int:
    return int.from_bytes(octets[at : at + width], "big")
