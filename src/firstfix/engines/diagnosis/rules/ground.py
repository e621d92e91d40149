"""Rules for what everything stands on: link, address, gateway, route."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Iterable
from typing import Any

from firstfix.engines.diagnosis.facts import Facts, flag_at, list_at, number_at, objects_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.rules.own_rules import firewall_here
from firstfix.engines.diagnosis.rules.own_ways import asked_address, own_route_causes, wide_mask_causes
from firstfix.engines.diagnosis.rules.silence import silent_beyond
from firstfix.engines.diagnosis.scene import Scene

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

__all__ = ["address_causes", "cut_off_causes", "deaf_link", "gateway_causes", "ground_causes", "link_causes"]


def link_causes(scene: Scene) -> Iterable[Cause]:
    """Give what is wrong with the link that a check asks about."""
    wanted = scene.check.text("interface")
    interfaces = [one for one in _interfaces(scene.facts) if not wanted or text_at(one, "name") == wanted]
    if not interfaces:
        yield _link_cause(scene, "LINK.DOWN" if wanted else "LINK.NONE", wanted)
    elif not any(map(_is_working, interfaces)):
        yield _link_cause(scene, "LINK.DOWN", ", ".join(text_at(one, "name") for one in interfaces))
    for one in filter(_is_working, interfaces):
        yield from _slow(scene, one)


def address_causes(scene: Scene) -> Iterable[Cause]:
    """Give what is wrong with the addresses of this computer, and with their masks."""
    wanted = scene.check.text("interface")
    interfaces = [one for one in _interfaces(scene.facts) if not wanted or text_at(one, "name") == wanted]
    addresses = [address for one in interfaces for address in _addresses(one)]
    yield from _address_causes(scene, addresses)
    network = scene.check.text("expect.network")
    if network:
        yield from _elsewhere(scene, addresses, ipaddress.ip_network(network))
    yield from wide_mask_causes(scene)


def _elsewhere(scene: Scene, addresses: list[_Address], network: _Network) -> Iterable[Cause]:
    """Give addresses of the family of a network that all lie elsewhere, or that there are none of IPv6."""
    alike = [one for one in addresses if one.version == network.version and not one.is_link_local]
    others = [one for one in addresses if not one.is_link_local]
    family = f"IPv{network.version}"
    told: dict[str, Any] = {"network": str(network), "host": str(network), "family": family}
    if network.version == 6 and others and not alike:
        yield scene.cause("ADDRESS.NO_IPV6", "address:6", "ground.addresses", **told)
    elif not any(one in network for one in others) and others:
        said = ", ".join(map(str, alike or others))
        subject = "address" if network.version == 4 else "address:6"
        yield scene.cause("ADDRESS.UNEXPECTED", subject, "ground.addresses", address=said, **told)


def gateway_causes(scene: Scene) -> Iterable[Cause]:
    """Give what is wrong with the default gateway; one that carries traffic is not silent."""
    gateways = objects_at(scene.facts, "gateway.gateways")
    if not gateways:
        yield scene.cause("GATEWAY.NONE", "gateway", "gateway.gateways", host="any")
        return
    expected = scene.check.text("expect.address")
    gateways = _used(gateways)
    found = ", ".join(text_at(one, "address") for one in gateways)
    if deaf := deaf_link(scene):
        yield from deaf
    elif expected and expected not in {text_at(one, "address") for one in gateways}:
        yield scene.cause(
            "GATEWAY.UNEXPECTED",
            "gateway",
            "gateway.gateways",
            address=found,
            expected=expected,
            host=expected,
        )
    elif all(text_at(one, "outcome") == "silent" for one in gateways) and not _carries_traffic(scene):
        yield scene.cause("GATEWAY.SILENT", "gateway", "gateway.gateways", address=found, host=found)


def ground_causes(scene: Scene) -> tuple[Cause, ...]:
    """Give why this computer reaches nothing at all, or nothing by a route of its own; none where it does."""
    if flag_at(scene.world.vantage, "is_known") is not True:
        return ()
    own = own_route_causes(scene) or firewall_here(scene)
    if own or scene.world.alive:
        return own
    near = cut_off_causes(scene) or deaf_link(scene) or _no_gateway(scene)
    return near or (() if _is_near(scene) else silent_beyond(scene))


def cut_off_causes(scene: Scene) -> tuple[Cause, ...]:
    """Give why this computer is not even in a network: no link, no address; none where it is in one."""
    vantage = scene.world.vantage
    interfaces = _interfaces(vantage)
    if flag_at(vantage, "is_known") is not True or scene.world.alive:
        return ()
    if not interfaces:
        return (_link_cause(scene, "LINK.NONE", ""),)
    working = [one for one in interfaces if _is_working(one)]
    if not working:
        return (_link_cause(scene, "LINK.DOWN", ", ".join(text_at(one, "name") for one in interfaces)),)
    return tuple(_address_causes(scene, [address for one in working for address in _addresses(one)]))


def deaf_link(scene: Scene) -> tuple[Cause, ...]:
    """Give a link on which nobody answers: a port that leads elsewhere, or does not admit this computer."""
    if not scene.world.is_deaf:
        return ()
    gateways = objects_at(scene.world.vantage, "gateways")
    named = ", ".join(dict.fromkeys(text_at(one, "interface") for one in gateways))
    told: dict[str, Any] = {
        "interface": named or "any",
        "gateway": ", ".join(text_at(one, "address") for one in gateways),
    }
    return (scene.cause("LINK.DEAF", "link", f"{scene.check.kind}.outcome", host="any", **told),)


def _used(gateways: list[Facts]) -> list[Facts]:
    """Give the gateways that packets go to: of each family those with the least metric; the rest wait."""
    best: dict[bool, float] = {}
    for one in gateways:
        is_six = ":" in text_at(one, "address")
        best[is_six] = min(best.get(is_six, math.inf), number_at(one, "metric") or 0)
    return [
        one for one in gateways if (number_at(one, "metric") or 0) <= best[":" in text_at(one, "address")]
    ]


def _no_gateway(scene: Scene) -> tuple[Cause, ...]:
    """Give the gateway as the cause, for what does not lie in a network of this computer."""
    if _is_near(scene):
        return ()
    gateways = _used(objects_at(scene.world.vantage, "gateways"))
    if not gateways:
        return (scene.cause("GATEWAY.NONE", "gateway", "connect.errno", host="any"),)
    if any(text_at(one, "outcome") != "silent" for one in gateways):
        return ()
    found = ", ".join(text_at(one, "address") for one in gateways)
    return (scene.cause("GATEWAY.SILENT", "gateway", "connect.outcome", address=found, host=found),)


def _is_near(scene: Scene) -> bool:
    """Tell whether what was asked lies in a network of this computer, so that no gateway is needed."""
    try:
        address = ipaddress.ip_address(asked_address(scene))
    except ValueError:
        return False
    networks = [str(each) for one in _interfaces(scene.world.vantage) for each in list_at(one, "addresses")]
    return any(_holds(network, address) for network in networks)


def _holds(network: str, address: _Address) -> bool:
    try:
        return address in ipaddress.ip_interface(network).network
    except ValueError:
        return False


def _address_causes(scene: Scene, addresses: list[_Address]) -> Iterable[Cause]:
    if not addresses:
        yield scene.cause("ADDRESS.NONE", "address", "ground.addresses", host="any")
    elif all(address.is_link_local for address in addresses):
        # An IPv6 interface always has a link-local address; only one of IPv4 says that DHCP was waited for.
        fours = [address for address in addresses if address.version == 4]
        code = "ADDRESS.SELF_ASSIGNED" if fours else "ADDRESS.NONE"
        yield scene.cause(
            code, "address", "ground.addresses", address=str((fours or addresses)[0]), host="any"
        )


def _link_cause(scene: Scene, code: str, interface: str) -> Cause:
    return scene.cause(code, "link", "ground.interfaces", interface=interface or "any", host="any")


def _slow(scene: Scene, one: Facts) -> Iterable[Cause]:
    least = scene.check.number("min_mbit")
    mbit, duplex = number_at(one, "mbit"), text_at(one, "duplex")
    if mbit is None or (duplex != "half" and (least is None or mbit >= least)):
        return
    name = text_at(one, "name")
    yield scene.cause(
        "LINK.SLOW",
        f"link:{name}",
        "ground.interfaces",
        interface=name,
        mbit=int(mbit),
        duplex=duplex or "unknown",
        least=int(least or mbit),
        host="any",
    )


def _carries_traffic(scene: Scene) -> bool:
    """Tell whether anything behind the gateway has answered in this run."""
    return bool(scene.world.alive)


def _interfaces(facts: Facts) -> list[Facts]:
    found = objects_at(facts, "ground.interfaces") or objects_at(facts, "interfaces")
    return [one for one in found if flag_at(one, "is_loopback") is not True]


def _is_working(one: Facts) -> bool:
    return flag_at(one, "is_up") is True and flag_at(one, "has_carrier") is not False


def _addresses(one: Facts) -> list[_Address]:
    found: list[_Address] = []
    for text in list_at(one, "addresses"):
        try:
            found.append(ipaddress.ip_interface(str(text)).ip)
        except ValueError:
            continue
    return found
