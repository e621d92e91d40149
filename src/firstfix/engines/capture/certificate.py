"""What a certificate says about time and names, read from its DER octets (RFC 5280); nothing is verified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from firstfix.engines.capture.addresses import address_text

__all__ = ["Certificate", "read_certificate"]

# Tags (X.690) and the octets of the object identifiers 2.5.29.17 (subjectAltName) and 2.5.4.3 (commonName).
_SEQUENCE, _SET, _OID, _UTC_TIME, _TIME, _EXTENSIONS = 0x30, 0x31, 0x06, 0x17, 0x18, 0xA3
_NAMES, _COMMON_NAME = b"\x55\x1d\x11", b"\x55\x04\x03"
_DNS_NAME, _ADDRESS = 0x82, 0x87
_MOST_ELEMENTS: Final = 500
# Year, month, day, hour, minute, second.
_DIGITS: Final = 14


@dataclass(frozen=True, slots=True)
class Certificate:
    """From when to when it holds (seconds since 1970), and for which names."""

    not_before: float
    not_after: float
    names: tuple[str, ...]

    def holds_for(self, name: str) -> bool:
        """Tell whether a name is among its own; a star stands for one label (RFC 9525, 6.3)."""
        wanted = name.rstrip(".").lower()
        star = "*." + wanted.partition(".")[2]
        return any(each in {wanted, star} for each in self.names)


# A server shows the same one on every connection.
@lru_cache(maxsize=256)
def read_certificate(octets: bytes) -> Certificate | None:
    """Give what a certificate says, None where it cannot be read."""
    whole = next(_elements(octets), None)
    body = next(_elements(whole[1]), None) if whole and whole[0] == _SEQUENCE else None
    if body is None:
        return None
    parts = list(_elements(body[1]))
    if parts and parts[0][0] == 0xA0:
        parts = parts[1:]
    if len(parts) < 6:
        return None
    times = [_seconds(*one) for one in _elements(parts[3][1])]
    if len(times) != 2 or None in times:
        return None
    extensions = next((value for tag, value in parts[6:] if tag == _EXTENSIONS), b"")
    names = tuple(_alternative_names(extensions)) or tuple(_common_names(parts[4][1]))
    return Certificate(times[0] or 0.0, times[1] or 0.0, names)


def _elements(octets: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    for _ in range(_MOST_ELEMENTS):
        if at + 2 > len(octets):
            return
        tag, length = octets[at], octets[at + 1]
        at += 2
        if length >= 0x80:
            width = length & 0x7F
            length = int.from_bytes(octets[at : at + width], "big")
            at += width
        # It would end behind what holds it.
        if at + length > len(octets):
            return
        yield tag, octets[at : at + length]
        at += length


def _seconds(tag: int, text: bytes) -> float | None:
    digits = text[:-1]
    if tag == _UTC_TIME:
        # RFC 5280, 4.1.2.5.1: years of two digits go from 1950 to 2049.
        digits = (b"19" if digits >= b"50" else b"20") + digits
    if tag not in {_UTC_TIME, _TIME} or text[-1:] != b"Z" or len(digits) != _DIGITS or not digits.isdigit():
        return None
    month, day, hour, minute, second = (int(digits[at : at + 2]) for at in range(4, _DIGITS, 2))
    try:
        return datetime(int(digits[:4]), month, day, hour, minute, second, tzinfo=UTC).timestamp()
    except ValueError:
        return None


def _alternative_names(extensions: bytes) -> Iterator[str]:
    for _tag, listed in _elements(extensions):
        for _sequence, extension in _elements(listed):
            parts = list(_elements(extension))
            if len(parts) >= 2 and parts[0] == (_OID, _NAMES):
                yield from _general_names(parts[-1][1])


def _general_names(octets: bytes) -> Iterator[str]:
    for _sequence, listed in _elements(octets):
        for tag, value in _elements(listed):
            if tag == _DNS_NAME:
                yield value.decode("ascii", "backslashreplace").lower()
            elif tag == _ADDRESS and len(value) in {4, 16}:
                yield address_text(value)


def _common_names(subject: bytes) -> Iterator[str]:
    for tag, relative in _elements(subject):
        for _sequence, attribute in _elements(relative) if tag == _SET else ():
            parts = list(_elements(attribute))
            if len(parts) == 2 and parts[0] == (_OID, _COMMON_NAME):
                yield parts[1][1].decode("utf-8", "backslashreplace").lower()
