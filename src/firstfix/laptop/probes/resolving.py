"""From a name to addresses, as this computer does it: its file of hosts, then its resolvers."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable, Sequence
from typing import Any

from firstfix.laptop.probes.asking import ask
from firstfix.laptop.probes.door import Door
from firstfix.laptop.probes.second_look import AFTER_SHARE

__all__ = ["Names"]


# RFC 8305, section 3, gives 50 ms between two answers of one resolver; sites are farther from theirs.
_GRACE_SECONDS = 0.2


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
        filed = [] if _is_address(host) else self._hosts(host)
        known = [host] if _is_address(host) else filed or _here(host)
        if known:
            told = {"name": host, "outcome": "answered", "addresses": known, "resolver": "this computer"}
            return {**told, **await self._otherwise(host, filed, seconds)}
        if not self._resolvers:
            return {"name": host, "outcome": "no_resolver", "addresses": []}
        asked = [asyncio.create_task(self._ask_both(each, host, seconds)) for each in self._resolvers]
        return await _first_told(asked)

    async def _otherwise(self, host: str, filed: list[str], seconds: float) -> dict[str, Any]:
        """Give what resolvers say of a name that the file of hosts has, within half of the time."""
        if not filed or not self._resolvers:
            return {}
        asked = [asyncio.create_task(self._ask_both(each, host, seconds)) for each in self._resolvers]
        try:
            async with asyncio.timeout(seconds * AFTER_SHARE):
                said = await _first_told(asked)
        except TimeoutError:
            await _cancelled(asked)
            return {"is_filed": True}
        told = {name: said[name] for name in ("resolver", "outcome", "addresses") if name in said}
        return {"is_filed": True, "otherwise": told}

    async def _ask_both(self, resolver: str, host: str, seconds: float) -> dict[str, Any]:
        """Ask for both kinds of address; IPv4 comes first, because its faults are what sites have.

        A resolver that is silent about IPv6 only must not make all wait (RFC 8305, section 3).
        """
        four, six = (
            asyncio.create_task(ask(self._door, resolver, host, kind, seconds=seconds))
            for kind in ("A", "AAAA")
        )
        told = await four
        if told["outcome"] == "answered":
            await asyncio.wait({six}, timeout=_GRACE_SECONDS)
        if not six.done() and told["outcome"] == "answered":
            await _cancelled([six])
            return {**told, "addresses": told["values"], "is_silent_about_ipv6": True}
        other = await six
        addresses = [*told.get("values", ()), *other.get("values", ())]
        use = other if told["outcome"] != "answered" == other["outcome"] else told
        return {**use, "addresses": addresses}


async def _first_told(asked: list[asyncio.Task[dict[str, Any]]]) -> dict[str, Any]:
    """Give the answer of the first resolver, in their order, that says anything; a dead one costs no wait."""
    waiting = set(asked)
    while waiting:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        told = next((each for each in asked if each in done and _has_told(each)), None)
        if told is not None:
            # One that stands before it and is only a little slower goes first, as it does for programs.
            earlier = waiting.intersection(asked[: asked.index(told)])
            await asyncio.wait(earlier, timeout=_GRACE_SECONDS) if earlier else None
            break
    chosen = next((each for each in asked if _has_told(each)), asked[0])
    await _cancelled([each for each in asked if each is not chosen])
    return chosen.result()


def _has_told(asked: asyncio.Task[dict[str, Any]]) -> bool:
    return asked.done() and asked.result()["outcome"] not in {"silent", "unreachable"}


async def _cancelled(tasks: list[asyncio.Task[dict[str, Any]]]) -> None:
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _here(host: str) -> list[str]:
    """RFC 6761, section 6.3: this name never leaves the computer."""
    return ["127.0.0.1"] if host == "localhost" or host.endswith(".localhost") else []


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
