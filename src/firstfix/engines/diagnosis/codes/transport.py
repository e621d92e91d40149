"""Reaching a host and its ports."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.codes.explaining import AS_SILENT, AS_UNREACHED
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["TRANSPORT"]

TRANSPORT: Final = (
    Code(
        "TCP.NO_ANSWER", Domain.NETWORK, Layer.TRANSPORT, Symptom.SILENCE,
        mark(
            "Nothing comes back from {endpoint} on TCP port {port}: it is dropped on the "
            "way, or the host is off."
        ),
        Who.FIREWALL, "allow",
        mark(
            "Please allow TCP port {port} from {source} to {endpoint}, and confirm that "
            "the host is on."
        ),
        AS_UNREACHED,
    ),
    Code(
        "HOST.SILENT", Domain.NETWORK, Layer.TRANSPORT, Symptom.SILENCE,
        mark("Nothing comes back from {host} on any of the ports {ports}."),
        Who.NETWORK, "power_on_or_route",
        mark("Please check that {host} is on and that {source} may reach it ({ports})."),
        AS_UNREACHED,
    ),
    Code(
        "TCP.SILENT_DROP", Domain.NETWORK, Layer.TRANSPORT, Symptom.SILENCE,
        mark("TCP port {port} of {endpoint} is dropped on the way; the host itself is alive."),
        Who.FIREWALL, "allow",
        mark("Please allow TCP port {port} from {source} to {endpoint}."),
        AS_UNREACHED,
    ),
    Code(
        "TCP.REJECTED", Domain.NETWORK, Layer.TRANSPORT, Symptom.SILENCE,
        mark("{reporter} forbids TCP port {port} to {endpoint}: {said}."),
        Who.FIREWALL, "allow",
        mark(
            "Please allow TCP port {port} from {source} to {endpoint}; {reporter} rejects "
            "it ({said})."
        ),
        AS_UNREACHED,
    ),
    Code(
        "TCP.RESET_BETWEEN", Domain.NETWORK, Layer.TRANSPORT, Symptom.SILENCE,
        mark(
            "TCP port {port} of {endpoint} is reset on the way: even a packet that goes {sent} of "
            "{hops} hops is refused."
        ),
        Who.FIREWALL, "allow",
        mark(
            "Please allow TCP port {port} from {source} to {endpoint}; something nearer than the host "
            "resets it."
        ),
        AS_UNREACHED,
    ),
    Code(
        "TCP.SWALLOWED", Domain.NETWORK, Layer.TRANSPORT, Symptom.SILENCE,
        mark(
            "{endpoint} takes connections to TCP port {port}, and nothing that is sent then is ever "
            "acknowledged: something on the way drops it."
        ),
        Who.FIREWALL, "allow",
        mark(
            "Please let what is said on TCP port {port} pass from {source} to {endpoint}: connections "
            "are made, and packets with content are dropped (inspection)."
        ),
        AS_SILENT,
    ),
    Code(
        "TCP.REFUSED", Domain.APPLICATION, Layer.TRANSPORT, Symptom.REFUSAL,
        mark(
            "{endpoint} refuses TCP port {port}: nothing listens there, or a firewall "
            "answers for it."
        ),
        Who.SERVER, "start_service",
        mark(
            "Please start the service on TCP port {port} of {endpoint}, or confirm that no "
            "firewall refuses it."
        ),
        AS_UNREACHED,
    ),
    Code(
        "TCP.UNREACHABLE", Domain.NETWORK, Layer.TRANSPORT, Symptom.SILENCE,
        mark("{endpoint} cannot be reached: {said}."),
        Who.NETWORK, "add_route",
        mark("Please look at the way from {source} to {endpoint}: the network says '{said}'."),
        AS_UNREACHED,
    ),
    Code(
        "TCP.LOCAL_BLOCK", Domain.SYSTEM, Layer.TRANSPORT, Symptom.SILENCE,
        mark(
            "This computer itself forbids connections to {host} port {port} (a local firewall or "
            "security software)."
        ),
        Who.SYSTEM, "allow_locally",
        mark("Please allow outgoing TCP port {port} to {endpoint} on this computer."),
        AS_UNREACHED,
    ),
    Code(
        "TCP.FAMILY_SILENT", Domain.NETWORK, Layer.TRANSPORT, Symptom.QUALITY,
        mark(
            "{host} answers at {address} on TCP port {port} and not at {silent}, which its name has as well "
            "({family}): programs that try that first are slow, then work."
        ),
        Who.NETWORK, "mend_family",
        mark(
            "Please let {source} reach {silent} on TCP port {port} ({family}), or take that address out of "
            "DNS for {host}."
        ),
        is_warning=True,
    ),
    Code(
        "TCP.OPEN", Domain.CUSTOMER, Layer.TRANSPORT, Symptom.ANSWER,
        mark("TCP port {port} of {endpoint} is open from here and must not be."),
        Who.FIREWALL, "deny",
        mark("Please close TCP port {port} from {source} to {endpoint}."),
    ),
    Code(
        "MTU.BLACKHOLE", Domain.NETWORK, Layer.TRANSPORT, Symptom.SILENCE,
        mark(
            "Small packets to {host} pass and large ones vanish: the path is narrower than it says "
            "(path MTU)."
        ),
        Who.NETWORK, "mend_mtu",
        mark(
            "Please let ICMP 'fragmentation needed' pass between {source} and {host}, or clamp the "
            "MSS of TCP to {mss}."
        ),
        AS_SILENT,
    ),
)  # fmt: skip
