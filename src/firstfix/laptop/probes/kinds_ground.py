"""Probes of what all stands on: link, address, gateway, route."""

from __future__ import annotations

import asyncio
from typing import Any

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.contacts import TRACE_PORT
from firstfix.laptop.probes.site import Seen, Site, address_of
from firstfix.laptop.probes.tracing import trace
from firstfix.laptop.probes.vantage import arp_state, refusal_of_way

__all__ = ["probe_gateway", "probe_ground", "probe_route"]

# The kernel asks three times by ARP, a second apart; looking more often than this finds nothing new.
_LOOK_SECONDS = 0.02


async def probe_ground(site: Site, check: Check) -> Seen:
    """Give the facts of the interfaces; they were observed at the beginning of the run."""
    if not site.vantage["is_known"]:
        return Seen({})
    interfaces, wanted = site.vantage["interfaces"], check.text("interface")
    addresses = [
        address for one in interfaces if not wanted or one["name"] == wanted for address in one["addresses"]
    ]
    return Seen({"ground": {"interfaces": interfaces, "addresses": addresses}})


async def probe_gateway(site: Site, check: Check) -> Seen:
    """Give whether each default gateway answers by ARP; a packet to it makes the system ask."""
    if not site.vantage["is_known"]:
        return Seen({})
    looked = (_look(site, one, check.timeout_seconds) for one in site.vantage["gateways"])
    return Seen({"gateway": {"gateways": list(await asyncio.gather(*looked))}})


async def probe_route(site: Site, check: Check) -> Seen:
    """Give the hops on the way to a host."""
    host = check.text("host")
    address, facts = await address_of(site, check)
    if not address:
        return Seen(facts)
    site.door.learn(host, [address])
    path = await trace(site.door, host, address, hops=check.whole("max_hops"), seconds=check.timeout_seconds)
    facts["connect"] = {"host": host, "address": address, **refusal_of_way(address)}
    return Seen({**facts, "path": path} if path["is_known"] else facts)


async def _look(site: Site, gateway: dict[str, Any], seconds: float) -> dict[str, Any]:
    address = gateway["address"]
    if ":" in address:
        # Linux shows no table of IPv6 neighbours to those without rights.
        return {**gateway, "outcome": "unknown"}
    if arp_state(address) == "answered":
        # Routers limit how often they say ICMP (RFC 1812, 4.3.2.8); a needless packet costs an answer.
        return {**gateway, "outcome": "answered"}
    try:
        with site.door.socket("udp", address, address, TRACE_PORT) as opened:
            opened.connect((address, TRACE_PORT))
            opened.send(b"firstfix")
    except OSError:
        return {**gateway, "outcome": "silent"}
    ends_at = asyncio.get_running_loop().time() + seconds
    while (state := arp_state(address)) != "answered" and asyncio.get_running_loop().time() < ends_at:
        await asyncio.sleep(_LOOK_SECONDS)
    return {**gateway, "outcome": state}
