"""BER by hand (ITU-T X.690, definite lengths only): what LDAP and SNMP need of it, safe for any bytes."""

from __future__ import annotations

__all__ = ["INTEGER", "NULL", "OCTETS", "SEQUENCE", "number_of", "packed", "packed_number", "parts"]

INTEGER, OCTETS, NULL, SEQUENCE = 0x02, 0x04, 0x05, 0x30


def packed(tag: int, body: bytes) -> bytes:
    """Give a value with its tag and length."""
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def packed_number(number: int, tag: int = INTEGER) -> bytes:
    """Give a whole number in two's complement, in as few bytes as it needs (section 8.3)."""
    return packed(tag, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def number_of(body: bytes) -> int:
    """Give the whole number that a body holds. Raises ValueError for one that no protocol here knows."""
    if not 0 < len(body) <= 9:
        raise ValueError("a number of no known length")
    return int.from_bytes(body, "big", signed=True)


def parts(content: bytes) -> list[tuple[int, bytes]]:
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
