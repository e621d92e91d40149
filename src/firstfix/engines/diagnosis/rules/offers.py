"""Rules for what DHCP servers offer: nobody, another one, several, or not what is needed."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from typing import Any

from firstfix.engines.diagnosis.facts import Facts, list_at, objects_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.rules.ground import cut_off_causes, deaf_link
from firstfix.engines.diagnosis.rules.own_rules import firewall_here
from firstfix.engines.diagnosis.scene import Scene

__all__ = ["dhcp_causes"]


def dhcp_causes(scene: Scene) -> Iterable[Cause]:
    """Give what is wrong with the offers that came."""
    offers = objects_at(scene.facts, "dhcp.offers")
    if not offers:
        yield from (
            cut_off_causes(scene)
            or deaf_link(scene)
            or firewall_here(scene)
            or (_cause(scene, "DHCP.SILENT", "dhcp.outcome"),)
        )
        return
    expected = scene.check.text("expect.server")
    servers = [text_at(one, "server") for one in offers]
    if expected and expected not in servers:
        yield _cause(scene, "DHCP.OTHER_SERVER", "dhcp.offers", server=servers[0], expected=expected)
        return
    if scene.check.is_set("alone") and len(servers) > 1:
        known = expected or servers[0]
        others = ", ".join(one for one in servers if one != known)
        yield _cause(scene, "DHCP.SEVERAL", "dhcp.offers", server=others, expected=known)
    offer = next(one for one in offers if not expected or text_at(one, "server") == expected)
    yield from _offer_causes(scene, offer)


def _offer_causes(scene: Scene, offer: Facts) -> Iterator[Cause]:
    server, address = text_at(offer, "server"), text_at(offer, "address")
    network = scene.check.text("expect.network")
    if network and not _lies_in(address, network):
        yield _cause(
            scene, "DHCP.WRONG_NETWORK", "dhcp.offers", server=server, address=address, network=network
        )
    missing = [name for name in scene.check.texts("expect.options") if not offer.get(name)]
    if missing:
        yield _cause(scene, "DHCP.OPTION_MISSING", "dhcp.offers", server=server, options=", ".join(missing))
    # What is missing is told once, whichever value is expected of it.
    for name in sorted({"routers", "resolvers", "ntp"} - {*missing}):
        expected = scene.check.texts(f"expect.{name}")
        found = [str(each) for each in list_at(offer, name)]
        if expected and set(found) != set(expected):
            told = {"option": name, "found": ", ".join(found) or "nothing", "expected": ", ".join(expected)}
            yield _cause(scene, "DHCP.OPTION_WRONG", "dhcp.offers", server=server, **told)


def _lies_in(address: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network)
    except ValueError:
        return False


def _cause(scene: Scene, code: str, path: str, **more: Any) -> Cause:
    interface = text_at(scene.facts, "dhcp.interface") or "any"
    told = {"interface": interface, "protocol": "udp", "port": scene.check.whole("port"), **more}
    subject = f"dhcp:{interface}:{more.get('option', '')}"
    return scene.cause(code, subject, path, host=str(more.get("server", interface)), **told)
