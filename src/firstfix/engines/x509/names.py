"""Names in certificates: distinguished ones with their comparison, and the general ones of RFC 5280."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from firstfix.engines.x509.der import SEQUENCE, SET, Element, Malformed, Parts, context, oid_of, parts_of
from firstfix.engines.x509.oids import ATTRIBUTES

__all__ = ["COMMON_NAME", "EMAIL", "GeneralName", "Name", "NameKey", "read_general_name", "read_name"]

COMMON_NAME: Final = "2.5.4.3"
EMAIL: Final = "1.2.840.113549.1.9.1"
# The types of text (RFC 5280, section 4.1.2.4) and how each is written.
_TEXTS: Final = {
    0x0C: "utf-8",
    0x13: "ascii",
    0x14: "latin-1",
    0x16: "ascii",
    0x1A: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
    0x12: "ascii",
}
_KINDS: Final = {
    context(0): "other",
    context(1, is_constructed=False): "email",
    context(2, is_constructed=False): "dns",
    context(3): "x400",
    context(4): "directory",
    context(5): "edi",
    context(6, is_constructed=False): "uri",
    context(7, is_constructed=False): "ip",
    context(8, is_constructed=False): "id",
}

# Names of people and companies fit into a page; longer ones are made to keep a reader busy.
_MOST_NAME_BYTES: Final = 8_000

NameKey = tuple[frozenset[tuple[str, str]], ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A distinguished name: ``key`` to compare by, ``text`` to show, the values of its attributes."""

    key: NameKey
    text: str
    values: tuple[tuple[str, str], ...]

    def all_of(self, oid: str) -> tuple[str, ...]:
        """Give the values of an attribute."""
        return tuple(value for name, value in self.values if name == oid)

    def lies_in(self, base: Name) -> bool:
        """Tell whether the name stands in the subtree of another one (RFC 5280, section 4.2.1.10)."""
        return self.key[: len(base.key)] == base.key


@dataclass(frozen=True, slots=True)
class GeneralName:
    """A name of one of nine kinds: ``text`` of dns, email, uri; ``octets`` of ip; ``name`` of directory."""

    kind: str
    text: str = ""
    octets: bytes = b""
    name: Name | None = None


def read_name(element: Element) -> Name:
    """Give a distinguished name. Raises Malformed."""
    key, values, shown = [], [], []
    rdns = parts_of(element, "a name")
    if len(element.content) > _MOST_NAME_BYTES:
        raise Malformed(f"a name has {len(rdns)} parts")
    for rdn in rdns:
        if rdn.tag != SET or not rdn.content:
            raise Malformed("a name has an empty or wrong part")
        pairs = [_attribute(each) for each in parts_of(rdn, "a name")]
        key.append(frozenset((oid, _folded(value)) for oid, value in pairs))
        values += pairs
        shown.append("+".join(f"{ATTRIBUTES.get(oid, oid)}={_escaped(value)}" for oid, value in pairs))
    return Name(tuple(key), ",".join(reversed(shown)), tuple(values))


def read_general_name(element: Element) -> GeneralName:
    """Give a general name. Raises Malformed."""
    kind = _KINDS.get(element.tag)
    if kind is None:
        raise Malformed(f"a name has the unknown kind {element.tag:#04x}")
    if kind in {"dns", "email", "uri"}:
        return GeneralName(kind, _ascii(element.content))
    if kind == "directory":
        inner = Parts(element, "a directory name")
        name = read_name(inner.take(SEQUENCE))
        inner.end()
        return GeneralName(kind, name=name)
    return GeneralName(kind, octets=element.content)


def _attribute(element: Element) -> tuple[str, str]:
    if element.tag != SEQUENCE:
        raise Malformed("an attribute of a name is no pair")
    parts = Parts(element, "an attribute of a name")
    oid, value = oid_of(parts.take(0x06)), parts.any()
    parts.end()
    encoding = _TEXTS.get(value.tag)
    if encoding is None:
        # X.520 allows other types; they are compared by their bytes.
        return oid, f"#{value.whole.hex()}"
    try:
        return oid, value.content.decode(encoding)
    except UnicodeDecodeError:
        raise Malformed(f"an attribute of a name is no {encoding}") from None


def _folded(value: str) -> str:
    """Give a value as it is compared: case and runs of white space do not count (RFC 5280, section 7.1)."""
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


def _escaped(value: str) -> str:
    """RFC 4514, section 2.4; what a terminal would obey is replaced."""
    kept = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in value)
    return "".join(f"\\{each}" if each in ',+"\\<>;' else each for each in kept)


def _ascii(content: bytes) -> str:
    try:
        return content.decode("ascii")
    except UnicodeDecodeError:
        raise Malformed("a name that must be ASCII is not") from None
