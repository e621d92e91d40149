"""Leases of IPv6: the same questions as those of DHCP for IPv4. Messages of RFC 8415.

What relays carry is not looked into: on the link of the client the same messages go without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from firstfix.engines.capture.addresses import address_text, mac_text
from firstfix.engines.capture.datagrams import Datagram
from firstfix.engines.capture.dhcp import DhcpClient, Leases, Offer

__all__ = ["PORTS", "Dhcp6Watch"]

PORTS: Final = (546, 547)
# Message types (RFC 8415, 7.3).
_SOLICIT, _ADVERTISE, _REQUEST, _REPLY, _DECLINE = 1, 2, 3, 7, 9
_HEADER: Final = 4
# Options (RFC 8415, 21, and RFC 3646), and where the options inside those of an association begin.
_CLIENT_ID, _STATUS, _RESOLVERS = 1, 13, 23
_INNER: Final = {3: 12, 4: 4, 5: 24, 25: 12, 26: 25}
_ADDRESS: Final = 5
# Codes with which a server gives nothing (RFC 8415, 21.13): UnspecFail, NoAddrsAvail, NoBinding, NotOnLink,
# NoPrefixAvail.
_REFUSALS: Final = frozenset({1, 2, 3, 4, 6})
# Names of clients that hold a hardware address (RFC 8415, 11): its type follows, 1 is Ethernet's.
_WITH_ADDRESS: Final = {b"\0\1\0\1": 8, b"\0\3\0\1": 4}
# RFC 8415, 11.1: a type of two octets and up to 128 more.
_LONGEST_NAME: Final = 130
# Systems ask three (resolv.conf(5)); a server that names hundreds is there to cost memory.
_MOST_RESOLVERS: Final = 8
# Associations hold addresses, which hold a status: no deeper.
_DEEPEST: Final = 3


class Dhcp6Watch(Leases):
    """Follows each client by the name that it gives itself (DUID)."""

    # Routers may announce prefixes, from which clients make addresses themselves (RFC 4862).
    is_optional = True

    def client_text(self, name: bytes) -> str:
        """Give the hardware address where the name holds it, else the name itself."""
        begin = _WITH_ADDRESS.get(name[:4])
        return mac_text(name if begin is None else name[begin:])

    def see(self, datagrams: Iterable[Datagram]) -> None:
        """Take the datagrams of a batch."""
        for one in datagrams:
            if one.octets[:1] and one.octets[0] in _KINDS:
                self._message(one)

    def _message(self, one: Datagram) -> None:
        options = list(_options(one.octets, _HEADER))
        name = _first(options, _CLIENT_ID)[:_LONGEST_NAME]
        client = self.client(name) if name else None
        if client is None:
            return
        kind = one.octets[0]
        if kind == _SOLICIT:
            client.discovers.note(one.number, one.at_ns)
        elif kind == _REQUEST:
            client.requests.note(one.number, one.at_ns)
        elif kind == _DECLINE:
            client.declines.note(one.number, one.at_ns)
            client.declined = next(
                (address_text(value[:16]) for code, value in options if code == _ADDRESS), "?"
            )
        else:
            self._answer(client, options, one)

    def _answer(self, client: DhcpClient, options: list[tuple[int, bytes]], one: Datagram) -> None:
        client.answered = True
        codes = {int.from_bytes(value[:2], "big") for code, value in options if code == _STATUS}
        if codes & _REFUSALS:
            client.naks.note(one.number, one.at_ns)
            client.nak_server = one.source
        elif one.octets[0] == _REPLY:
            client.acked_ns = one.at_ns
        resolvers = _first(options, _RESOLVERS)[: 16 * _MOST_RESOLVERS]
        # Only who asks is told (RFC 8415, 21.7): saying nothing is no other setting.
        if resolvers:
            texts = (address_text(resolvers[at : at + 16]) for at in range(0, len(resolvers) - 15, 16))
            self.note_offer(Offer(one.source, "", ", ".join(texts)), one)


_KINDS: Final = frozenset({_SOLICIT, _ADVERTISE, _REQUEST, _REPLY, _DECLINE})


def _first(options: list[tuple[int, bytes]], wanted: int) -> bytes:
    return next((value for code, value in options if code == wanted), b"")


def _options(octets: bytes, at: int, depth: int = 1) -> Iterator[tuple[int, bytes]]:
    """Give the whole options, and those inside them."""
    while at + 4 <= len(octets):
        code, length = (
            int.from_bytes(octets[at : at + 2], "big"),
            int.from_bytes(octets[at + 2 : at + 4], "big"),
        )
        value = octets[at + 4 : at + 4 + length]
        at += 4 + length
        if len(value) < length:
            return
        if code != _ADDRESS or length >= _INNER[_ADDRESS]:
            yield code, value
        if code in _INNER and depth < _DEEPEST:
            yield from _options(value, _INNER[code], depth + 1)
