"""Time servers: which answer, what they say about themselves, how far they are from this capture's clock
(RFC 5905).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from firstfix.engines.capture.datagrams import Datagram
from firstfix.engines.capture.tally import Seen

__all__ = ["PORT", "NtpServer", "NtpWatch"]

PORT: Final = 123
_LENGTH: Final = 48
_CLIENT, _SERVER = 3, 4
# Seconds from 1900, where NTP begins to count, to 1970.
_EPOCH: Final = 2_208_988_800
_MOST_SERVERS: Final = 5000
# RFC 5905, 7.4 lists fourteen.
_MOST_KISSES: Final = 16
_UNSYNCHRONISED_LEAP, _UNSYNCHRONISED_STRATUM = 3, 16


@dataclass(slots=True)
class NtpServer:
    """What one server was asked and said."""

    asked: Seen = field(default_factory=Seen)
    answered: Seen = field(default_factory=Seen)
    kisses: dict[str, Seen] = field(default_factory=dict)
    unsynchronised: Seen = field(default_factory=Seen)
    offsets_seconds: list[tuple[float, int]] = field(default_factory=list)


class NtpWatch:
    """Pairs questions with answers by the time that the client sent."""

    def __init__(self) -> None:
        self.servers: dict[str, NtpServer] = {}
        self._asked: dict[tuple[str, str, bytes], int] = {}

    def see(self, datagrams: Iterable[Datagram]) -> None:
        """Take the datagrams of a batch."""
        for one in datagrams:
            if len(one.octets) >= _LENGTH:
                self._message(one, one.octets[0] & 7)
        if len(self._asked) > _MOST_SERVERS:
            self._asked.clear()

    def _message(self, one: Datagram, mode: int) -> None:
        if mode == _CLIENT and one.to_port == PORT:
            self._asked[one.source, one.target, one.octets[40:48]] = one.at_ns
            self._server(one.target).asked.note(one.number, one.at_ns)
        elif mode == _SERVER and one.port == PORT:
            self._answer(one, self._server(one.source))

    def _server(self, address: str) -> NtpServer:
        server = self.servers.get(address)
        if server is None:
            server = NtpServer()
            if len(self.servers) < _MOST_SERVERS:
                self.servers[address] = server
        return server

    def _answer(self, one: Datagram, server: NtpServer) -> None:
        octets = one.octets
        server.answered.note(one.number, one.at_ns)
        leap, stratum = octets[0] >> 6, octets[1]
        if stratum == 0:
            # RFC 5905, 7.4: the reference identifier is then the kiss.
            kiss = octets[12:16].decode("ascii", "replace").strip("\0 ")
            if len(server.kisses) < _MOST_KISSES:
                server.kisses.setdefault(kiss, Seen()).note(one.number, one.at_ns)
            return
        if leap == _UNSYNCHRONISED_LEAP or stratum >= _UNSYNCHRONISED_STRATUM:
            server.unsynchronised.note(one.number, one.at_ns)
            return
        asked_ns = self._asked.pop((one.target, one.source, octets[24:32]), None)
        if asked_ns is not None and len(server.offsets_seconds) < _MOST_SERVERS:
            early, late = _seconds(octets[32:40]), _seconds(octets[40:48])
            offset = ((early - asked_ns / 1e9) + (late - one.at_ns / 1e9)) / 2
            server.offsets_seconds.append((offset, one.number))


def _seconds(stamp: bytes) -> float:
    whole = int.from_bytes(stamp[:4], "big")
    # The first era ends in 2036; small numbers belong to the second (RFC 5905, 6).
    era = 0 if whole & 0x8000_0000 else 1 << 32
    return whole + era - _EPOCH + int.from_bytes(stamp[4:], "big") / (1 << 32)
