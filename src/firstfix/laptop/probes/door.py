"""The one door to the network: it opens for the destinations of the spec and for nobody else."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import os
import socket
from collections.abc import Iterable, Mapping
from typing import Any, Final

from firstfix.laptop.probes.contacts import Contact

__all__ = ["Door", "NotListed", "outcome_of"]

# What the system says about a failed connection, in the words of the facts.
_OUTCOMES: Final[Mapping[int, str]] = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "refused",
    errno.ETIMEDOUT: "silent",
    errno.ENETUNREACH: "unreachable",
    errno.EHOSTUNREACH: "unreachable",
    errno.EHOSTDOWN: "unreachable",
    errno.ENETDOWN: "unreachable",
    errno.EADDRNOTAVAIL: "unreachable",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
}


class NotListed(Exception):
    """A probe wanted to contact somebody whom the spec does not name: a mistake in the probe."""


class Door:
    """Opens sockets to listed destinations. ``names`` are the addresses that listed names resolved to."""

    def __init__(self, contacts: Iterable[Contact]) -> None:
        self._listed = {(each.protocol, each.host.casefold(), each.port) for each in contacts}
        self.names: dict[str, set[str]] = {}
        self._opened: list[socket.socket] = []

    def learn(self, host: str, addresses: Iterable[str]) -> None:
        """Note that a name stands for these addresses."""
        self.names.setdefault(host.casefold(), set()).update(addresses)

    def socket(self, protocol: str, host: str, address: str, port: int) -> socket.socket:
        """Give a socket for a listed destination. Raises NotListed for any other one."""
        is_named = (protocol, host.casefold(), port) in self._listed
        belongs = address == host or address in self.names.get(host.casefold(), set())
        if not (is_named and belongs) and (protocol, address, port) not in self._listed:
            raise NotListed(f"{protocol} {host} ({address}) port {port} is not among the spec's destinations")
        family = (
            socket.AF_INET6
            if ipaddress.ip_address(address.partition("%")[0]).version == 6
            else socket.AF_INET
        )
        kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
        opened = socket.socket(family, kind)
        opened.setblocking(False)
        self._opened.append(opened)
        return opened

    def close(self) -> None:
        """End whatever is still open, such as the connections of a run that was stopped."""
        for each in self._opened:
            each.close()


def outcome_of(error: BaseException) -> dict[str, Any]:
    """Give what the system said about a failed connection as facts."""
    if isinstance(error, TimeoutError | asyncio.TimeoutError) and getattr(error, "errno", None) is None:
        return {"outcome": "silent", "errno": "timeout"}
    number = getattr(error, "errno", None) or 0
    name = errno.errorcode.get(number, type(error).__name__)
    return {
        "outcome": _OUTCOMES.get(number, "unreachable"),
        "errno": name,
        "said": os.strerror(number).casefold(),
    }
