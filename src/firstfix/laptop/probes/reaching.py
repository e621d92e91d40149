"""From a host to a line that speaks: name, connection, proxy; each stage leaves its facts."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

from firstfix.engines.diagnosis import Check, RawEvidence
from firstfix.laptop.probes.connecting import connect
from firstfix.laptop.probes.contacts import endpoint_of, proxy_of
from firstfix.laptop.probes.own_drops import look_at_first_hop
from firstfix.laptop.probes.resetting import find_resetter
from firstfix.laptop.probes.second_look import AFTER_SHARE, with_second_look
from firstfix.laptop.probes.site import Seen, Site
from firstfix.laptop.probes.tracing import trace, trace_end
from firstfix.laptop.probes.tunnel import open_tunnel
from firstfix.laptop.probes.wire import Line, PlainLine

__all__ = ["Reached", "reach", "target_of"]

# RFC 1812, section 5.2.7.1: no way to a network or a host. Firewalls say so of a port as well.
_NO_WAY = frozenset({0, 1, 6, 7})


class Reached:
    """How far it went: the facts of each stage, and the line where there is one."""

    def __init__(self, facts: dict[str, Any], line: Line | None = None) -> None:
        self.facts = facts
        self.line = line
        self.raw: tuple[RawEvidence, ...] = ()
        self.plain: list[PlainLine] = [line] if isinstance(line, PlainLine) else []

    def seen(self, **stages: Any) -> Seen:
        """Give what was seen, with more stages, and end all connections."""
        for each in self.plain:
            with suppress(OSError):
                each.close()
        return Seen({**self.facts, **stages}, self.raw)


def target_of(check: Check) -> tuple[str, int]:
    """Give the host and the port that a check is about, whether or not it goes through a proxy."""
    return (
        endpoint_of(check.text("connect"))
        if check.text("connect")
        else (check.text("host"), check.whole("port"))
    )


async def reach(site: Site, check: Check, *, is_direct: bool = False, most_segment: int = 0) -> Reached:
    """Give a line to what a check is about: directly, or through its proxy; or how far it got."""
    proxy = "" if is_direct else check.text("proxy")
    host, port = proxy_of(proxy) if proxy else target_of(check)
    seconds = check.timeout_seconds
    facts: dict[str, Any] = {}
    addresses = [check.text("address")] if check.text("address") and not proxy else []
    if not addresses:
        facts["resolve"] = await site.names.resolve(host, seconds=seconds)
        addresses = facts["resolve"]["addresses"]
    if not addresses:
        return Reached(facts)
    site.door.learn(host, addresses)
    with _watched(site, check, (host, addresses[0], port)):
        (line, facts["connect"]), path = await with_second_look(
            connect(site.door, host, addresses, port, seconds=seconds, most_segment=most_segment),
            lambda: trace(site.door, host, addresses[0], seconds=seconds * (1 - AFTER_SHARE)),
            seconds=seconds,
            is_needed=_is_unexplained,
        )
    if line is None:
        return Reached({**facts, **await _second_looks(site, check, facts["connect"], path)})
    if not proxy:
        return Reached(facts, line)
    return await _through(site, check, facts, line)


def _watched(site: Site, check: Check, place: tuple[str, str, int]) -> AbstractContextManager[None]:
    """Have it found out whether answers come that this computer keeps; what must be closed may be silent."""
    if check.is_set("expect.closed"):
        return nullcontext()
    return site.kept_answers.while_waiting(*place, seconds=check.timeout_seconds)


async def _through(site: Site, check: Check, facts: dict[str, Any], line: PlainLine) -> Reached:
    host, port = target_of(check)
    credentials = site.secrets.get(check.text("proxy_user_from"), "")
    tunnel = await open_tunnel(line, host, port, credentials=credentials, seconds=check.timeout_seconds)
    facts["proxy"] = {"proxy": check.text("proxy").rstrip("/"), **tunnel}
    if tunnel["outcome"] == "open":
        return Reached(facts, line)
    line.close()
    return Reached(facts)


async def _second_looks(
    site: Site, check: Check, tried: dict[str, Any], path: dict[str, Any] | None
) -> dict[str, Any]:
    """Give what further looks tell about a connection that was not made, as stages of their own."""
    here = await _second_look_here(site, check, tried)
    told = {"here": here} if here else {}
    path = path or await _second_look_at_host(site, check, tried)
    if path:
        return {**told, "path": path}
    return {**told, **await _second_look_at_reset(site, check, tried)}


async def _second_look_here(site: Site, check: Check, tried: dict[str, Any]) -> dict[str, Any]:
    """Give what this computer itself dropped until now, and where it did, whether this was among it."""
    if tried["outcome"] not in {"silent", "refused"} or tried.get("icmp") or check.is_set("expect.closed"):
        return {}
    told: dict[str, Any] = site.drops.facts()
    if told.get("kept_out"):
        told["first_hop"] = await look_at_first_hop(site.door, tried["host"], tried["address"], tried["port"])
    return told


async def _second_look_at_host(site: Site, check: Check, tried: dict[str, Any]) -> dict[str, Any]:
    """Give the path of one packet, where the network calls a host unreachable and the host itself answers."""
    said = tried.get("icmp") or {}
    if said.get("icmp_type") != 3 or said.get("icmp_code") not in _NO_WAY or check.is_set("expect.closed"):
        return {}
    seconds = check.timeout_seconds * (1 - AFTER_SHARE)
    path = await trace_end(site.door, tried["host"], tried["address"], seconds=seconds)
    return path if path["is_reached"] else {}


async def _second_look_at_reset(site: Site, check: Check, tried: dict[str, Any]) -> dict[str, Any]:
    """Give who refused a connection, where that is not what the check asks for and nobody said so."""
    if tried["outcome"] != "refused" or tried.get("icmp") or check.is_set("expect.closed"):
        return {}
    host, address, port = tried["host"], tried["address"], tried["port"]
    found = await find_resetter(site.door, host, address, port, seconds=check.timeout_seconds)
    return {"reset": found} if found else {}


def _is_unexplained(tried: tuple[PlainLine | None, dict[str, Any]]) -> bool:
    """Tell whether no connection was made and the network said nothing about it."""
    facts = tried[1]
    said = facts.get("icmp") or {}
    # ICMP type 11, time exceeded: packets go in a circle, and only a trace tells where.
    return facts["outcome"] in {"silent", "unreachable"} and said.get("icmp_type") in {None, 11}
