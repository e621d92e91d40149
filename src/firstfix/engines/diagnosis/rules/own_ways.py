"""Rules for what this computer itself gets wrong about ways: a route of its own, a mask that is too wide."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

from firstfix.engines.diagnosis.facts import Facts, flag_at, list_at, objects_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.scene import DATAGRAM_STAGES, Scene

__all__ = ["asked_address", "own_route_causes", "wide_mask_causes"]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_ASKED = ("connect", *DATAGRAM_STAGES)


def own_route_causes(scene: Scene) -> tuple[Cause, ...]:
    """Give a route of this computer as the cause, where it leads nowhere, or to a neighbour who is not there.

    The longest fitting route counts (RFC 1812, section 5.2.4.3). One whose next hop answers proves nothing.
    """
    address = _address(asked_address(scene))
    ruled = () if address is None else _ruled_out(scene, str(address))
    if ruled or address is None or str(address) in scene.world.alive:
        return ruled
    routes = [(_network(text_at(one, "network")), one) for one in objects_at(scene.world.vantage, "routes")]
    fitting = [(found.prefixlen, one) for found, one in routes if found is not None and address in found]
    if not fitting:
        return ()
    best = max(fitting, key=lambda each: each[0])[1]
    network, gateway = text_at(best, "network"), text_at(best, "gateway")
    if flag_at(best, "is_rejected") is True:
        via = "unreachable"
    elif gateway and text_at(best, "outcome") == "silent":
        via = f"via {gateway}"
    else:
        return ()
    told: dict[str, Any] = {"network": network, "via": via, "host": network, "address": network}
    return (scene.cause("ROUTE.OWN", network, "connect.errno", **told),)


def _ruled_out(scene: Scene, address: str) -> tuple[Cause, ...]:
    """Give a way that this computer itself ends at once (a rule of routing, or a route to nowhere).

    Linux says so by an error of its own, EINVAL (fib_lookup: RTN_BLACKHOLE), which no packet ever causes.
    """
    stages = (stage for stage in _ASKED if text_at(scene.facts, f"{stage}.errno") == "EINVAL")
    stage = next(stages, "")
    if not stage:
        return ()
    told: dict[str, Any] = {"network": address, "via": "blackhole", "host": address, "address": address}
    return (scene.cause("ROUTE.OWN", address, f"{stage}.errno", **told),)


def wide_mask_causes(scene: Scene) -> Iterable[Cause]:
    """Give a mask that makes far hosts near: wider than the network of the spec, and nobody there answers."""
    expected = _network(scene.check.text("expect.network"))
    for one in objects_at(scene.facts, "ground.interfaces"):
        for text in list_at(one, "addresses"):
            own = _interface(str(text))
            if expected is None or own is None or not _is_wider(own.network, expected):
                continue
            near = [each for each in scene.world.unreached if _is_between(each, own.network, expected)]
            if near and not any(_is_between(each, own.network, expected) for each in scene.world.alive):
                told: dict[str, Any] = {"address": str(own), "network": str(expected), "host": str(expected)}
                yield scene.cause("ADDRESS.WIDE_MASK", "mask", "ground.interfaces", count=len(near), **told)


def asked_address(scene: Scene) -> str:
    """Give the address that a check asked, a resolver's where it got no farther; empty without one."""
    asked = next(filter(None, (text_at(scene.facts, f"{one}.address") for one in _ASKED)), "")
    asked = asked or text_at(scene.facts, "resolve.resolver")
    resolvers = (text_at(one, "resolver") for one in objects_at(scene.facts, "dns.answers") if _is_lost(one))
    return (asked or next(resolvers, "")).partition("%")[0]


def _is_lost(answer: Facts) -> bool:
    return text_at(answer, "outcome") in {"silent", "unreachable", "denied"}


def _is_between(address: str, wide: Network, narrow: Network) -> bool:
    found = _address(address)
    return found is not None and found in wide and found not in narrow


def _is_wider(one: Network, other: Network) -> bool:
    return one.version == other.version and one.prefixlen < other.prefixlen and other.network_address in one


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _interface(text: str) -> ipaddress.IPv4Interface | ipaddress.IPv6Interface | None:
    try:
        return ipaddress.ip_interface(text)
    except ValueError:
        return None
