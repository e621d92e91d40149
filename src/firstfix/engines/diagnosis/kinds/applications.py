"""Kinds of checks of what speaks on top: HTTP, identity, mail, directories."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.kinds.fields import (
    ADDRESS,
    HOST,
    MAX_MS,
    PROXY,
    TEXT,
    TRUST,
    WHOLES,
    YES_NO,
    port_of,
)
from firstfix.engines.diagnosis.parameter import Form, Parameter
from firstfix.engines.diagnosis.words import Layer

__all__ = ["APPLICATIONS"]

APPLICATIONS: Final = (
    Kind(
        "http",
        Layer.APPLICATION,
        "A page answers with the expected status and words; redirects are told, never followed.",
        (
            HOST,
            ADDRESS,
            port_of(None),
            Parameter("path", TEXT, "What to ask for.", default="/", form=Form.PATH),
            Parameter("tls", YES_NO, "Speak HTTPS.", default=True),
            Parameter(
                "expect.status", WHOLES, "Statuses that are right.", default=(200,), least=100, most=599
            ),
            Parameter("expect.contains", TEXT, "Text that the body holds."),
            MAX_MS,
            *TRUST,
            *PROXY,
        ),
        second="as for tls",
    ),
    Kind(
        "oidc",
        Layer.APPLICATION,
        "An identity provider publishes its metadata (OpenID Connect Discovery) and means itself by it.",
        (
            HOST,
            ADDRESS,
            port_of(443),
            Parameter(
                "path",
                TEXT,
                "Where the metadata lie.",
                default="/.well-known/openid-configuration",
                form=Form.PATH,
            ),
            Parameter("expect.issuer_url", TEXT, "The issuer that the metadata must name."),
            *TRUST,
            *PROXY,
        ),
        second="as for tls",
    ),
    Kind(
        "smtp",
        Layer.APPLICATION,
        "A mail server greets, offers STARTTLS, and proves who it is. No mail is sent.",
        (
            HOST,
            ADDRESS,
            port_of(25),
            Parameter("starttls", YES_NO, "STARTTLS must be offered.", default=True),
            *TRUST,
        ),
        second="as for tls",
    ),
    Kind(
        "ldap",
        Layer.APPLICATION,
        "A directory answers for its root without signing in (RFC 4512, root DSE).",
        (
            HOST,
            ADDRESS,
            port_of(389),
            Parameter("tls", YES_NO, "Speak LDAPS.", default=False),
            Parameter("expect.base", TEXT, "Naming context that the directory must hold."),
            *TRUST,
        ),
        second="as for tls",
    ),
)
