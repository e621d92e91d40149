"""A resolver for the lab: answers from a zone, over UDP and TCP, and does wrong what it is set to."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from tests.laptop.servers import read_name

__all__ = ["answer"]

_TYPES = {1: "A", 12: "PTR", 16: "TXT", 28: "AAAA", 33: "SRV"}
# RFC 1035, section 4.2.1: what UDP carries without extensions.
_MOST_BYTES = 512
_NAME_ERROR = 3

Zone = list[tuple[str, str, str]]


def answer(question: bytes, zone: Zone, settings: Mapping[str, str], *, is_udp: bool) -> bytes | None:
    """Give the answer to a question, None where the resolver is set to be silent."""
    if settings.get("names") == "silent":
        return None
    asked, end = read_name(question, 12)
    asked, kind = asked.casefold(), _TYPES.get(int.from_bytes(question[end : end + 2], "big"), "")
    if "rcode" in settings:
        return _message(question, end, [], rcode=int(settings["rcode"]))
    found = [_data(kind, value) for name, its, value in zone if name == asked and its == kind]
    is_known = any(name == asked for name, _its, _value in zone)
    if not is_known and "invents" in settings and kind == "A":
        is_known, found = True, [_data("A", settings["invents"])]
    whole = _message(question, end, found, rcode=0 if is_known else _NAME_ERROR)
    if is_udp and len(whole) > _MOST_BYTES:
        return _message(question, end, [], rcode=0, is_cut=True)
    return whole


def _message(question: bytes, end: int, found: list[bytes], *, rcode: int, is_cut: bool = False) -> bytes:
    flags = 0x8180 | rcode | (0x0200 if is_cut else 0)
    counts = b"".join(number.to_bytes(2, "big") for number in (flags, 1, len(found), 0, 0))
    kind = question[end : end + 2]
    records = [
        b"\xc0\x0c" + kind + b"\0\1" + (60).to_bytes(4, "big") + len(each).to_bytes(2, "big") + each
        for each in found
    ]
    return question[:2] + counts + question[12 : end + 4] + b"".join(records)


def _data(kind: str, value: str) -> bytes:
    if kind == "AAAA":
        return ipaddress.IPv6Address(value).packed
    if kind == "A":
        return bytes(map(int, value.split(".")))
    if kind == "TXT":
        parts = [value[place : place + 255].encode() for place in range(0, len(value), 255)]
        return b"".join(bytes([len(part)]) + part for part in parts)
    if kind == "SRV":
        *numbers, target = value.split()
        return b"".join(int(number).to_bytes(2, "big") for number in numbers) + _name(target)
    return _name(value)


def _name(text: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in text.split(".")) + b"\0"
