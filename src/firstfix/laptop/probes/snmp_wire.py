"""SNMP on the wire: GET and its answers (RFC 3416), by v2c (RFC 1901) and v3 (RFC 3412)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from firstfix.laptop.probes.ber import (
    INTEGER,
    NULL,
    OCTETS,
    SEQUENCE,
    number_of,
    packed,
    packed_number,
    parts,
)

__all__ = [
    "ASKED", "AUTHENTIC", "PRIVATE", "REPORTABLE", "Answer", "Engine", "Security", "community_get", "pdu",
    "read_answer", "read_pdu", "usm_message",
]  # fmt: skip

# RFC 3418: what every agent can say about itself.
ASKED: Final = ("1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.5.0")
_GET, _RESPONSE, _REPORT = 0xA0, 0xA2, 0xA8
_OID, _TICKS = 0x06, 0x43
_ABSENT: Final = frozenset({NULL, 0x80, 0x81, 0x82})
_V2C, _V3, _USM = 1, 3, 3
# RFC 3414, section 5: usmStats; the counter that an agent reports says what was wrong.
_REPORTS: Final = {
    1: "unsupportedSecLevels", 2: "notInTimeWindows", 3: "unknownUserNames", 4: "unknownEngineIDs",
    5: "wrongDigests", 6: "decryptionErrors",
}  # fmt: skip
_STATS: Final = "1.3.6.1.6.3.15.1.1."
# RFC 3412, section 6: reportable, with authentication, with privacy.
REPORTABLE, PRIVATE, AUTHENTIC = 4, 2, 1
_MOST_BYTES: Final = 65_507


@dataclass(frozen=True, slots=True)
class Engine:
    """An agent's engine as it tells itself: id, how often it began, seconds since it last did."""

    id: bytes = b""
    boots: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: error status, values by OID (None where the agent has none), and what a report counts."""

    number: int
    error: int
    values: dict[str, Any]
    report: str = ""
    engine: Engine = Engine()
    flags: int = 0
    # The packed scoped PDU, still closed where privacy is on; parameters of authentication and privacy.
    scoped: bytes = b""
    digest: bytes = b""
    salt: bytes = b""


def community_get(number: int, community: bytes) -> bytes:
    """Give a GET of v2c for what is always asked."""
    return packed(SEQUENCE, packed_number(_V2C) + packed(OCTETS, community) + pdu(number, ASKED))


def pdu(number: int, asked: Sequence[str]) -> bytes:
    """Give a GET for some OIDs; with none it asks an engine for itself."""
    bindings = b"".join(packed(SEQUENCE, packed(_OID, _packed_oid(oid)) + packed(NULL, b"")) for oid in asked)
    return packed(_GET, packed_number(number) + packed_number(0) * 2 + packed(SEQUENCE, bindings))


@dataclass(frozen=True, slots=True)
class Security:
    """Who asks which engine, and what proves it: user, digest and salt are empty for nobody."""

    engine: Engine = Engine()
    user: bytes = b""
    digest: bytes = b""
    salt: bytes = b""


def usm_message(number: int, flags: int, security: Security, scoped: bytes) -> bytes:
    """Give a message of v3; ``scoped`` is the scoped PDU, packed and closed where privacy is on."""
    head = packed_number(number) + packed_number(_MOST_BYTES) + packed(OCTETS, bytes([flags]))
    engine = security.engine
    told = packed(OCTETS, engine.id) + packed_number(engine.boots) + packed_number(engine.seconds)
    proof = (security.user, security.digest, security.salt)
    told += b"".join(packed(OCTETS, each) for each in proof)
    header = packed(SEQUENCE, head + packed_number(_USM))
    whole = packed_number(_V3) + header + packed(OCTETS, packed(SEQUENCE, told)) + scoped
    return packed(SEQUENCE, whole)


def read_answer(content: bytes) -> Answer:
    """Give an answer of v2c or v3; one with privacy stays closed. Raises ValueError for anything else."""
    try:
        fields = _inner(content, SEQUENCE)
        if number_of(fields[0][1]) == _V2C:
            return read_pdu(fields[2])
        if number_of(fields[0][1]) == _V3:
            return _of_3(fields)
    except IndexError:
        raise ValueError("a field is missing") from None
    raise ValueError("a version that nobody asked for")


def read_pdu(one: tuple[int, bytes]) -> Answer:
    """Give the answer in a PDU. Raises ValueError or IndexError."""
    tag, body = one
    if tag not in {_RESPONSE, _REPORT}:
        raise ValueError("no answer")
    number, error, _index, bindings = parts(body)[:4]
    values = dict(_value(each) for kind, each in parts(bindings[1]) if kind == SEQUENCE)
    counted = next((oid for oid in values if oid.startswith(_STATS)), "") if tag == _REPORT else ""
    kind = counted.removeprefix(_STATS).partition(".")[0]
    report = _REPORTS.get(int(kind), "other") if kind.isdigit() else "other" if tag == _REPORT else ""
    return Answer(number_of(number[1]), number_of(error[1]), values, report)


def _of_3(fields: list[tuple[int, bytes]]) -> Answer:
    header, security = parts(fields[1][1]), _inner(fields[2][1], SEQUENCE)
    flags = header[2][1][0]
    engine = Engine(security[0][1], number_of(security[1][1]), number_of(security[2][1]))
    digest, salt = security[4][1], security[5][1]
    scoped = fields[3][1]
    opened = Answer(0, 0, {}) if flags & PRIVATE else read_pdu(parts(scoped)[2])
    number = number_of(header[0][1])
    return Answer(number, opened.error, opened.values, opened.report, engine, flags, scoped, digest, salt)


def _inner(content: bytes, tag: int) -> list[tuple[int, bytes]]:
    found = parts(content)
    if not found or found[0][0] != tag:
        raise ValueError("no SNMP")
    return parts(found[0][1])


def _value(binding: bytes) -> tuple[str, Any]:
    (_oid, name), (tag, body) = parts(binding)[:2]
    oid = _oid_of(name)
    if tag in _ABSENT:
        return oid, None
    if tag in {INTEGER, _TICKS} or 0x41 <= tag <= 0x47:
        return oid, number_of(body) if tag == INTEGER else int.from_bytes(body[:9], "big")
    return oid, _oid_of(body) if tag == _OID else body.decode("utf-8", "backslashreplace")[:500]


def _packed_oid(oid: str) -> bytes:
    numbers = [int(each) for each in oid.split(".")]
    return bytes([numbers[0] * 40 + numbers[1]]) + b"".join(map(_packed_arc, numbers[2:]))


def _packed_arc(number: int) -> bytes:
    body = bytes([number & 0x7F])
    while number := number >> 7:
        body = bytes([0x80 | number & 0x7F]) + body
    return body


def _oid_of(body: bytes) -> str:
    if not 0 < len(body) <= 128:
        raise ValueError("an OID of no known length")
    numbers, number = [min(body[0] // 40, 2), body[0] - 40 * min(body[0] // 40, 2)], 0
    for each in body[1:]:
        number = number << 7 | each & 0x7F
        if not each & 0x80:
            numbers.append(number)
            number = 0
    return ".".join(map(str, numbers))
