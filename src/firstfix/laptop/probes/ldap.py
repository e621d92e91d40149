"""The root of a directory, read without signing in: one LDAP search (RFC 4511) in BER."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from firstfix.laptop.probes.ber import INTEGER, OCTETS, SEQUENCE, packed, parts
from firstfix.laptop.probes.wire import Line

__all__ = ["read_root", "root_facts"]

_ENUMERATED, _BOOLEAN = 0x0A, 0x01
_SEARCH, _ENTRY, _DONE, _PRESENT = 0x63, 0x64, 0x65, 0x87
# RFC 4511, section 4.4.1: a server that hangs up says why in an extended response that nobody asked for.
_NOTICE = 0x78
_ENDING = frozenset({_DONE, _NOTICE})
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
        return {"outcome": "silent", "is_swallowed": line.is_swallowed()}
    except OSError:
        return {"outcome": "closed"}
    return root_facts(content)


def root_facts(content: bytes) -> dict[str, Any]:
    """Give the facts of the messages that a directory answered, whatever the bytes are."""
    if not content:
        return {"outcome": "closed"}
    try:
        messages = [parts(body) for tag, body in parts(content) if tag == SEQUENCE]
        operations = [each[1] for each in messages if len(each) > 1]
    except ValueError:
        return {"outcome": "other_protocol"}
    done = [body for tag, body in operations if tag in _ENDING]
    if not done:
        return {"outcome": "other_protocol"}
    bases = [value for tag, body in operations if tag == _ENTRY for value in _values(body, b"namingcontexts")]
    result = next((int.from_bytes(body, "big") for tag, body in parts(done[0]) if tag == _ENUMERATED), 0)
    return {"outcome": "answered", "result": result, "bases": bases}


def _search() -> bytes:
    """Give the question: base '', scope base, any entry, three attributes."""
    attributes = b"".join(packed(OCTETS, name) for name in _WANTED)
    asked = (
        packed(OCTETS, b"")
        + packed(_ENUMERATED, b"\x00") * 2
        + packed(INTEGER, b"\x00") * 2
        + packed(_BOOLEAN, b"\x00")
        + packed(_PRESENT, b"objectClass")
        + packed(SEQUENCE, attributes)
    )
    return packed(SEQUENCE, packed(INTEGER, b"\x01") + packed(_SEARCH, asked))


def _is_done(content: bytes) -> bool:
    try:
        messages = [parts(body) for tag, body in parts(content) if tag == SEQUENCE]
    except ValueError:
        return False
    return any(len(each) > 1 and each[1][0] in _ENDING for each in messages)


def _values(entry: bytes, wanted: bytes) -> Iterator[str]:
    for attributes_tag, attributes in parts(entry):
        if attributes_tag != SEQUENCE:
            continue
        for _tag, attribute in parts(attributes):
            pair = parts(attribute)
            if len(pair) == 2 and pair[0][1].lower() == wanted:
                yield from (value.decode("utf-8", "backslashreplace") for _kind, value in parts(pair[1][1]))
