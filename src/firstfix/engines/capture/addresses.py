"""Addresses as people write them."""

from __future__ import annotations

from functools import lru_cache
from struct import Struct
from typing import Final

__all__ = ["address_text", "endpoint_text", "mac_text", "pair_text"]

_FORM: Final = (":{:x}" * 8 + ":").format
_EIGHT_WORDS: Final = Struct(">8H").unpack
# A single zero is written as it is (RFC 5952, 4.2.2).
_ROWS_OF_ZEROS: Final = tuple(":0" * count + ":" for count in range(8, 1, -1))


@lru_cache(maxsize=4096)
def address_text(octets: bytes) -> str:
    """Give the text of 4 or 16 octets."""
    if len(octets) == 4:
        return f"{octets[0]}.{octets[1]}.{octets[2]}.{octets[3]}"
    return _six_text(_EIGHT_WORDS(octets))


def _six_text(words: tuple[int, ...]) -> str:
    """Give the text of RFC 5952: the longest row of zeros, and of equal ones the first, becomes '::'."""
    text = _FORM(*words)
    for zeros in _ROWS_OF_ZEROS:
        before, found, after = text.partition(zeros)
        if found:
            return f"{before[1:]}::{after[:-1]}"
    return text[1:-1]


@lru_cache(maxsize=4096)
def pair_text(octets: bytes) -> tuple[str, str]:
    """Give the texts of two addresses of one kind that stand one behind the other."""
    width = len(octets) // 2
    return address_text(octets[:width]), address_text(octets[width:])


def endpoint_text(address: str, port: int) -> str:
    """Give an address with its port (RFC 3986, 3.2.2)."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def mac_text(octets: bytes) -> str:
    """Give the text of a hardware address."""
    return octets.hex(":")
