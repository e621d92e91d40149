"""Kinds of checks of devices and what they tell, and of logs."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.kinds.fields import ADDRESS, HOST, TEXT, TRUST, YES_NO, port_of
from firstfix.engines.diagnosis.parameter import Form, Parameter
from firstfix.engines.diagnosis.words import Layer

__all__ = ["DEVICES"]

DEVICES: Final = (
    Kind(
        "snmp",
        Layer.APPLICATION,
        "An SNMP agent says what it is, by a community (v2c) or a user (v3). Nothing is set.",
        (
            HOST,
            ADDRESS,
            port_of(161),
            Parameter("version", TEXT, "Version to speak.", default="2c", choices=("2c", "3")),
            Parameter(
                "community_from",
                TEXT,
                "Environment variable with the community of v2c; 'public' when left out. Never shown.",
                form=Form.VARIABLE,
            ),
            Parameter("user", TEXT, "User of v3; without one only the engine is asked for."),
            Parameter(
                "auth",
                TEXT,
                "Hash that the user signs with.",
                default="sha256",
                choices=("md5", "sha1", "sha224", "sha256", "sha384", "sha512"),
            ),
            Parameter(
                "auth_from",
                TEXT,
                "Environment variable with the user's password for signing. Never shown.",
                form=Form.VARIABLE,
            ),
            Parameter(
                "privacy_from",
                TEXT,
                "Environment variable with the user's password for AES-128. Never shown.",
                form=Form.VARIABLE,
            ),
            Parameter("expect.contains", TEXT, "Text that the description of the device holds."),
        ),
        second="for v2c, the discovery of the engine, which needs no community: is an agent there at all",
    ),
    Kind(
        "syslog",
        Layer.APPLICATION,
        "A log server takes a line, and the line arrives. It writes one marked line into that log.",
        (
            HOST,
            ADDRESS,
            port_of(514),
            Parameter("transport", TEXT, "How lines are sent.", default="udp", choices=("udp", "tcp", "tls")),
            Parameter(
                "framing", TEXT, "How TCP separates lines.", default="lines", choices=("lines", "octets")
            ),
            Parameter(
                "read_back",
                TEXT,
                "Page that shows what arrived; <marker> in it stands for the marker of the line.",
                form=Form.URL,
            ),
            Parameter(
                "expect.arrival",
                YES_NO,
                "Warn where nobody shows that the line arrived (UDP without read_back).",
                default=True,
            ),
            *TRUST,
        ),
        second="as for tcp or tls",
    ),
)
