"""VPNs: OpenVPN and WireGuard."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.codes.explaining import AS_CUT_OFF
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["TUNNELS"]

TUNNELS: Final = (
    Code(
        "OPENVPN.SILENT", Domain.NETWORK, Layer.TUNNEL, Symptom.SILENCE,
        mark(
            "No OpenVPN server answers at {endpoint} on {protocol} port {port}: it is dropped on the "
            "way, nobody is there, or it answers no stranger (tls-auth, tls-crypt)."
        ),
        Who.FIREWALL, "allow",
        mark(
            "Please allow {protocol} port {port} from {source} to {endpoint}, and say whether the "
            "server uses tls-auth or tls-crypt."
        ),
        AS_CUT_OFF,
    ),
    Code(
        "OPENVPN.NOT_LISTENING", Domain.APPLICATION, Layer.TUNNEL, Symptom.REFUSAL,
        mark("Nothing listens on UDP port {port} of {endpoint}, where an OpenVPN server should."),
        Who.SERVER, "start_service",
        mark("Please start the OpenVPN server on {endpoint} port {port}, or name the right port."),
        AS_CUT_OFF,
    ),
    Code(
        "OPENVPN.OTHER_PROTOCOL", Domain.APPLICATION, Layer.TUNNEL, Symptom.ANSWER,
        mark("What listens at {endpoint} port {port} does not speak OpenVPN."),
        Who.SERVER, "name_port",
        mark("Please name the port on which {endpoint} speaks OpenVPN; {port} does not."),
    ),
    Code(
        "OPENVPN.NOT_CONNECTED", Domain.APPLICATION, Layer.TUNNEL, Symptom.SILENCE,
        mark("The OpenVPN client here is not connected: it says {state} ({detail})."),
        Who.SYSTEM, "start_vpn",
        mark("Please look at the OpenVPN client on this computer: it says {state} ({detail})."),
        AS_CUT_OFF,
    ),
    Code(
        "OPENVPN.NO_MANAGEMENT", Domain.SYSTEM, Layer.TUNNEL, Symptom.REFUSAL,
        mark("The management interface of OpenVPN at {place} does not tell the state ({said})."),
        Who.SYSTEM, "enable_management",
        mark("Please let OpenVPN listen with --management at {place}, or give its password."),
        is_warning=True,
    ),
    Code(
        "OPENVPN.NO_STATUS", Domain.SYSTEM, Layer.TUNNEL, Symptom.ANSWER,
        mark("There is no status file {file}: OpenVPN does not run, or writes another one."),
        Who.SYSTEM, "start_vpn",
        mark("Please start OpenVPN with --status {file}, or name the file that it writes."),
        AS_CUT_OFF,
    ),
    Code(
        "OPENVPN.STALE_STATUS", Domain.SYSTEM, Layer.TUNNEL, Symptom.SILENCE,
        mark("OpenVPN wrote {file} {age} s ago; {most} s are allowed."),
        Who.SYSTEM, "start_vpn",
        mark("Please look whether OpenVPN still runs: {file} is {age} s old."),
        AS_CUT_OFF,
    ),
    Code(
        "WIREGUARD.MISSING", Domain.SYSTEM, Layer.TUNNEL, Symptom.SILENCE,
        mark("There is no WireGuard interface {interface} on this computer."),
        Who.SYSTEM, "start_vpn",
        mark("Please start the WireGuard tunnel {interface} on this computer."),
        AS_CUT_OFF,
    ),
    Code(
        "WIREGUARD.DOWN", Domain.SYSTEM, Layer.TUNNEL, Symptom.SILENCE,
        mark("The WireGuard interface {interface} is switched off."),
        Who.SYSTEM, "start_vpn",
        mark("Please switch the WireGuard tunnel {interface} on."),
        AS_CUT_OFF,
    ),
    Code(
        "WIREGUARD.NO_PEER", Domain.SYSTEM, Layer.TUNNEL, Symptom.ANSWER,
        mark("The WireGuard tunnel {interface} has no peer {peer}."),
        Who.SYSTEM, "change_peer",
        mark("Please add the peer {peer} to {interface}, or name its new public key."),
        AS_CUT_OFF,
    ),
    Code(
        "WIREGUARD.NO_HANDSHAKE", Domain.NETWORK, Layer.TUNNEL, Symptom.SILENCE,
        mark(
            "The peer {peer} of {interface} has never shaken hands ({endpoint}): packets are dropped, "
            "or its keys differ."
        ),
        Who.FIREWALL, "allow_vpn",
        mark(
            "Please allow UDP from {source} to {endpoint} and back, and confirm the public keys of "
            "both sides of {interface}."
        ),
        AS_CUT_OFF,
    ),
    Code(
        "WIREGUARD.OLD_HANDSHAKE", Domain.NETWORK, Layer.TUNNEL, Symptom.SILENCE,
        mark("The peer {peer} of {interface} shook hands {age} s ago; {most} s are allowed."),
        Who.FIREWALL, "allow_vpn",
        mark(
            "Please look whether UDP between {source} and {endpoint} still passes; without keepalive "
            "an idle tunnel looks alike."
        ),
        AS_CUT_OFF,
    ),
    Code(
        "WIREGUARD.NO_RETURN", Domain.NETWORK, Layer.TUNNEL, Symptom.SILENCE,
        mark("The WireGuard tunnel {interface} sends, and nothing has ever come back."),
        Who.FIREWALL, "allow_vpn",
        mark(
            "Please let UDP of the WireGuard tunnel {interface} pass in both directions, and confirm "
            "the keys."
        ),
        AS_CUT_OFF,
    ),
    Code(
        "WIREGUARD.REFUSED", Domain.APPLICATION, Layer.TUNNEL, Symptom.REFUSAL,
        mark("Nothing listens on UDP port {port} of {endpoint}, where a WireGuard peer should."),
        Who.SERVER, "start_service",
        mark("Please start WireGuard on {endpoint} port {port}, or name the right port."),
        AS_CUT_OFF,
    ),
)  # fmt: skip
