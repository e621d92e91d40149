"""Pages that are meant for programs: metrics, SAML metadata, proxy auto-configuration."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["PAGES"]

PAGES: Final = (
    Code(
        "METRICS.NONE", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("The page {path} of {host} port {port} holds no metrics in Prometheus' text format."),
        Who.SERVER, "name_page",
        mark("Please name the page on which {host} shows its metrics; {path} on port {port} has none."),
    ),
    Code(
        "METRICS.MISSING", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("{host} port {port} shows metrics, but no {metric} with the labels that are asked for."),
        Who.SERVER, "mend_service",
        mark("Please look why {host} port {port} does not show {metric}: what writes it may never have run."),
    ),
    Code(
        "METRICS.STALE", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("The time in {metric} of {host} port {port} is {age} s old; {most} s are allowed."),
        Who.SERVER, "mend_service",
        mark("Please look why {metric} of {host} port {port} stands still for {age} s."),
    ),
    Code(
        "METRICS.AHEAD", Domain.TIME, Layer.APPLICATION, Symptom.DATE,
        mark("The time in {metric} of {host} port {port} lies {ahead} s ahead of the clock here."),
        Who.SERVER, "set_clock",
        mark("Please check the clock of {host}: {metric} lies {ahead} s ahead."),
    ),
    Code(
        "METRICS.OUT_OF_BOUNDS", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("{metric}{labels} of {host} port {port} is {value}; {bounds} is allowed."),
        Who.SERVER, "mend_service",
        mark("Please look at {host} port {port}: {metric}{labels} is {value}; {bounds} is allowed."),
    ),
    Code(
        "SAML.METADATA", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("The SAML metadata at {path} of {host} cannot be used: {said}."),
        Who.SERVER, "mend_metadata",
        mark("Please publish the provider's SAML metadata at {path} of {host}: {said}."),
    ),
    Code(
        "SAML.ENTITY", Domain.CUSTOMER, Layer.APPLICATION, Symptom.ANSWER,
        mark("The SAML metadata of {host} are those of {found}; {expected} is expected."),
        Who.SERVER, "mend_metadata",
        mark("Please name the metadata of {expected}, or confirm {found} as the entity id."),
    ),
    Code(
        "SAML.EXPIRED", Domain.APPLICATION, Layer.APPLICATION, Symptom.DATE,
        mark("The SAML metadata of {host} ended on {ended} (validUntil)."),
        Who.SERVER, "mend_metadata",
        mark("Please publish new SAML metadata at {path} of {host}; these ended on {ended}."),
    ),
    Code(
        "SAML.NO_KEY", Domain.CERTIFICATES, Layer.APPLICATION, Symptom.TRUST,
        mark("The SAML metadata of {host} hold no certificate to check signatures with."),
        Who.SERVER, "mend_metadata",
        mark("Please add the signing certificate to the metadata at {path} of {host}."),
    ),
    Code(
        "SAML.KEY_EXPIRED", Domain.CERTIFICATES, Layer.APPLICATION, Symptom.DATE,
        mark("The last signing certificate in the SAML metadata of {host}, '{subject}', ended on {ended}."),
        Who.SERVER, "renew_certificate",
        mark("Please renew the signing certificate '{subject}' of {host} and publish it in the metadata."),
    ),
    Code(
        "SAML.KEY_EXPIRES_SOON", Domain.CERTIFICATES, Layer.APPLICATION, Symptom.QUALITY,
        mark("The last signing certificate in the SAML metadata of {host} ends in {days} days, on {ended}."),
        Who.SERVER, "renew_certificate",
        mark("Please publish the next signing certificate of {host} before {ended}."),
        is_warning=True,
    ),
    Code(
        "SAML.BINDING", Domain.CUSTOMER, Layer.APPLICATION, Symptom.ANSWER,
        mark("The SAML metadata of {host} offer the bindings {found}; {expected} is needed."),
        Who.SERVER, "enable_binding",
        mark("Please offer the binding {expected} at {host}, or say that {found} shall be used."),
    ),
    Code(
        "SAML.PLAIN_ENDPOINT", Domain.CUSTOMER, Layer.APPLICATION, Symptom.QUALITY,
        mark("The SAML metadata of {host} name a place without TLS: {location}."),
        Who.SERVER, "mend_metadata",
        mark("Please publish {location} with https in the metadata of {host}."),
        is_warning=True,
    ),
    Code(
        "PAC.NO_FUNCTION", Domain.CUSTOMER, Layer.PROXY, Symptom.ANSWER,
        mark("What {host} serves at {path} is no PAC file: FindProxyForURL is missing."),
        Who.PROXY, "mend_pac",
        mark("Please publish the PAC file at {path} of {host}; what is there has no FindProxyForURL."),
    ),
    Code(
        "PAC.OTHER_PROXY", Domain.CUSTOMER, Layer.PROXY, Symptom.ANSWER,
        mark("The PAC file of {host} names the proxies {found}; {expected} is not among them."),
        Who.PROXY, "mend_pac",
        mark("Please add {expected} to the PAC file at {path} of {host}, or confirm {found}."),
    ),
    Code(
        "PAC.UNEVALUATED", Domain.CUSTOMER, Layer.PROXY, Symptom.QUALITY,
        mark("The PAC file of {host} names {expected} and decides by conditions; programs are not run here."),
        Who.PROXY, "confirm_pac",
        mark("Please confirm which proxy the PAC file at {path} of {host} gives to {source}."),
        is_warning=True,
    ),
)  # fmt: skip
