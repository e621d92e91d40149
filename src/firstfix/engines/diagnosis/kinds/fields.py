"""Fields that several kinds of checks have."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.parameter import Form, Parameter, ParameterType

__all__ = [
    "ADDRESS",
    "DNS_TYPES",
    "HOST",
    "INTERFACE",
    "MAX_MS",
    "NUMBER",
    "PROXY",
    "PROXY_USER",
    "SYSTEM",
    "TEXT",
    "TEXTS",
    "TRUST",
    "WHOLE",
    "WHOLES",
    "YES_NO",
    "port_of",
]

# The resolvers that this computer is set up with.
SYSTEM: Final = "system"
DNS_TYPES: Final = ("A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT")

TEXT, TEXTS, WHOLE, WHOLES = (
    ParameterType.TEXT,
    ParameterType.TEXTS,
    ParameterType.WHOLE,
    ParameterType.WHOLES,
)
NUMBER, YES_NO = ParameterType.NUMBER, ParameterType.YES_NO

HOST = Parameter("host", TEXT, "Name or address of the server.", is_required=True, form=Form.HOST)
ADDRESS = Parameter(
    "address", TEXT, "Connect to this address instead of resolving the host.", form=Form.ADDRESS
)
INTERFACE = Parameter("interface", TEXT, "Look at this interface only; all that are up when left out.")


def port_of(default: int | None) -> Parameter:
    """Give the field of a port; without a default it must be named."""
    return Parameter(
        "port",
        WHOLE,
        "Port of the server.",
        is_required=default is None,
        default=default,
        least=1,
        most=65535,
    )


TRUST = (
    Parameter(
        "trust",
        TEXTS,
        "Roots to trust: 'os' is the store of this computer, 'file:ca.pem' a file beside the spec.",
        default=("os",),
        form=Form.TRUST,
    ),
    Parameter(
        "server_name",
        TEXT,
        "Name to ask for (SNI) and to look for in the certificate; the host when left out.",
        form=Form.HOST,
    ),
    Parameter(
        "min_days",
        WHOLE,
        "Warn when the certificate ends in fewer days than this.",
        default=30,
        least=0,
        most=3650,
    ),
    Parameter(
        "min_version",
        TEXT,
        "Oldest TLS version that may be agreed on.",
        default="1.2",
        choices=("1.2", "1.3"),
    ),
    Parameter(
        "expect.issuer",
        TEXT,
        "Text that the issuer of the server's certificate holds; another one is an inspection on the way.",
    ),
    Parameter(
        "revocation",
        YES_NO,
        "Tell whether certificates were revoked, by what the server staples and by 'pki'; else warn.",
        default=False,
    ),
    Parameter(
        "pki",
        TEXTS,
        "Places of the authority that may be asked for lists, answers and issuers: http://pki.example.com.",
        form=Form.URL,
    ),
    Parameter(
        "strict",
        YES_NO,
        "Warn of what only strict clients refuse (RFC 5280 and the Baseline Requirements).",
        default=False,
    ),
)
PROXY_USER = Parameter(
    "proxy_user_from",
    TEXT,
    "Environment variable with 'user:password' for the proxy; never shown.",
    form=Form.VARIABLE,
)
PROXY = (Parameter("proxy", TEXT, "Go through this proxy by CONNECT.", form=Form.PROXY), PROXY_USER)
MAX_MS = Parameter(
    "max_ms", NUMBER, "Warn when the answer takes longer than this.", least=0.001, most=600_000
)
