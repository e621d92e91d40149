"""Whether a certificate names a server (RFC 9525, RFC 6125), and whether its names are names at all."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from firstfix.engines.x509.certificate import Certificate

__all__ = ["is_name", "names_shown", "serves", "texts_of"]

# RFC 1034, section 3.5, as RFC 1123, section 2.1 widened it: a digit may come first.
_LABEL: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
# RFC 1035, section 2.3.4: 255 octets on the wire, which are 253 letters and periods.
_MOST_NAME: Final = 253


def serves(one: Certificate, server: str) -> bool:
    """Tell whether the alternative names hold a server's name or address."""
    address = _octets(server)
    if address is not None:
        return any(each.kind == "ip" and each.octets == address for each in one.names)
    return any(each.kind == "dns" and _fits(each.text, server) for each in one.names)


def is_name(text: str) -> bool:
    """Tell whether a text is a DNS name, with a wildcard for the whole first label allowed."""
    name = text.removeprefix("*.")
    return 0 < len(name) <= _MOST_NAME and all(_LABEL.fullmatch(each) for each in name.split("."))


def names_shown(one: Certificate) -> str:
    """Give the names that a certificate is for, in a few words."""
    return ", ".join(texts_of(one)) or "no name"


def texts_of(one: Certificate) -> list[str]:
    """Give the names and addresses that a certificate is for, as they are written (RFC 5952 for IPv6)."""
    dns = [each.text for each in one.names if each.kind == "dns"]
    return [*dns, *(str(ipaddress.ip_address(each.octets)) for each in one.names if each.kind == "ip")]


def _fits(pattern: str, server: str) -> bool:
    wanted, given = server.rstrip(".").casefold().split("."), pattern.rstrip(".").casefold().split(".")
    if given[0] == "*":
        # A wildcard right under the top would name half the world (RFC 9525, section 7.1).
        return len(given) > 2 and wanted[1:] == given[1:] and bool(wanted[0])
    return wanted == given


def _octets(text: str) -> bytes | None:
    try:
        return ipaddress.ip_address(text).packed
    except ValueError:
        return None
