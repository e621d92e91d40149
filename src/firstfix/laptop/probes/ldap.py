"""The root of a directory, read without signing in: one LDAP search (RFC 4511) in hand-made BER."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from firstfix.laptop.probes.wire import Line

__all__ = ["read_root", "root_facts"]

_SEQUENCE, _SET, _INTEGER, _OCTETS, _ENUMERATED, _BOOLEAN = 0x30, 0x31, 0x02, 0x04, 0x0A, 0x01
_SEARCH, _ENTRY, _DONE, _PRESENT = 0x63, 0x64, 0x65, 0x87
_MOST_BYTES = 256_000
_WANTED = (b"namingContexts", b"supportedLDAPVersion", b"vendorName")


async def read_root(line: Line, *, seconds: float) -> dict[str, Any]:
    """Give the facts of a directory's root: its naming contexts, or why it says nothing."""
    content = b""
    try:
        async with asyncio.timeout(seconds):
            await line.send(_search())
            while not _is_done(content) and len(content) < _MOST_BYTES:
                more = await line.receive()
                if not more:
                    break
                content += more
    except TimeoutError:
        return {"outcome": "silent"}
    except OSError:
        return {"outcome": "closed"}
    return root_facts(content)


def root_facts(content: bytes) -> dict[str, Any]:
    """Give the facts of the messages that a directory answered, whatever the bytes are."""
    if not content:
        return {"outcome": "closed"}
    try:
        messages = [_parts(body) for tag, body in _parts(content) if tag == _SEQUENCE]
        operations = [each[1] for each in messages if len(each) > 1]
    except ValueError:
        return {"outcome": "other_protocol"}
    done = [body for tag, body in operations if tag == _DONE]
    if not done:
        return {"outcome": "other_protocol"}
    bases = [value for tag, body in operations if tag == _ENTRY for value in _values(body, b"namingcontexts")]
    result = next((int.from_bytes(body, "big") for tag, body in _parts(done[0]) if tag == _ENUMERATED), 0)
    return {"outcome": "answered", "result": result, "bases": bases}


def _search() -> bytes:
    """Give the question: base '', scope base, any entry, three attributes."""
    attributes = b"".join(_packed(_OCTETS, name) for name in _WANTED)
    asked = (
        _packed(_OCTETS, b"")
        + _packed(_ENUMERATED, b"\x00") * 2
        + _packed(_INTEGER, b"\x00") * 2
        + _packed(_BOOLEAN, b"\x00")
        + _packed(_PRESENT, b"objectClass")
        + _packed(_SEQUENCE, attributes)
    )
    return _packed(_SEQUENCE, _packed(_INTEGER, b"\x01") + _packed(_SEARCH, asked))


def _packed(tag: int, body: bytes) -> bytes:
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def _is_done(content: bytes) -> bool:
    try:
        messages = [_parts(body) for tag, body in _parts(content) if tag == _SEQUENCE]
    except ValueError:
        return False
    return any(len(each) > 1 and each[1][0] == _DONE for each in messages)


def _values(entry: bytes, wanted: bytes) -> Iterator[str]:
    for attributes_tag, attributes in _parts(entry):
        if attributes_tag != _SEQUENCE:
            continue
        for _tag, attribute in _parts(attributes):
            parts = _parts(attribute)
            if len(parts) == 2 and parts[0][1].lower() == wanted:
                yield from (value.decode("utf-8", "backslashreplace") for _kind, value in _parts(parts[1][1]))


def _parts(content: bytes) -> list[tuple[int, bytes]]:
    """Give tag and body of each value in a row. Raises ValueError where one is cut."""
    found, place = [], 0
    while place < len(content):
        if place + 2 > len(content):
            raise ValueError("cut")
        tag, length, start = content[place], content[place + 1], place + 2
        if length & 0x80:
            size = length & 0x7F
            if not 0 < size <= 4 or start + size > len(content):
                raise ValueError("a length of no known kind, or cut")
            length, start = int.from_bytes(content[start : start + size], "big"), start + size
        if start + length > len(content):
            raise ValueError("cut")
        found.append((tag, content[start : start + length]))
        place = start + length
    return found
