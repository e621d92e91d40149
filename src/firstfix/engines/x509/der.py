"""DER, read strictly (ITU-T X.690): every element from untrusted bytes, or Malformed; nothing else leaves."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = [
    "BIT_STRING",
    "BOOLEAN",
    "INTEGER",
    "NULL",
    "OCTET_STRING",
    "OID",
    "SEQUENCE",
    "SET",
    "Element",
    "Malformed",
    "Parts",
    "bits_of",
    "context",
    "flag_of",
    "integer_of",
    "oid_of",
    "only_element",
    "parts_of",
]

# X.680, section 8.4: universal tags; 0x20 is for what consists of parts (X.690, section 8.1.2.5).
BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
SEQUENCE, SET = 0x30, 0x31

# A certificate of the size of a film is an attack; the largest that are seen in the field have 64 kB.
MOST_BYTES: Final = 4_000_000
# Longer identifiers than this are no identifiers (the longest that is registered has 30 arcs).
_MOST_OID_BYTES: Final = 64


class Malformed(ValueError):
    """Bytes that are no DER, or not what stands in this place."""


class Element(NamedTuple):
    """One element: its tag, what is in it, and the whole of it with tag and length."""

    tag: int
    content: bytes
    whole: bytes


def only_element(content: bytes, tag: int, what: str, *, most_bytes: int = MOST_BYTES) -> Element:
    """Give the one element that bytes consist of. Raises Malformed, naming ``what`` was read."""
    if len(content) > most_bytes:
        raise Malformed(f"{what} is {len(content)} bytes long")
    found, end = _element_at(content, 0, what)
    if end != len(content):
        raise Malformed(f"{what} has {len(content) - end} bytes behind its end")
    if found.tag != tag:
        raise Malformed(f"{what} has tag {found.tag:#04x}, not {tag:#04x}")
    return found


def parts_of(element: Element, what: str) -> list[Element]:
    """Give the elements inside one. Raises Malformed."""
    found, place = [], 0
    while place < len(element.content):
        part, place = _element_at(element.content, place, what)
        found.append(part)
    return found


class Parts:
    """The elements of a sequence, taken one after the other as its definition says."""

    def __init__(self, element: Element, what: str) -> None:
        self._parts = parts_of(element, what)
        self._place = 0
        self._what = what

    def take(self, tag: int) -> Element:
        """Give the next element, which must have this tag. Raises Malformed."""
        found = self.maybe(tag)
        if found is None:
            raise Malformed(f"{self._what} lacks its part {self._place + 1} (tag {tag:#04x})")
        return found

    def maybe(self, tag: int) -> Element | None:
        """Give the next element where it has this tag."""
        if self._place < len(self._parts) and self._parts[self._place].tag == tag:
            self._place += 1
            return self._parts[self._place - 1]
        return None

    def any(self) -> Element:
        """Give the next element, whatever its tag. Raises Malformed."""
        if self._place >= len(self._parts):
            raise Malformed(f"{self._what} ends too early")
        self._place += 1
        return self._parts[self._place - 1]

    def end(self) -> None:
        """Say that nothing more may stand here. Raises Malformed."""
        if self._place != len(self._parts):
            raise Malformed(f"{self._what} has more parts than it may have")


def context(number: int, *, is_constructed: bool = True) -> int:
    """Give the tag ``[number]``."""
    return 0x80 | (0x20 if is_constructed else 0) | number


def integer_of(element: Element) -> int:
    """Give a whole number. Raises Malformed."""
    content = element.content
    if not content or (len(content) > 1 and content[0] in {0, 255} and content[0] >> 7 == content[1] >> 7):
        raise Malformed("a number is empty or longer than needed")
    return int.from_bytes(content, "big", signed=True)


def flag_of(element: Element) -> bool:
    """Give yes or no. Raises Malformed."""
    if element.content not in {b"\x00", b"\xff"}:
        raise Malformed("a yes or no is neither")
    return element.content == b"\xff"


def oid_of(element: Element) -> str:
    """Give an object identifier as ``2.5.29.17``. Raises Malformed."""
    content = element.content
    if not content or len(content) > _MOST_OID_BYTES or content[-1] & 0x80:
        raise Malformed("an object identifier does not end")
    arcs, value, is_first = [], 0, True
    for octet in content:
        if is_first and octet == 0x80:
            raise Malformed("an arc of an object identifier is longer than needed")
        value, is_first = value << 7 | octet & 0x7F, not octet & 0x80
        if is_first:
            arcs.append(value)
            value = 0
    top = min(arcs[0] // 40, 2)
    return ".".join(map(str, (top, arcs[0] - 40 * top, *arcs[1:])))


def bits_of(element: Element) -> frozenset[int]:
    """Give the places of the bits that are set, as named bit lists count them. Raises Malformed."""
    content = element.content
    if not content or content[0] > 7 or (len(content) == 1 and content[0]):
        raise Malformed("a bit string has no such unused bits")
    used = (len(content) - 1) * 8 - content[0]
    bits = int.from_bytes(content[1:], "big") >> content[0]
    return frozenset(place for place in range(used) if bits >> (used - 1 - place) & 1)


def _element_at(content: bytes, place: int, what: str) -> tuple[Element, int]:
    head = content[place : place + 2]
    if len(head) < 2 or head[0] & 0x1F == 0x1F:
        raise Malformed(f"{what} is cut, or has a tag that certificates do not use")
    length, begin = head[1], place + 2
    if length & 0x80:
        length, begin = _long_length(content, begin, length & 0x7F, what)
    end = begin + length
    if end > len(content):
        raise Malformed(f"{what} is cut: {length} bytes are said, {len(content) - begin} are there")
    return Element(head[0], content[begin:end], content[place:end]), end


def _long_length(content: bytes, begin: int, count: int, what: str) -> tuple[int, int]:
    octets = content[begin : begin + count]
    # X.690, section 10.1: definite, and in as few octets as possible.
    if not 1 <= count <= 4 or len(octets) < count or octets[0] == 0:
        raise Malformed(f"{what} has a length that DER does not allow")
    length = int.from_bytes(octets, "big")
    if length < 0x80:
        raise Malformed(f"{what} has a length in more octets than needed")
    return length, begin + count
