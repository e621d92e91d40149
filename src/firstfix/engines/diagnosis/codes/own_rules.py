"""What this computer itself stands in the way of: its firewall, its file of hosts."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.codes.explaining import AS_CUT_OFF, AS_ELSEWHERE, AS_NAMELESS, AS_UNREACHED
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["OWN_RULES"]

OWN_RULES: Final = (
    Code(
        "FIREWALL.HERE", Domain.SYSTEM, Layer.GATEWAY, Symptom.SILENCE,
        mark(
            "This computer itself drops what it says to {count} hosts, or what they answer (a local "
            "firewall, a VPN client that lets nothing past it, security software)."
        ),
        Who.SYSTEM, "allow_locally",
        mark(
            "Please let the firewall of this computer pass what the checks ask for, in both directions; "
            "it drops it for {count} hosts: {hosts}."
        ),
        AS_CUT_OFF | AS_UNREACHED,
    ),
    Code(
        "DNS.LOCAL_BLOCK", Domain.SYSTEM, Layer.NAME, Symptom.SILENCE,
        mark("This computer itself forbids questions to the resolver {resolver} (a local firewall)."),
        Who.SYSTEM, "allow_locally",
        mark("Please allow outgoing UDP and TCP port {port} to {resolver} on this computer."),
        AS_NAMELESS,
    ),
    Code(
        "DNS.OVERRIDDEN", Domain.SYSTEM, Layer.NAME, Symptom.NAME,
        mark(
            "The file of hosts on this computer sends {name} to {found}; {resolver} says {expected}, and "
            "it does not work there."
        ),
        Who.SYSTEM, "remove_hosts_entry",
        mark("Please remove {name} ({found}) from the file of hosts on this computer; DNS says {expected}."),
        AS_ELSEWHERE,
    ),
    Code(
        "UDP.LOCAL_BLOCK", Domain.SYSTEM, Layer.TRANSPORT, Symptom.SILENCE,
        mark(
            "This computer itself forbids packets to {host} UDP port {port} (a local firewall or "
            "security software)."
        ),
        Who.SYSTEM, "allow_locally",
        mark("Please allow outgoing UDP port {port} to {endpoint} on this computer."),
        AS_UNREACHED,
    ),
)  # fmt: skip
