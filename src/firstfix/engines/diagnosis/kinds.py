"""Every kind of check there is, as rows: spec, JSON Schema, probes, dry run and reference read them here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.parameter import Form, Parameter, ParameterType
from firstfix.engines.diagnosis.words import Layer

__all__ = ["DNS_TYPES", "KINDS", "SYSTEM"]

# The resolvers that this computer is set up with.
SYSTEM: Final = "system"
DNS_TYPES: Final = ("A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT")

_TEXT, _TEXTS, _WHOLE, _WHOLES = (
    ParameterType.TEXT,
    ParameterType.TEXTS,
    ParameterType.WHOLE,
    ParameterType.WHOLES,
)
_NUMBER, _YES_NO = ParameterType.NUMBER, ParameterType.YES_NO

_HOST = Parameter("host", _TEXT, "Name or address of the server.", is_required=True, form=Form.HOST)
_ADDRESS = Parameter(
    "address", _TEXT, "Connect to this address instead of resolving the host.", form=Form.ADDRESS
)
_SOURCE = Parameter("interface", _TEXT, "Look at this interface only; all that are up when left out.")


def _port(default: int | None) -> Parameter:
    return Parameter(
        "port",
        _WHOLE,
        "Port of the server.",
        is_required=default is None,
        default=default,
        least=1,
        most=65535,
    )


_TRUST = (
    Parameter(
        "trust",
        _TEXTS,
        "Roots to trust: 'os' is the store of this computer, 'file:ca.pem' a file beside the spec.",
        default=("os",),
    ),
    Parameter(
        "server_name",
        _TEXT,
        "Name to ask for (SNI) and to look for in the certificate; the host when left out.",
        form=Form.HOST,
    ),
    Parameter(
        "min_days",
        _WHOLE,
        "Warn when the certificate ends in fewer days than this.",
        default=30,
        least=0,
        most=3650,
    ),
    Parameter(
        "min_version",
        _TEXT,
        "Oldest TLS version that may be agreed on.",
        default="1.2",
        choices=("1.2", "1.3"),
    ),
    Parameter(
        "expect.issuer",
        _TEXT,
        "Text that the issuer of the server's certificate holds; another one is an inspection on the way.",
    ),
)
_PROXY = (
    Parameter("proxy", _TEXT, "Go through this proxy by CONNECT.", form=Form.PROXY),
    Parameter(
        "proxy_user_from",
        _TEXT,
        "Environment variable with 'user:password' for the proxy; never shown.",
        form=Form.VARIABLE,
    ),
)
_MAX_MS = Parameter(
    "max_ms", _NUMBER, "Warn when the answer takes longer than this.", least=0.001, most=600_000
)

_ROWS: Final = (
    Kind(
        "link",
        Layer.LINK,
        "An interface is up, has a carrier and the expected speed.",
        (
            _SOURCE,
            Parameter("min_mbit", _WHOLE, "Warn below this speed in Mbit/s.", least=1, most=1_000_000),
        ),
    ),
    Kind(
        "address",
        Layer.ADDRESS,
        "An address is there, is not self-assigned, and lies in the expected network.",
        (
            _SOURCE,
            Parameter("expect.network", _TEXT, "Network that the address has to lie in.", form=Form.NETWORK),
        ),
    ),
    Kind(
        "gateway",
        Layer.GATEWAY,
        "There is a default gateway and it answers on the local network (ARP), without needing ping.",
        (Parameter("expect.address", _TEXT, "Address that the gateway must have.", form=Form.ADDRESS),),
    ),
    Kind(
        "route",
        Layer.ROUTE,
        "Packets find their way to a host: which hops answer, and what the last one says.",
        (
            _HOST,
            _ADDRESS,
            Parameter("max_hops", _WHOLE, "How many hops to look at.", default=16, least=1, most=32),
        ),
    ),
    Kind(
        "dns",
        Layer.NAME,
        "A name is answered as expected, by each of several resolvers.",
        (
            Parameter(
                "name", _TEXT, "Name to ask for; an address for PTR.", is_required=True, form=Form.HOST
            ),
            Parameter("type", _TEXT, "Type to ask for.", default="A", choices=DNS_TYPES),
            Parameter(
                "resolvers",
                _TEXTS,
                "Resolvers to ask: 'system', or addresses.",
                default=(SYSTEM,),
            ),
            Parameter("port", _WHOLE, "Port of the resolvers.", default=53, least=1, most=65535),
            Parameter("expect.values", _TEXTS, "The answer must be exactly these, in any order."),
            Parameter("expect.network", _TEXT, "Every address must lie in this network.", form=Form.NETWORK),
            Parameter("expect.private", _YES_NO, "Every address must be private (true) or public (false)."),
            Parameter("expect.none", _YES_NO, "The name must not exist.", default=False),
            Parameter(
                "same_everywhere",
                _YES_NO,
                "Resolvers must agree; false where a split is meant.",
                default=True,
            ),
            _MAX_MS,
        ),
        second="the same question over TCP, and a name under .invalid that nobody may answer",
    ),
    Kind(
        "ntp",
        Layer.TIME,
        "A time server answers, is synchronised, and this computer's clock agrees with it.",
        (
            _HOST,
            Parameter("port", _WHOLE, "Port of the server.", default=123, least=1, most=65535),
            Parameter(
                "max_offset",
                _NUMBER,
                "Seconds that the clock may be off.",
                default=2.0,
                least=0.001,
                most=86400,
            ),
            Parameter("max_stratum", _WHOLE, "Warn above this stratum.", default=5, least=1, most=15),
        ),
    ),
    Kind(
        "tcp",
        Layer.TRANSPORT,
        "A port takes connections; if not, whether it was dropped, refused or rejected, and by whom.",
        (
            _HOST,
            _ADDRESS,
            _port(None),
            _MAX_MS,
            Parameter("expect.closed", _YES_NO, "The port must not be reachable from here.", default=False),
        ),
        second="UDP with rising TTL to the same host: which hop answers last, and what it says",
    ),
    Kind(
        "proxy",
        Layer.PROXY,
        "A proxy lets through to an endpoint, with what credentials, and without opening TLS.",
        (
            Parameter("proxy", _TEXT, "The proxy.", is_required=True, form=Form.PROXY),
            Parameter("connect", _TEXT, "Endpoint to reach.", is_required=True, form=Form.ENDPOINT),
            _PROXY[1],
            Parameter(
                "compare_direct",
                _YES_NO,
                "Fetch the certificates through the proxy and directly, and compare them.",
                default=False,
            ),
        ),
        second="the same endpoint without the proxy, where compare_direct is set",
    ),
    Kind(
        "tls",
        Layer.TLS,
        "A server proves who it is: chain, order, names, dates, keys, version.",
        (_HOST, _ADDRESS, _port(443), *_TRUST, *_PROXY),
        second="a handshake that verifies nothing, to keep the chain; and one with small segments (path MTU)",
    ),
    Kind(
        "http",
        Layer.APPLICATION,
        "A page answers with the expected status and words; redirects are told, never followed.",
        (
            _HOST,
            _ADDRESS,
            _port(None),
            Parameter("path", _TEXT, "What to ask for.", default="/", form=Form.PATH),
            Parameter("tls", _YES_NO, "Speak HTTPS.", default=True),
            Parameter(
                "expect.status", _WHOLES, "Statuses that are right.", default=(200,), least=100, most=599
            ),
            Parameter("expect.contains", _TEXT, "Text that the body holds."),
            _MAX_MS,
            *_TRUST,
            *_PROXY,
        ),
        second="as for tls",
    ),
    Kind(
        "oidc",
        Layer.APPLICATION,
        "An identity provider publishes its metadata (OpenID Connect Discovery) and means itself by it.",
        (
            _HOST,
            _ADDRESS,
            _port(443),
            Parameter(
                "path",
                _TEXT,
                "Where the metadata lie.",
                default="/.well-known/openid-configuration",
                form=Form.PATH,
            ),
            Parameter("expect.issuer_url", _TEXT, "The issuer that the metadata must name."),
            *_TRUST,
            *_PROXY,
        ),
        second="as for tls",
    ),
    Kind(
        "smtp",
        Layer.APPLICATION,
        "A mail server greets, offers STARTTLS, and proves who it is. No mail is sent.",
        (
            _HOST,
            _ADDRESS,
            _port(25),
            Parameter("starttls", _YES_NO, "STARTTLS must be offered.", default=True),
            *_TRUST,
        ),
        second="as for tls",
    ),
    Kind(
        "ldap",
        Layer.APPLICATION,
        "A directory answers for its root without signing in (RFC 4512, root DSE).",
        (
            _HOST,
            _ADDRESS,
            _port(389),
            Parameter("tls", _YES_NO, "Speak LDAPS.", default=False),
            Parameter("expect.base", _TEXT, "Naming context that the directory must hold."),
            *_TRUST,
        ),
        second="as for tls",
    ),
)

KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in _ROWS}
"""Every kind by its name."""
