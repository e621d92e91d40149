"""Leases: who asks for an address, who offers one, who refuses. Messages of RFC 2131 and RFC 2132."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from firstfix.engines.capture.addresses import address_text, mac_text
from firstfix.engines.capture.datagrams import Datagram
from firstfix.engines.capture.tally import Seen

__all__ = ["PORTS", "DhcpClient", "DhcpWatch", "Leases", "Offer"]

PORTS: Final = (67, 68)
_COOKIE: Final = b"\x63\x82\x53\x63"
_OPTIONS: Final = 240
_MOST_CLIENTS: Final = 5000
# Options and message types (RFC 2132).
_ROUTER, _NAMES, _ASKED, _KIND, _SERVER = 3, 6, 50, 53, 54
_DISCOVER, _OFFER, _REQUEST, _DECLINE, _ACK, _NAK = 1, 2, 3, 4, 5, 6


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server offered: routers and resolvers."""

    server: str
    router: str
    resolvers: str


@dataclass(slots=True)
class DhcpClient:
    """What one computer asked, and what came."""

    discovers: Seen = field(default_factory=Seen)
    requests: Seen = field(default_factory=Seen)
    naks: Seen = field(default_factory=Seen)
    declines: Seen = field(default_factory=Seen)
    declined: str = ""
    nak_server: str = ""
    answered: bool = False
    acked_ns: int = 0


class Leases:
    """What clients asked and servers offered, by either version of DHCP; both are bounded.

    Clients are known by the octets with which they name themselves.
    """

    # Whether a healthy network may do without any server.
    is_optional = False

    def __init__(self) -> None:
        self.clients: dict[bytes, DhcpClient] = {}
        self.offers: dict[Offer, Seen] = {}

    def client_text(self, name: bytes) -> str:
        """Give how people know a client."""
        return mac_text(name)

    def client(self, name: bytes) -> DhcpClient | None:
        """Give what is known of a client, None where there are too many."""
        client = self.clients.get(name)
        if client is None and len(self.clients) < _MOST_CLIENTS:
            client = self.clients[name] = DhcpClient()
        return client

    def note_offer(self, offer: Offer, one: Datagram) -> None:
        """Count what a server offers."""
        if offer in self.offers or len(self.offers) < _MOST_CLIENTS:
            self.offers.setdefault(offer, Seen()).note(one.number, one.at_ns)


class DhcpWatch(Leases):
    """Follows each client by its hardware address."""

    def see(self, datagrams: Iterable[Datagram]) -> None:
        """Take the datagrams of a batch."""
        for one in datagrams:
            if len(one.octets) > _OPTIONS and one.octets[236:240] == _COOKIE:
                self._message(one)

    def _message(self, one: Datagram) -> None:
        octets = one.octets
        client = self.client(octets[28 : 28 + min(octets[2], 16)])
        if client is not None:
            self._note(client, _said(octets[_OPTIONS:]), one)

    def _note(self, client: DhcpClient, said: _Said, one: Datagram) -> None:
        kind = said.kind
        if kind == _DISCOVER:
            client.discovers.note(one.number, one.at_ns)
        elif kind == _REQUEST:
            client.requests.note(one.number, one.at_ns)
        elif kind == _DECLINE:
            client.declines.note(one.number, one.at_ns)
            client.declined = said.address or _address(one.octets[12:16]) or "?"
        elif kind == _NAK:
            client.naks.note(one.number, one.at_ns)
            client.nak_server, client.answered = said.server or one.source, True
        elif kind in {_OFFER, _ACK}:
            client.answered = True
            client.acked_ns = one.at_ns if kind == _ACK else client.acked_ns
            self.note_offer(Offer(said.server or one.source, said.router, said.resolvers), one)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the options of a message say; '' where they do not."""

    kind: int
    server: str
    router: str
    resolvers: str
    address: str


# Who gets no answer asks again in the same words, and a server offers the same to everybody.
@lru_cache(maxsize=512)
def _said(octets: bytes) -> _Said:
    options = dict(_options(octets))
    return _Said(
        kind=(options.get(_KIND, b"")[:1] or b"\0")[0],
        server=_address(options.get(_SERVER, b"")),
        router=_addresses(options.get(_ROUTER, b"")),
        resolvers=_addresses(options.get(_NAMES, b"")),
        address=_address(options.get(_ASKED, b"")),
    )


def _options(octets: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 1 < len(octets) and octets[at] != 255:
        if octets[at] == 0:
            at += 1
            continue
        length = octets[at + 1]
        yield octets[at], octets[at + 2 : at + 2 + length]
        at += 2 + length


def _address(octets: bytes) -> str:
    return address_text(octets[:4]) if len(octets) >= 4 and any(octets[:4]) else ""


def _addresses(octets: bytes) -> str:
    return ", ".join(address_text(octets[at : at + 4]) for at in range(0, len(octets) - 3, 4))
