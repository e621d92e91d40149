"""DHCP: what servers offer on the port this computer is plugged into."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["OFFERS"]

OFFERS: Final = (
    Code(
        "DHCP.SILENT", Domain.NETWORK, Layer.ADDRESS, Symptom.SILENCE,
        mark("No DHCP server offers an address on {interface}."),
        Who.NETWORK, "serve_dhcp",
        mark("Please let DHCP answer on the port of {interface}: relay, scope, and free addresses."),
    ),
    Code(
        "DHCP.OTHER_SERVER", Domain.CUSTOMER, Layer.ADDRESS, Symptom.ANSWER,
        mark("The DHCP server {server} answers on {interface}; {expected} is expected and is silent."),
        Who.NETWORK, "remove_dhcp_server",
        mark("Please find the DHCP server {server} and switch it off, and let {expected} answer."),
    ),
    Code(
        "DHCP.SEVERAL", Domain.CUSTOMER, Layer.ADDRESS, Symptom.ANSWER,
        mark("More than one DHCP server answers on {interface}: {server} beside {expected}."),
        Who.NETWORK, "remove_dhcp_server",
        mark("Please switch off the DHCP server {server}, or confirm that it belongs beside {expected}."),
    ),
    Code(
        "DHCP.WRONG_NETWORK", Domain.NETWORK, Layer.ADDRESS, Symptom.ANSWER,
        mark("The DHCP server {server} offers {address}, which does not lie in {network}."),
        Who.NETWORK, "move_port",
        mark("Please put the port of {interface} into the network {network}; it is offered {address}."),
    ),
    Code(
        "DHCP.OPTION_MISSING", Domain.NETWORK, Layer.ADDRESS, Symptom.ANSWER,
        mark("The DHCP server {server} offers an address without: {options}."),
        Who.NETWORK, "add_dhcp_option",
        mark("Please add to the scope of {server}: {options}."),
    ),
    Code(
        "DHCP.OPTION_WRONG", Domain.NETWORK, Layer.ADDRESS, Symptom.ANSWER,
        mark("The DHCP server {server} offers {found} as {option}; {expected} is expected."),
        Who.NETWORK, "change_dhcp_option",
        mark("Please change {option} in the scope of {server} from {found} to {expected}."),
    ),
)  # fmt: skip
