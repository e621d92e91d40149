"""Kinds of checks of reaching a server: ports, proxies, TLS."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.kinds.fields import (
    ADDRESS,
    HOST,
    MAX_MS,
    PROXY,
    PROXY_USER,
    TEXT,
    TRUST,
    YES_NO,
    port_of,
)
from firstfix.engines.diagnosis.parameter import Form, Parameter
from firstfix.engines.diagnosis.words import Layer

__all__ = ["TRANSPORT"]

TRANSPORT: Final = (
    Kind(
        "tcp",
        Layer.TRANSPORT,
        "A port takes connections; if not, whether it was dropped, refused or rejected, and by whom.",
        (
            HOST,
            ADDRESS,
            port_of(None),
            MAX_MS,
            Parameter("expect.closed", YES_NO, "The port must not be reachable from here.", default=False),
        ),
        second="UDP with rising TTL to the same host: which hop answers last, and what it says",
    ),
    Kind(
        "proxy",
        Layer.PROXY,
        "A proxy lets through to an endpoint, with what credentials, and without opening TLS.",
        (
            Parameter("proxy", TEXT, "The proxy.", is_required=True, form=Form.PROXY),
            Parameter("connect", TEXT, "Endpoint to reach.", is_required=True, form=Form.ENDPOINT),
            PROXY_USER,
            Parameter(
                "compare_direct",
                YES_NO,
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
        (HOST, ADDRESS, port_of(443), *TRUST, *PROXY),
        second="a handshake that verifies nothing, to keep the chain; and one with small segments (path MTU)",
    ),
)
