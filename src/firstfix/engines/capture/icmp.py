"""What routers and hosts say about packets that did not arrive: ICMP (RFC 792, RFC 4443)."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from firstfix.engines.capture.addresses import address_text
from firstfix.engines.capture.batch import Numbers
from firstfix.engines.capture.headers import ICMP, ICMPV6, TCP, UDP, Packets
from firstfix.engines.capture.tally import Tally
from firstfix.engines.verdict import mark

__all__ = ["IcmpWatch", "Reason", "Said"]

_HEADER: Final = 8
_MOST_TARGETS: Final = 5000
# Meanings by (is IPv6, type, code): RFC 792, RFC 1122, RFC 1812, RFC 4443.
_NO_ROUTE, _HOST, _FORBIDDEN, _PORT, _TOO_BIG, _TTL, _REDIRECT = (
    mark("no route"), mark("host unreachable"), "forbidden", "port unreachable", "too big", "time to live",
    "redirect",
)  # fmt: skip
_FOUR: Final = {
    (3, 0): _NO_ROUTE, (3, 1): _HOST, (3, 3): _PORT, (3, 4): _TOO_BIG, (3, 5): _NO_ROUTE, (3, 6): _NO_ROUTE,
    (3, 7): _HOST, (3, 9): _FORBIDDEN, (3, 10): _FORBIDDEN, (3, 11): _NO_ROUTE, (3, 12): _HOST,
    (3, 13): _FORBIDDEN, (11, 0): _TTL, (5, 0): _REDIRECT, (5, 1): _REDIRECT,
}  # fmt: skip
_SIX: Final = {
    (1, 0): _NO_ROUTE, (1, 1): _FORBIDDEN, (1, 3): _HOST, (1, 4): _PORT, (1, 5): _FORBIDDEN,
    (1, 6): _NO_ROUTE, (2, 0): _TOO_BIG, (3, 0): _TTL, (137, 0): _REDIRECT,
}  # fmt: skip


class Reason:
    """The words that say what an ICMP message means."""

    NO_ROUTE, HOST, FORBIDDEN, PORT, TOO_BIG, TTL, REDIRECT = (
        _NO_ROUTE, _HOST, _FORBIDDEN, _PORT, _TOO_BIG, _TTL, _REDIRECT,
    )  # fmt: skip


class Said(NamedTuple):
    """Who said what about which packets: those from ``source`` to ``target``, and its port where it has
    one.
    """

    reason: str
    reporter: str
    source: str
    target: str
    protocol: int
    port: int


class IcmpWatch:
    """Counts the messages by what they say; ``narrow`` keeps the path's size that was told for a target."""

    def __init__(self) -> None:
        self.said: Tally[Said] = Tally()
        self.narrow: dict[str, int] = {}

    def see(self, packets: Packets) -> None:
        """Take the messages of a batch."""
        for protocol, meanings in ((ICMP, _FOUR), (ICMPV6, _SIX)):
            place = packets.of(protocol, _HEADER)
            if len(place):
                at = packets.transport[place]
                kind = packets.batch.u8(at)
                told = np.isin(kind, [each for each, _code in meanings])
                self._read(packets, place[told], meanings)

    def _read(self, packets: Packets, place: Numbers, meanings: dict[tuple[int, int], str]) -> None:
        raw, batch = packets.batch.octets, packets.batch
        columns = (place, packets.network[place], packets.transport[place], packets.seen_end[place])
        for one, network, at, end in zip(*(each.tolist() for each in columns), strict=True):
            reason = meanings.get((raw[at], raw[at + 1]))
            if reason is None:
                continue
            six = bool(packets.is_six[one])
            who = raw[network + 8 : network + 24] if six else raw[network + 12 : network + 16]
            reporter = address_text(who.tobytes())
            quoted = _quoted(raw[at + (40 if raw[at] == 137 else _HEADER) : end].tobytes())
            if quoted is None:
                continue
            said = Said(reason, reporter, *quoted)
            self.said.note(said, int(batch.number[one]), int(batch.at_ns[one]))
            if reason == _TOO_BIG and len(self.narrow) < _MOST_TARGETS:
                size = raw[at + 4 : at + 8] if six else raw[at + 6 : at + 8]
                self.narrow[said.target] = int.from_bytes(size, "big")


def _quoted(inner: bytes) -> tuple[str, str, int, int] | None:
    """Give sender, receiver, protocol and port of the packet that a message is about; None where it is cut
    off.
    """
    if len(inner) >= 20 and inner[0] >> 4 == 4:
        at, protocol = (inner[0] & 15) * 4, inner[9]
        who, whom = inner[12:16], inner[16:20]
    elif len(inner) >= 40 and inner[0] >> 4 == 6:
        at, protocol, who, whom = 40, inner[6], inner[8:24], inner[24:40]
    else:
        return None
    has_port = protocol in {TCP, UDP} and len(inner) >= at + 4
    port = int.from_bytes(inner[at + 2 : at + 4], "big") if has_port else 0
    return address_text(who), address_text(whom), protocol, port
