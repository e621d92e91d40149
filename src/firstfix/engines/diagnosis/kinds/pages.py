"""Kinds of checks of pages that are meant for programs."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.kinds.fields import (
    ADDRESS,
    HOST,
    NUMBER,
    PROXY,
    TEXT,
    TEXTS,
    TRUST,
    WHOLE,
    YES_NO,
    port_of,
)
from firstfix.engines.diagnosis.parameter import Form, Parameter
from firstfix.engines.diagnosis.words import Layer

__all__ = ["PAGES"]

_TLS_ON = Parameter("tls", YES_NO, "Speak HTTPS.", default=True)
_TLS_OFF = Parameter("tls", YES_NO, "Speak HTTPS.", default=False)

PAGES: Final = (
    Kind(
        "pac",
        Layer.PROXY,
        "A PAC file is served and names the expected proxy. It is a program and is never run here.",
        (
            HOST,
            ADDRESS,
            port_of(80),
            Parameter("path", TEXT, "Where the file lies.", default="/wpad.dat", form=Form.PATH),
            _TLS_OFF,
            Parameter("expect.proxy", TEXT, "Proxy that the file must name.", form=Form.ENDPOINT),
            *TRUST,
        ),
        second="as for tls",
    ),
    Kind(
        "saml",
        Layer.APPLICATION,
        "A SAML provider's metadata name it, are in date and hold a key; their signature is not checked.",
        (
            HOST,
            ADDRESS,
            port_of(443),
            Parameter("path", TEXT, "Where the metadata lie.", is_required=True, form=Form.PATH),
            _TLS_ON,
            Parameter("expect.entity_id", TEXT, "Entity id that the metadata must name."),
            Parameter(
                "expect.binding", TEXT, "Binding that must be offered, such as HTTP-POST or HTTP-Redirect."
            ),
            Parameter(
                "min_key_days",
                WHOLE,
                "Warn when the last signing certificate ends in fewer days than this.",
                default=30,
                least=0,
                most=3650,
            ),
            *TRUST,
            *PROXY,
        ),
        second="as for tls",
    ),
    Kind(
        "metrics",
        Layer.APPLICATION,
        "A metric in Prometheus' text format is there, is fresh (a heartbeat), and lies in its bounds.",
        (
            HOST,
            ADDRESS,
            port_of(None),
            Parameter("path", TEXT, "Where the metrics are.", default="/metrics", form=Form.PATH),
            _TLS_OFF,
            Parameter("metric", TEXT, "Name of the metric.", is_required=True),
            Parameter("labels", TEXTS, "Labels that it must have, such as job=backup.", form=Form.LABEL),
            Parameter(
                "max_age",
                NUMBER,
                "Its value is a Unix time, which may be older than now by so many seconds.",
                least=1,
                most=31_536_000,
            ),
            Parameter("expect.least", NUMBER, "Its value may not be less."),
            Parameter("expect.most", NUMBER, "Its value may not be more."),
            *TRUST,
            *PROXY,
        ),
        second="as for tls",
    ),
)
