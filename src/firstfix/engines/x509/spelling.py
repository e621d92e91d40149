"""Whether a common name is a copy of an alternative name, or the same one in another writing (BR 7.1.4.3)."""

from __future__ import annotations

import ipaddress
import re

from firstfix.engines.x509.certificate import Certificate
from firstfix.engines.x509.host import texts_of

__all__ = ["is_meant", "is_written"]

# How addresses were written before RFC 3986, section 3.2.2: four numbers, decimal or hexadecimal.
_PART = re.compile(r"0[xX][0-9A-Fa-f]{1,8}|[0-9]{1,10}")


def is_written(common: str, one: Certificate) -> bool:
    """Tell whether an alternative name is written exactly like this."""
    return common in texts_of(one)


def is_meant(common: str, one: Certificate) -> bool:
    """Tell whether an alternative name means the same as this text, or could never be a copy of it.

    Alternative names are ASCII, so a name in another script is always written in another way.
    """
    meaning = _meaning(common)
    return not common.isascii() or any(_meaning(text) == meaning for text in texts_of(one))


def _meaning(text: str) -> str:
    """Give the one writing of a name or address, whatever its case, script or form of numbers."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        pass
    parts = text.split(".")
    if len(parts) == 4 and all(map(_PART.fullmatch, parts)):
        return ".".join(str(_number(part)) for part in parts)
    try:
        return text.encode("idna").decode("ascii").casefold()
    except UnicodeError:
        return text.casefold()


def _number(part: str) -> int:
    return int(part, 16) if part[:2].casefold() == "0x" else int(part)
