"""What is wrong with a chain of certificates beyond dates, names and roots; and who was revoked."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["CHAINS"]

CHAINS: Final = (
    Code(
        "TLS.BAD_SIGNATURE", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark("The certificate '{subject}' of {host} port {port} was not signed by '{detail}' as it says."),
        Who.CERTIFICATES, "replace_certificate",
        mark("Please replace '{subject}' on {host} port {port}: its signature is not that of its issuer."),
    ),
    Code(
        "TLS.NOT_AUTHORITY", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark(
            "'{subject}' stands in the chain of {host} port {port} and may not issue what it issued "
            "({standard}): {said}"
        ),
        Who.CERTIFICATES, "replace_certificate",
        mark(
            "Please put a certificate on {host} port {port} whose issuers may issue it; '{subject}' may "
            "not ({standard})."
        ),
    ),
    Code(
        "TLS.WRONG_PURPOSE", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark("The certificate '{subject}' of {host} port {port} is not for servers ({standard}): {said}"),
        Who.CERTIFICATES, "replace_certificate",
        mark(
            "Please put a certificate for server authentication on {host} port {port}; '{subject}' is "
            "for something else."
        ),
    ),
    Code(
        "TLS.NAME_FORBIDDEN", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark(
            "The authority '{subject}' in the chain of {host} port {port} may not issue for {detail} "
            "(name constraints)."
        ),
        Who.CERTIFICATES, "replace_certificate",
        mark(
            "Please put a certificate on {host} port {port} from an authority that may issue for it; "
            "'{subject}' may not issue for {detail}."
        ),
    ),
    Code(
        "TLS.UNREADABLE", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark("A certificate of {host} port {port} is written so that clients refuse it ({standard}): {said}"),
        Who.CERTIFICATES, "replace_certificate",
        mark("Please have the certificate '{subject}' of {host} port {port} issued anew: {said}"),
    ),
    Code(
        "TLS.REVOKED", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark("The certificate '{subject}' of {host} port {port} was revoked ({detail})."),
        Who.CERTIFICATES, "renew_certificate",
        mark(
            "Please replace '{subject}' (serial {serial}) on {host} port {port}: it was revoked "
            "({detail})."
        ),
    ),
    Code(
        "TLS.NOT_STAPLED", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark(
            "The certificate '{subject}' of {host} port {port} demands that the server sends its "
            "revocation status (OCSP stapling), and it does not."
        ),
        Who.SERVER, "enable_stapling",
        mark(
            "Please switch on OCSP stapling on {host} port {port}, or use a certificate that does not "
            "demand it."
        ),
    ),
    Code(
        "TLS.STATUS_UNKNOWN", Domain.CERTIFICATES, Layer.TLS, Symptom.QUALITY,
        mark("Whether '{subject}' of {host} port {port} was revoked cannot be told: {detail}."),
        Who.CERTIFICATES, "allow_status",
        mark(
            "Please let {source} ask whether '{subject}' of {host} port {port} was revoked, or send the "
            "answer from the server (OCSP stapling): {detail}."
        ),
        is_warning=True,
    ),
    Code(
        "TLS.STRICT", Domain.CERTIFICATES, Layer.TLS, Symptom.QUALITY,
        mark("Strict clients refuse the certificate of {host} port {port} ({standard}): {said}"),
        Who.CERTIFICATES, "replace_certificate",
        mark("Please have '{subject}' of {host} port {port} issued as {standard} asks: {said}"),
        is_warning=True,
    ),
)  # fmt: skip
