"""DNS messages on the wire (RFC 1035, 3596, 2782, 6891): questions out, answers in."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

__all__ = [
    "RCODES",
    "TYPES",
    "Answer",
    "Malformed",
    "question",
    "question_about_itself",
    "read_answer",
    "reverse_name",
]

TYPES: Final[Mapping[str, int]] = {
    "A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "SRV": 33,
}  # fmt: skip
RCODES: Final[Mapping[int, str]] = {
    0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED",
}  # fmt: skip
_HEADER: Final = struct.Struct("!HHHHHH")
_QUESTION: Final = struct.Struct("!HH")
_RECORD: Final = struct.Struct("!HHIH")
# DNS flag day 2020: what passes everywhere without being cut into pieces.
_UDP_BYTES: Final = 1232
# A name is 255 octets long at most (RFC 1035, section 2.3.4), so it has no more labels than this.
_MOST_LABELS: Final = 128
_RECURSION_DESIRED, _TRUNCATED, _RESPONSE = 0x0100, 0x0200, 0x8000
# RFC 1035, section 3.2.4.
_CHAOS: Final = 3
# RFC 4035, section 3: AD (checked), CD (do not check); DO asks for signatures (RFC 3225), which are type 46.
_CHECKED, _UNCHECKED, _WITH_PROOF, _SIGNATURE = 0x0020, 0x0010, 0x8000, 46


class Malformed(ValueError):
    """Bytes that are no DNS answer to the question."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a resolver answered: its code, the values of the type that was asked, and the names on the way."""

    rcode: str
    values: tuple[str, ...]
    aliases: tuple[str, ...]
    is_truncated: bool
    least_ttl: int | None
    is_authenticated: bool = False
    is_signed: bool = False


def question(
    number: int,
    name: str,
    kind: str,
    *,
    wants_proof: bool = False,
    is_unchecked: bool = False,
    with_options: bool = True,
) -> bytes:
    """Give the bytes of a question. Raises ValueError for a name that has no place on the wire.

    ``wants_proof`` asks for signatures and whether they were checked, ``is_unchecked`` for an answer all the
    same where the check fails (RFC 4035). ``with_options`` adds EDNS, which old resolvers do not know.
    """
    flags = _RECURSION_DESIRED | (_CHECKED if wants_proof else 0) | (_UNCHECKED if is_unchecked else 0)
    head = _HEADER.pack(number, flags, 1, 0, 0, 1 if with_options else 0)
    # EDNS(0): an empty name, type 41, the bytes that we take, nothing more (RFC 6891, section 6.1.2).
    options = b"\x00" + struct.pack("!HHIH", 41, _UDP_BYTES, _WITH_PROOF if wants_proof else 0, 0)
    return head + _named(name) + _QUESTION.pack(TYPES[kind], 1) + (options if with_options else b"")


def question_about_itself(number: int, name: str) -> bytes:
    """Give the bytes of a question in the class of what servers say about themselves (CHAOS; RFC 4892)."""
    return _HEADER.pack(number, 0, 1, 0, 0, 0) + _named(name) + _QUESTION.pack(TYPES["TXT"], _CHAOS)


def reverse_name(address: str) -> str:
    """Give the name under which a PTR record of an address stands."""
    return ipaddress.ip_address(address).reverse_pointer


def read_answer(content: bytes, number: int, name: str, kind: str) -> Answer:
    """Give what a message answers. Raises Malformed for whatever is no answer to this question."""
    try:
        return _answer(content, number, name, kind)
    except (struct.error, IndexError, UnicodeError, ValueError) as error:
        raise Malformed(str(error)) from None


def _answer(content: bytes, number: int, name: str, kind: str) -> Answer:
    said, flags, questions, answers, _authorities, _more = _HEADER.unpack_from(content)
    if said != number or not flags & _RESPONSE:
        raise Malformed("another number, or no answer")
    place = _HEADER.size
    for _each in range(questions):
        asked, place = _name_at(content, place)
        if asked.casefold() != name.rstrip(".").casefold():
            raise Malformed("an answer to another question")
        place += _QUESTION.size
    values: list[str] = []
    aliases: list[str] = []
    ttls: list[int] = []
    is_signed = False
    for _each in range(answers):
        _owner, place = _name_at(content, place)
        found, _class, ttl, length = _RECORD.unpack_from(content, place)
        place += _RECORD.size
        ttls.append(ttl)
        is_signed = is_signed or found == _SIGNATURE
        if found == TYPES[kind]:
            values.append(_READ[kind](content, place, length))
        elif found == TYPES["CNAME"]:
            aliases.append(_host(content, place, length))
        place += length
    rcode = RCODES.get(flags & 0xF, str(flags & 0xF))
    return Answer(
        rcode,
        tuple(values),
        tuple(aliases),
        bool(flags & _TRUNCATED),
        min(ttls, default=None),
        bool(flags & _CHECKED),
        is_signed,
    )


def _named(name: str) -> bytes:
    labels = [label.encode("ascii") for label in name.rstrip(".").split(".")] if name.rstrip(".") else []
    if any(not 0 < len(label) < 64 for label in labels):
        raise ValueError(f"{name!r} is no name on the wire")
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\x00"


def _name_at(content: bytes, place: int) -> tuple[str, int]:
    """Give the name at a place and where it ends; pointers may not go round in circles (section 4.1.4)."""
    labels: list[str] = []
    end: int | None = None
    for _step in range(_MOST_LABELS):
        length = content[place]
        if length >= 0xC0:
            end = place + 2 if end is None else end
            place = (length & 0x3F) << 8 | content[place + 1]
        elif length == 0:
            return ".".join(labels), place + 1 if end is None else end
        elif length < 0x40:
            labels.append(content[place + 1 : place + 1 + length].decode("ascii", "backslashreplace"))
            place += 1 + length
        else:
            raise Malformed("a label of no known kind")
    raise Malformed("a name without an end")


def _host(content: bytes, place: int, _length: int) -> str:
    return _name_at(content, place)[0]


def _address(content: bytes, place: int, length: int) -> str:
    return str(ipaddress.ip_address(content[place : place + length]))


def _mail(content: bytes, place: int, _length: int) -> str:
    (preference,) = struct.unpack_from("!H", content, place)
    return f"{preference} {_name_at(content, place + 2)[0]}"


def _service(content: bytes, place: int, _length: int) -> str:
    priority, weight, port = struct.unpack_from("!HHH", content, place)
    return f"{priority} {weight} {port} {_name_at(content, place + 6)[0]}"


def _start(content: bytes, place: int, _length: int) -> str:
    server, place = _name_at(content, place)
    mail, place = _name_at(content, place)
    return " ".join([server, mail, *map(str, struct.unpack_from("!IIIII", content, place))])


def _text(content: bytes, place: int, length: int) -> str:
    parts, end = [], place + length
    while place < end:
        parts.append(content[place + 1 : min(place + 1 + content[place], end)])
        place += 1 + content[place]
    return b"".join(parts).decode("utf-8", "backslashreplace")


_READ: Final[Mapping[str, Callable[[bytes, int, int], str]]] = {
    "A": _address, "AAAA": _address, "CNAME": _host, "MX": _mail, "NS": _host, "PTR": _host, "SOA": _start,
    "SRV": _service, "TXT": _text,
}  # fmt: skip
