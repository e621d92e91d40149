"""Private keys in armour: found by their begin and end lines, whole, even when the end was cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d:")
_END = re.compile(
    r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|Private-MAC:[ \t]{0,4}[0-9a-f]{0,128}"
)
# What the body of an armoured key is made of (RFC 7468), headers and escaped line ends of JSON included.
_BODY = re.compile(r"(?:[A-Za-z0-9+/=:,.\\\s-])*+")


def find_private_keys(text: str) -> Iterator[tuple[int, int]]:
    """Give where private keys stand; one whose end is missing reaches as far as its body can.

    Each end is looked up once from where the last key stopped, so the whole takes one pass.
    """
    place = 0
    next_end = _END.search(text)
    while (begin := _BEGIN.search(text, place)) is not None:
        while next_end is not None and next_end.start() < begin.end():
            next_end = _END.search(text, max(begin.end(), next_end.end()))
        place = next_end.end() if next_end is not None else _body_end(text, begin.end())
        yield begin.start(), place


def _body_end(text: str, start: int) -> int:
    body = _BODY.match(text, start)
    return body.end() if body else start
