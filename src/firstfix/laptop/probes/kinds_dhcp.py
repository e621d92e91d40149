"""The probe of DHCP: one DISCOVER, every OFFER that comes; no address is ever requested."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import secrets
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from firstfix.engines.diagnosis import Check
from firstfix.engines.diagnosis.hindrances import BELONGS_TO_CLIENT, NEEDS_PORT, NOT_SENT, UNUSABLE
from firstfix.laptop.probes.contacts import DHCP_BROADCAST
from firstfix.laptop.probes.dhcp_wire import discover, read_offer
from firstfix.laptop.probes.site import CannotLook, Seen, Site

__all__ = ["probe_dhcp"]

_NET: Final = Path("/sys/class/net")
# RFC 2131, section 4.1: a client asks again after 4 s, doubling; here again within the time of one answer.
_AGAIN_SECONDS: Final = 1.5


async def probe_dhcp(site: Site, check: Check) -> Seen:
    """Give what DHCP servers offer on one interface."""
    interface = check.text("interface") or _own_interface(site.vantage, check.text("expect.network"))
    opened = _opened(site, check, interface)
    try:
        offers, took = await _offers(opened, check, _hardware(interface))
    except OSError as error:
        raise CannotLook(NOT_SENT.format(interface=interface or "any", said=error)) from None
    finally:
        opened.close()
    facts: dict[str, Any] = {"interface": interface, "outcome": "answered" if offers else "silent"}
    return Seen({"dhcp": {**facts, **({"took_ms": took} if offers else {}), "offers": offers}})


def _own_interface(vantage: Mapping[str, Any], network: str = "") -> str:
    """Give the interface in the expected network, else that of the gateway, else the first that is up.

    Empty where the system tells nothing.
    """
    inside = [
        one["name"]
        for one in vantage["interfaces"]
        if any(_lies_in(each, network) for each in one.get("addresses", ()))
    ]
    named = [one["interface"] for one in vantage["gateways"]]
    up = [one["name"] for one in vantage["interfaces"] if one["is_up"] and not one["is_loopback"]]
    return str(next(iter([*inside, *named, *up]), ""))


def _lies_in(address: str, network: str) -> bool:
    try:
        return ipaddress.ip_interface(address).ip in ipaddress.ip_network(network)
    except ValueError:
        return False


def _opened(site: Site, check: Check, interface: str) -> socket.socket:
    server = check.text("server") or DHCP_BROADCAST
    opened = site.door.socket("udp", server, server, check.whole("port"))
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        # Where there is no such option the system chooses by its routes.
        if interface and server == DHCP_BROADCAST and hasattr(socket, "SO_BINDTODEVICE"):
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode() + b"\x00")
        opened.bind(("", check.whole("client_port")))
    except OSError as error:
        opened.close()
        raise CannotLook(_hindrance(error, check, interface)) from None
    return opened


def _hindrance(error: OSError, check: Check, interface: str) -> str:
    if error.errno in {errno.EACCES, errno.EPERM}:
        return NEEDS_PORT.format(port=check.whole("client_port"))
    if error.errno == errno.EADDRINUSE:
        return BELONGS_TO_CLIENT.format(port=check.whole("client_port"))
    return UNUSABLE.format(interface=interface or "any", said=error)


def _hardware(interface: str) -> bytes:
    """Give the hardware address: a server offers what it would offer this computer, and keeps nothing new."""
    try:
        return bytes.fromhex((_NET / interface / "address").read_text("ascii").strip().replace(":", ""))[:16]
    except (OSError, ValueError):
        # IEEE 802, section 8.4: the second bit says that nobody registered this address.
        return bytes([0x02, *secrets.token_bytes(5)])


async def _offers(opened: socket.socket, check: Check, hardware: bytes) -> tuple[list[dict[str, Any]], float]:
    """Give the offers of different servers, and after how many ms the first came."""
    loop = asyncio.get_running_loop()
    number, began = secrets.randbits(32), time.monotonic()
    content = discover(number, hardware)
    offers: dict[str, dict[str, Any]] = {}
    took = 0.0
    ends_at = loop.time() + check.timeout_seconds
    while not _is_enough(check, offers) and (left := ends_at - loop.time()) > 0:
        if not offers:
            await loop.sock_sendto(
                opened, content, (check.text("server") or DHCP_BROADCAST, check.whole("port"))
            )
        try:
            async with asyncio.timeout(left if offers else min(left, _AGAIN_SECONDS)):
                offer = read_offer(await loop.sock_recv(opened, 4096), number)
        except TimeoutError:
            continue
        if offer is not None:
            took = took or round((time.monotonic() - began) * 1000, 3)
            offers.setdefault(offer["server"], offer)
    return [*offers.values()], took


def _is_enough(check: Check, offers: Mapping[str, Any]) -> bool:
    wanted = check.text("expect.server")
    if not offers or (wanted and wanted not in offers):
        return False
    # That a server is alone takes the whole time to see; that it is not is seen with the second offer.
    return not check.is_set("alone") or len(offers) > 1
