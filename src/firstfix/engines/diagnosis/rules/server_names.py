"""Whether a certificate names a server (RFC 9525): alternative names only, a wildcard for one whole label."""

from __future__ import annotations

import ipaddress

from firstfix.engines.diagnosis.facts import Facts, list_at

__all__ = ["is_named"]


def is_named(server: str, certificate: Facts) -> bool:
    """Tell whether the certificate's alternative names hold a server's name or address."""
    address = _address(server)
    if address is not None:
        return any(_address(str(each)) == address for each in list_at(certificate, "ips"))
    return any(_fits(str(each), server) for each in list_at(certificate, "names"))


def _fits(pattern: str, server: str) -> bool:
    wanted, given = _labels(server), _labels(pattern)
    if given[0] == "*":
        # A wildcard right under the top would name half the world (RFC 9525, section 6.3).
        return len(given) > 2 and wanted[1:] == given[1:]
    return wanted == given


def _labels(name: str) -> list[str]:
    return name.rstrip(".").casefold().split(".")


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
