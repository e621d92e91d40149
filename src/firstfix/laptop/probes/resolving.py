"""From a name to addresses, as this computer does it: its file of hosts, then its resolvers."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable, Sequence
from typing import Any

from firstfix.laptop.probes.asking import ask
from firstfix.laptop.probes.door import Door

__all__ = ["Names"]


class Names:
    """Resolves every name once a run, however many checks ask for it at the same time."""

    def __init__(self, door: Door, resolvers: Sequence[str], hosts: Callable[[str], list[str]]) -> None:
        self._door = door
        self._resolvers = resolvers
        self._hosts = hosts
        self._asked: dict[str, asyncio.Task[dict[str, Any]]] = {}

    async def resolve(self, host: str, *, seconds: float) -> dict[str, Any]:
        """Give the facts of a name: outcome, addresses, and who said so. An address is its own answer."""
        key = host.rstrip(".").casefold()
        if key not in self._asked:
            self._asked[key] = asyncio.create_task(self._resolved(key, seconds))
        facts = await asyncio.shield(self._asked[key])
        self._door.learn(host, facts["addresses"])
        return facts

    async def _resolved(self, host: str, seconds: float) -> dict[str, Any]:
        known = [host] if _is_address(host) else self._hosts(host) or _here(host)
        if known:
            return {"name": host, "outcome": "answered", "addresses": known, "resolver": "this computer"}
        if not self._resolvers:
            return {"name": host, "outcome": "no_resolver", "addresses": []}
        asked = [asyncio.create_task(self._ask_both(each, host, seconds)) for each in self._resolvers]
        # As resolv.conf(5) means it: the first resolver that answers counts, in their order.
        facts = [await each for each in asked]
        silent = {"silent", "unreachable"}
        return next((each for each in facts if each["outcome"] not in silent), facts[0])

    async def _ask_both(self, resolver: str, host: str, seconds: float) -> dict[str, Any]:
        """Ask for both kinds of address; IPv4 comes first, because its faults are what sites have."""
        four, six = await asyncio.gather(
            *(ask(self._door, resolver, host, kind, seconds=seconds) for kind in ("A", "AAAA"))
        )
        addresses = [*four.get("values", ()), *six.get("values", ())]
        told = four if four["outcome"] == "answered" or six["outcome"] != "answered" else six
        return {**told, "addresses": addresses}


def _here(host: str) -> list[str]:
    """RFC 6761, section 6.3: this name never leaves the computer."""
    return ["127.0.0.1"] if host == "localhost" or host.endswith(".localhost") else []


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
