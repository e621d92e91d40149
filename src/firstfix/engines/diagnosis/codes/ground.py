"""What everything stands on: link, address, gateway, route."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.codes.explaining import AS_CUT_OFF, AS_SILENT
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["GROUND"]

GROUND: Final = (
    Code(
        "LINK.NONE", Domain.PHYSICAL, Layer.LINK, Symptom.SILENCE,
        mark("This computer has no network interface but the one to itself."),
        Who.SITE, "connect_interface",
        mark("Please connect a network adapter and a cable, or join the wireless network of the site."),
        AS_CUT_OFF,
    ),
    Code(
        "LINK.DOWN", Domain.PHYSICAL, Layer.LINK, Symptom.SILENCE,
        mark("Interface {interface} has no link: no cable, a dead port, or it is switched off."),
        Who.SITE, "connect_link",
        mark("Please check cable and switch port of interface {interface}, and switch the port on."),
        AS_CUT_OFF,
    ),
    Code(
        "LINK.DEAF", Domain.NETWORK, Layer.LINK, Symptom.SILENCE,
        mark(
            "Interface {interface} has a link, and nobody on it answers: neither the gateway {gateway} by "
            "ARP nor any DHCP server."
        ),
        Who.NETWORK, "admit_port",
        mark(
            "Please look at the switch port of interface {interface} ({source}): is it in the right VLAN, "
            "and does it admit this computer (802.1X, port security)?"
        ),
        AS_CUT_OFF,
    ),
    Code(
        "LINK.SLOW", Domain.PHYSICAL, Layer.LINK, Symptom.QUALITY,
        mark(
            "Interface {interface} agreed on {mbit} Mbit/s, {duplex} duplex; {least} Mbit/s full "
            "duplex is asked."
        ),
        Who.SITE, "renegotiate_link",
        mark("Please change the cable of {interface} or set its switch port to automatic negotiation."),
        is_warning=True,
    ),
    Code(
        "ADDRESS.NONE", Domain.NETWORK, Layer.ADDRESS, Symptom.SILENCE,
        mark("No interface has an address although a link is up."),
        Who.NETWORK, "give_address",
        mark(
            "Please give an address to this computer: by DHCP on the port it is plugged into, or a "
            "fixed one."
        ),
        AS_CUT_OFF,
    ),
    Code(
        "ADDRESS.SELF_ASSIGNED", Domain.NETWORK, Layer.ADDRESS, Symptom.SILENCE,
        mark(
            "The only address is {address}, which the computer gave itself: no DHCP server has "
            "answered."
        ),
        Who.NETWORK, "give_address",
        mark(
            "Please let DHCP answer on the port this computer is plugged into (relay, scope, free "
            "addresses)."
        ),
        AS_CUT_OFF,
    ),
    Code(
        "ADDRESS.UNEXPECTED", Domain.NETWORK, Layer.ADDRESS, Symptom.SILENCE,
        mark(
            "The address is {address}; it should lie in {network}. The port is probably in another "
            "VLAN."
        ),
        Who.NETWORK, "move_port",
        mark("Please put the switch port of this computer into the network {network}; it got {address}."),
        AS_SILENT,
    ),
    Code(
        "ADDRESS.NO_IPV6", Domain.NETWORK, Layer.ADDRESS, Symptom.SILENCE,
        mark(
            "This computer has no IPv6 address but the one of the link itself: no router advertises "
            "{network}."
        ),
        Who.NETWORK, "advertise_prefix",
        mark(
            "Please let a router advertise {network} on the port this computer is plugged into (router "
            "advertisement, RA guard, DHCPv6)."
        ),
        AS_SILENT,
    ),
    Code(
        "ADDRESS.WIDE_MASK", Domain.NETWORK, Layer.ADDRESS, Symptom.SILENCE,
        mark(
            "The mask of {address} is wider than {network}: {count} silent hosts are looked for on this "
            "link and lie behind the gateway."
        ),
        Who.NETWORK, "give_address",
        mark("Please hand out the mask of {network} on this port, or set it; {address} has another."),
        # What was sent and cannot be seen to arrive is lost on this link too.
        AS_CUT_OFF | {Symptom.QUALITY},
    ),
    Code(
        "GATEWAY.NONE", Domain.NETWORK, Layer.GATEWAY, Symptom.SILENCE,
        mark("There is no default gateway: packets to other networks have nowhere to go."),
        Who.NETWORK, "give_gateway",
        mark("Please hand out a default gateway (DHCP option 3) or name the one to set."),
        AS_CUT_OFF,
    ),
    Code(
        "GATEWAY.SILENT", Domain.NETWORK, Layer.GATEWAY, Symptom.SILENCE,
        mark("The default gateway {address} does not answer on the local network (no ARP answer)."),
        Who.NETWORK, "mend_gateway",
        mark("Please look at the gateway {address}: it does not answer ARP from {source} on this port."),
        AS_CUT_OFF,
    ),
    Code(
        "GATEWAY.UNEXPECTED", Domain.NETWORK, Layer.GATEWAY, Symptom.SILENCE,
        mark("The default gateway is {address}; {expected} is expected."),
        Who.NETWORK, "give_gateway",
        mark("Please hand out {expected} as the default gateway on this port, or confirm {address}."),
        AS_SILENT,
    ),
    Code(
        "ROUTE.OWN", Domain.SYSTEM, Layer.ROUTE, Symptom.SILENCE,
        mark("This computer has a route of its own for {network} ({via}), and nobody answers by it."),
        Who.SYSTEM, "remove_route",
        mark(
            "Please remove the route for {network} ({via}) on this computer; packets to it then go to "
            "the default gateway."
        ),
        AS_CUT_OFF,
    ),
    Code(
        "ROUTE.UNREACHABLE", Domain.NETWORK, Layer.ROUTE, Symptom.SILENCE,
        mark("{reporter} says that it knows no way to {host} ({said})."),
        Who.NETWORK, "add_route",
        mark("Please add a route from {source} to {host}: {reporter} answers '{said}'."),
        AS_SILENT,
    ),
    Code(
        "ROUTE.FORBIDDEN",
        Domain.NETWORK,
        Layer.ROUTE,
        Symptom.SILENCE,
        mark("{reporter} forbids the way to {host} ({said})."),
        Who.FIREWALL,
        "allow_route",
        mark("Please let {source} reach {host}; {reporter} answers '{said}'."),
        AS_SILENT,
    ),
    Code(
        "ROUTE.LOOP", Domain.NETWORK, Layer.ROUTE, Symptom.SILENCE,
        mark("Packets to {host} go in a circle between {first} and {second}."),
        Who.NETWORK, "mend_loop",
        mark("Please mend the routing loop between {first} and {second} for {host}."),
        AS_SILENT,
    ),
    Code(
        "ROUTE.DEAD", Domain.NETWORK, Layer.ROUTE, Symptom.SILENCE,
        mark(
            "Nobody behind the gateway {gateway} answers, {count} hosts in all; {last_hop} is the last "
            "to be heard."
        ),
        Who.NETWORK, "mend_way",
        mark(
            "Please look at the way behind {last_hop}, there and back: {source} reaches none of "
            "{count} hosts."
        ),
        AS_CUT_OFF,
    ),
    Code(
        "ROUTE.ENDS", Domain.NETWORK, Layer.ROUTE, Symptom.SILENCE,
        mark("The way to {host} is lost after {last_hop} ({hop_count} hops answer)."),
        Who.NETWORK, "allow_route",
        mark("Please look at what stands behind {last_hop} on the way from {source} to {host}."),
        is_warning=True,
    ),
)  # fmt: skip
