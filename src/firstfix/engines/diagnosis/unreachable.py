"""What routers and hosts mean by 'unreachable' (ICMP type 3), and whether this computer said it itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from firstfix.engines.diagnosis.facts import Facts, list_at, objects_at

__all__ = ["FORBIDDEN", "SAID", "is_own"]

SAID: Final[Mapping[int, str]] = {
    0: "network unreachable",
    1: "host unreachable",
    6: "network unknown",
    7: "host unknown",
    9: "network administratively prohibited",
    10: "host administratively prohibited",
    13: "communication administratively prohibited",
}
"""RFC 792, RFC 1812 section 5.2.7.1; ICMPv6 type 1 (RFC 4443, section 3.1) is mapped to these."""

FORBIDDEN: Final = frozenset({9, 10, 13})
"""The codes by which somebody forbids and does not merely know no way."""


def is_own(vantage: Facts, address: str) -> bool:
    """Tell whether an address is one of this computer."""
    own = (each for one in objects_at(vantage, "interfaces") for each in list_at(one, "addresses"))
    return address in {str(each).partition("/")[0] for each in own}
