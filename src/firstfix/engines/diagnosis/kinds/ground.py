"""Kinds of checks of what everything stands on: link, address, gateway, route."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.kinds.fields import ADDRESS, HOST, INTERFACE, TEXT, TEXTS, WHOLE, YES_NO
from firstfix.engines.diagnosis.parameter import Form, Parameter
from firstfix.engines.diagnosis.words import Layer

__all__ = ["GROUND"]

DHCP_OPTIONS: Final = (
    "mask", "routers", "resolvers", "domain", "mtu", "ntp", "lease_seconds", "boot_server", "boot_file",
    "search", "proxy_url",
)  # fmt: skip

GROUND: Final = (
    Kind(
        "link",
        Layer.LINK,
        "An interface is up, has a carrier and the expected speed.",
        (
            INTERFACE,
            Parameter("min_mbit", WHOLE, "Warn below this speed in Mbit/s.", least=1, most=1_000_000),
        ),
    ),
    Kind(
        "address",
        Layer.ADDRESS,
        "An address is there, is not self-assigned, and lies in the expected network.",
        (
            INTERFACE,
            Parameter("expect.network", TEXT, "Network that the address has to lie in.", form=Form.NETWORK),
        ),
    ),
    Kind(
        "dhcp",
        Layer.ADDRESS,
        "A DHCP server offers an address and the options that are needed. Nothing is requested from it.",
        (
            Parameter("interface", TEXT, "Ask on this interface; the one of the gateway when left out."),
            Parameter("expect.server", TEXT, "Address of the server that must offer.", form=Form.ADDRESS),
            Parameter("expect.network", TEXT, "Network that the offer has to lie in.", form=Form.NETWORK),
            Parameter("expect.options", TEXTS, "Options that the offer must hold.", choices=DHCP_OPTIONS),
            Parameter("expect.routers", TEXTS, "Gateways, exactly these.", form=Form.ADDRESS),
            Parameter("expect.resolvers", TEXTS, "DNS resolvers, exactly these.", form=Form.ADDRESS),
            Parameter("expect.ntp", TEXTS, "Time servers, exactly these.", form=Form.ADDRESS),
            Parameter(
                "alone", YES_NO, "Wait the whole time for others: no second server may answer.", default=False
            ),
            Parameter("server", TEXT, "Ask this server alone instead of everybody.", form=Form.ADDRESS),
            Parameter("port", WHOLE, "Port of the servers.", default=67, least=1, most=65535),
            Parameter("client_port", WHOLE, "Port that answers come to.", default=68, least=1, most=65535),
        ),
        needs="the right to open UDP port 68: CAP_NET_BIND_SERVICE on Linux, an administrator elsewhere",
    ),
    Kind(
        "gateway",
        Layer.GATEWAY,
        "There is a default gateway and it answers on the local network (ARP), without needing ping.",
        (Parameter("expect.address", TEXT, "Address that the gateway must have.", form=Form.ADDRESS),),
    ),
    Kind(
        "route",
        Layer.ROUTE,
        "Packets find their way to a host: which hops answer, and what the last one says.",
        (
            HOST,
            ADDRESS,
            Parameter("max_hops", WHOLE, "How many hops to look at.", default=16, least=1, most=32),
        ),
    ),
)
