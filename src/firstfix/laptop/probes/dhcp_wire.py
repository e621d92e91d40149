"""DHCP messages on the wire (RFC 2131, RFC 2132, RFC 3397): a DISCOVER out, OFFERs in."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Callable, Mapping
from typing import Any, Final

__all__ = ["discover", "read_offer"]

# RFC 2131, figure 1: op, htype, hlen, hops, xid, secs, flags, four addresses, chaddr, sname, file, cookie.
_HEAD: Final = struct.Struct("!BBBBIHH4s4s4s4s16s64s128s4s")
_COOKIE: Final = b"\x63\x82\x53\x63"
_ASKS, _ANSWERS, _ETHERNET, _BROADCAST = 1, 2, 1, 0x8000
_DISCOVER, _OFFER = 1, 2
_TYPE, _SERVER, _WANTED, _PAD, _END = 53, 54, 55, 0, 255
# BOOTP relays may drop what is shorter than 300 bytes (RFC 1542, section 2.1).
_LEAST_BYTES: Final = 300


def discover(number: int, hardware: bytes) -> bytes:
    """Give a DISCOVER that asks for the options that are read here, answered to everybody."""
    head = _HEAD.pack(
        _ASKS,
        _ETHERNET,
        len(hardware),
        0,
        number,
        0,
        _BROADCAST,
        b"",
        b"",
        b"",
        b"",
        hardware,
        b"",
        b"",
        _COOKIE,
    )
    wanted = bytes(_OPTIONS)
    options = bytes([_TYPE, 1, _DISCOVER, _WANTED, len(wanted), *wanted, _END])
    return (head + options).ljust(_LEAST_BYTES, b"\x00")


def read_offer(content: bytes, number: int) -> dict[str, Any] | None:
    """Give the facts of an OFFER to this question, None for whatever else the bytes are."""
    try:
        return _offer(content, number)
    except (struct.error, ValueError, IndexError):
        return None


def _offer(content: bytes, number: int) -> dict[str, Any] | None:
    fields = _HEAD.unpack_from(content)
    if fields[0] != _ANSWERS or fields[4] != number or fields[14] != _COOKIE:
        return None
    options = _options(content[_HEAD.size :])
    if options.get(_TYPE) != bytes([_OFFER]):
        return None
    told: dict[str, Any] = {
        "server": str(ipaddress.IPv4Address(options.get(_SERVER, fields[9]))),
        "address": str(ipaddress.IPv4Address(fields[8])),
        "relay": str(ipaddress.IPv4Address(fields[10])) if any(fields[10]) else "",
    }
    for kind, (name, read) in _OPTIONS.items():
        if kind in options:
            told[name] = read(options[kind])
    return told


def _options(content: bytes) -> dict[int, bytes]:
    """Give options by their number; one that comes in pieces is put together (RFC 3396)."""
    found: dict[int, bytes] = {}
    place = 0
    while place < len(content) and content[place] != _END:
        kind = content[place]
        if kind == _PAD:
            place += 1
            continue
        length = content[place + 1]
        if place + 2 + length > len(content):
            raise ValueError("an option is cut")
        found[kind] = found.get(kind, b"") + content[place + 2 : place + 2 + length]
        place += 2 + length
    return found


def _addresses(body: bytes) -> list[str]:
    whole = len(body) // 4 * 4
    return [str(ipaddress.IPv4Address(body[place : place + 4])) for place in range(0, whole, 4)]


def _address(body: bytes) -> str:
    return next(iter(_addresses(body)), "")


def _text(body: bytes) -> str:
    return body.rstrip(b"\x00").decode("utf-8", "backslashreplace")


def _number(body: bytes) -> int:
    return int.from_bytes(body[:4], "big")


def _search(body: bytes) -> list[str]:
    """Give the search domains (RFC 3397: names as in DNS, with pointers into the same option)."""
    names: list[str] = []
    place = 0
    while place < len(body) and len(names) < 32:
        name, place = _name(body, place)
        names.append(name)
    return names


def _name(body: bytes, place: int) -> tuple[str, int]:
    labels: list[str] = []
    end: int | None = None
    # A name of 255 octets has no more labels than this (RFC 1035, section 2.3.4).
    for _step in range(128):
        length = body[place]
        if length >= 0xC0:
            end = place + 2 if end is None else end
            place = (length & 0x3F) << 8 | body[place + 1]
        elif length == 0:
            return ".".join(labels), place + 1 if end is None else end
        else:
            labels.append(_text(body[place + 1 : place + 1 + length]))
            place += 1 + length
    raise ValueError("a name without an end")


_OPTIONS: Final[Mapping[int, tuple[str, Callable[[bytes], Any]]]] = {
    1: ("mask", _address),
    3: ("routers", _addresses),
    6: ("resolvers", _addresses),
    15: ("domain", _text),
    26: ("mtu", _number),
    42: ("ntp", _addresses),
    51: ("lease_seconds", _number),
    66: ("boot_server", _text),
    67: ("boot_file", _text),
    119: ("search", _search),
    252: ("proxy_url", _text),
}
"""The options that are asked for, by number (RFC 2132); 252 is what WPAD uses, unregistered."""
