"""TLS as it goes over the wire: a client's hello, records, messages (RFC 8446, sections 4 and 5)."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

__all__ = [
    "HANDSHAKE",
    "STATUS_REQUEST",
    "Record",
    "hello_of",
    "listed",
    "messages_in",
    "records_in",
    "sized",
]

# RFC 8446, section 5.1.
HANDSHAKE: Final = 22
# RFC 6066, section 8: an answer of OCSP is asked for, from any responder and without extensions.
STATUS_REQUEST: Final = (5, b"\x01\x00\x00\x00\x00")
_SERVER_NAME: Final = 0
_CLIENT_HELLO: Final = b"\x01"

Extension = tuple[int, bytes]


class Record(NamedTuple):
    """One record: its type, its five bytes of header, and what of its body has come."""

    kind: int
    header: bytes
    body: bytes

    @property
    def is_whole(self) -> bool:
        """Tell whether all of it has come."""
        return len(self.body) == int.from_bytes(self.header[3:5], "big")


def hello_of(server_name: str, suites: Sequence[int], extensions: Iterable[Extension]) -> bytes:
    """Give a ClientHello in its record. An address is no server name (RFC 6066, section 3) and left out."""
    told = [*extensions]
    if server_name and not _is_address(server_name):
        name = server_name.rstrip(".").encode("ascii", "replace")
        told.append((_SERVER_NAME, sized(b"\x00" + sized(name, 2), 2)))
    written = b"".join(number.to_bytes(2, "big") + sized(body, 2) for number, body in told)
    # Whoever keeps the layout of older sessions expects an id of 32 bytes (RFC 8446, appendix D.4).
    session = sized(secrets.token_bytes(32), 1)
    body = b"\x03\x03" + secrets.token_bytes(32) + session + listed(suites) + b"\x01\x00" + sized(written, 2)
    return b"\x16\x03\x01" + sized(_CLIENT_HELLO + sized(body, 3), 2)


def records_in(content: bytes) -> Iterator[Record]:
    """Give the records of a flight; the last one may not be whole."""
    place = 0
    while len(content) >= place + 5:
        size = int.from_bytes(content[place + 3 : place + 5], "big")
        yield Record(content[place], content[place : place + 5], content[place + 5 : place + 5 + size])
        place += 5 + size


def messages_in(flow: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the numbers and bodies of the handshake messages that are whole; they may lie across records."""
    place = 0
    while len(flow) >= place + 4:
        end = place + 4 + int.from_bytes(flow[place + 1 : place + 4], "big")
        if len(flow) < end:
            return
        yield flow[place], flow[place + 4 : end]
        place = end


def listed(numbers: Sequence[int]) -> bytes:
    """Give numbers of two octets as a list with its size in front."""
    return sized(b"".join(number.to_bytes(2, "big") for number in numbers), 2)


def sized(content: bytes, octets: int) -> bytes:
    """Give content with its size in front."""
    return len(content).to_bytes(octets, "big") + content


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
