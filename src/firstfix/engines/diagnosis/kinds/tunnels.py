"""Kinds of checks of VPNs."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.kinds.fields import ADDRESS, HOST, NUMBER, TEXT, YES_NO, port_of
from firstfix.engines.diagnosis.parameter import Form, Parameter
from firstfix.engines.diagnosis.words import Layer

__all__ = ["TUNNELS"]

TUNNELS: Final = (
    Kind(
        "openvpn",
        Layer.TUNNEL,
        "An OpenVPN server answers a first packet, and the client here is connected. Nobody signs in.",
        (
            HOST,
            ADDRESS,
            port_of(1194),
            Parameter("transport", TEXT, "How the server is reached.", default="udp", choices=("udp", "tcp")),
            Parameter(
                "silent_to_strangers",
                YES_NO,
                "The server uses tls-auth or tls-crypt, so silence over UDP says nothing.",
                default=False,
            ),
            Parameter(
                "management",
                TEXT,
                "Where the client here listens for --management, such as 127.0.0.1:7505.",
                form=Form.OWN_ENDPOINT,
            ),
            Parameter(
                "management_password_from",
                TEXT,
                "Environment variable with the password of the management interface. Never shown.",
                form=Form.VARIABLE,
            ),
            Parameter("status_file", TEXT, "File that OpenVPN writes with --status."),
            Parameter(
                "max_age",
                NUMBER,
                "Seconds that the status file may be old.",
                default=180,
                least=1,
                most=86_400,
            ),
        ),
    ),
    Kind(
        "wireguard",
        Layer.TUNNEL,
        "A WireGuard tunnel is up and its peers have shaken hands. Silence of an endpoint proves nothing.",
        (
            Parameter("interface", TEXT, "Interface of the tunnel; the first one when left out."),
            Parameter("peer", TEXT, "Public key of the peer; all peers when left out."),
            # WireGuard's paper, section 6.1: a session is over 180 s after its handshake.
            Parameter(
                "max_handshake_age",
                NUMBER,
                "Seconds that the last handshake may be ago.",
                default=180,
                least=1,
                most=86_400,
            ),
            Parameter("endpoint", TEXT, "See whether this endpoint refuses UDP.", form=Form.ENDPOINT),
        ),
        needs="CAP_NET_ADMIN (root, or 'wg' allowed to this user) for the age of handshakes",
    ),
)
