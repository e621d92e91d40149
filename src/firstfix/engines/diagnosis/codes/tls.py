"""TLS: who the other side is, and whether hands can be shaken."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.codes.chains import CHAINS
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["TLS"]

TLS: Final = (
    Code(
        "TLS.EXPIRED", Domain.CERTIFICATES, Layer.TLS, Symptom.DATE,
        mark("The certificate '{subject}' of {host} port {port} ended on {ended}."),
        Who.CERTIFICATES, "renew_certificate",
        mark(
            "Please renew the certificate '{subject}' (serial {serial}, issuer {issuer}) on {host} "
            "port {port}."
        ),
    ),
    Code(
        "TLS.NOT_YET_VALID", Domain.CERTIFICATES, Layer.TLS, Symptom.DATE,
        mark("The certificate '{subject}' of {host} port {port} begins on {begins} only."),
        Who.CERTIFICATES, "renew_certificate",
        mark(
            "Please put a certificate on {host} port {port} that is valid already; '{subject}' "
            "begins on {begins}."
        ),
    ),
    Code(
        "TLS.EXPIRES_SOON", Domain.CERTIFICATES, Layer.TLS, Symptom.QUALITY,
        mark("The certificate '{subject}' of {host} port {port} ends in {days} days, on {ended}."),
        Who.CERTIFICATES, "renew_certificate",
        mark(
            "Please renew the certificate '{subject}' (serial {serial}) on {host} port {port} "
            "before {ended}."
        ),
        is_warning=True,
    ),
    Code(
        "TLS.WRONG_HOST", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark("The certificate of {host} port {port} is for {names}, not for {server_name}."),
        Who.CERTIFICATES, "replace_certificate",
        mark(
            "Please put a certificate on {host} port {port} that names {server_name}; this one is "
            "for {names}."
        ),
    ),
    Code(
        "TLS.SELF_SIGNED", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark("The certificate of {host} port {port} is signed by itself, and nothing here trusts it."),
        Who.CERTIFICATES, "replace_certificate",
        mark(
            "Please put a certificate of your certification authority on {host} port {port}, or "
            "hand over this one to trust."
        ),
    ),
    Code(
        "TLS.MISSING_INTERMEDIATE", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark(
            "{host} port {port} does not send the intermediate certificate '{issuer}' that issued "
            "'{subject}'."
        ),
        Who.SERVER, "install_intermediate",
        mark(
            "Please install the intermediate certificate '{issuer}' on {host} port {port}, behind "
            "'{subject}'{where}."
        ),
    ),
    Code(
        "TLS.UNKNOWN_ROOT", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark("{host} port {port} shows a complete chain up to '{issuer}', which is not trusted here."),
        Who.CERTIFICATES, "hand_over_root",
        mark(
            "Please hand over the root certificate '{issuer}' to be trusted, or use a certificate "
            "of a trusted authority."
        ),
    ),
    Code(
        "TLS.INTERCEPTED", Domain.CUSTOMER, Layer.TLS, Symptom.TRUST,
        mark(
            "TLS to {host} port {port} is opened on the way: the certificate comes from "
            "'{issuer}', not from '{expected}'."
        ),
        Who.PROXY, "exempt_from_inspection",
        mark(
            "Please exempt {host} port {port} from TLS inspection for {source}; '{issuer}' "
            "replaces its certificate."
        ),
    ),
    Code(
        "TLS.WRONG_ORDER", Domain.CERTIFICATES, Layer.TLS, Symptom.QUALITY,
        mark("{host} port {port} sends its certificates in the wrong order; strict clients refuse that."),
        Who.SERVER, "reorder_chain",
        mark(
            "Please order the certificates on {host} port {port}: the server's first, then each "
            "one's issuer."
        ),
        is_warning=True,
    ),
    Code(
        "TLS.WEAK_KEY", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark(
            "The certificate '{subject}' of {host} port {port} has a key of {bits} bits ({key}); "
            "{least} is the least."
        ),
        Who.CERTIFICATES, "replace_certificate",
        mark(
            "Please replace '{subject}' on {host} port {port} by one with a key of {least} bits or "
            "more."
        ),
    ),
    Code(
        "TLS.WEAK_SIGNATURE", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark(
            "The certificate '{subject}' of {host} port {port} is signed with {hash}, which can be "
            "forged."
        ),
        Who.CERTIFICATES, "replace_certificate",
        mark("Please replace '{subject}' on {host} port {port} by one signed with SHA-256 or better."),
    ),
    Code(
        "TLS.UNTRUSTED", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark("The certificate of {host} port {port} is not accepted: {said}."),
        Who.CERTIFICATES, "replace_certificate",
        mark("Please look at the certificate of {host} port {port}: it is refused with '{said}'."),
    ),
    Code(
        "TLS.OLD_PROTOCOL", Domain.APPLICATION, Layer.TLS, Symptom.REFUSAL,
        mark("{host} port {port} speaks no TLS as new as {least} ({said})."),
        Who.SERVER, "enable_protocol",
        mark("Please enable TLS {least} or newer on {host} port {port}."),
    ),
    Code(
        "TLS.CLIENT_CERTIFICATE", Domain.CUSTOMER, Layer.TLS, Symptom.REFUSAL,
        mark("{host} port {port} asks for a certificate of this computer, and there is none."),
        Who.SERVER, "give_client_certificate",
        mark("Please give a client certificate for {host} port {port}, or do not ask for one."),
    ),
    Code(
        "TLS.NOT_TLS", Domain.APPLICATION, Layer.TLS, Symptom.REFUSAL,
        mark("What listens on {host} port {port} does not speak TLS."),
        Who.SERVER, "name_port",
        mark("Please name the port on which {host} speaks TLS; {port} does not."),
    ),
    Code(
        "TLS.CLOSED", Domain.NETWORK, Layer.TLS, Symptom.REFUSAL,
        mark("The connection to {host} port {port} is cut as soon as TLS begins ({said})."),
        Who.FIREWALL, "allow",
        mark(
            "Please let TLS for {server_name} pass from {source} to {host} port {port}: it is cut "
            "after the first message."
        ),
    ),
    Code(
        "TLS.REJECTED", Domain.APPLICATION, Layer.TLS, Symptom.REFUSAL,
        mark("{host} port {port} refuses the TLS handshake: {said}."),
        Who.SERVER, "mend_tls",
        mark(
            "Please look at the TLS settings of {host} port {port}: it answers '{said}' for "
            "{server_name}."
        ),
    ),
    Code(
        "TLS.SILENT", Domain.NETWORK, Layer.TLS, Symptom.SILENCE,
        mark("{host} port {port} takes the connection and never answers TLS."),
        Who.SERVER, "mend_tls",
        mark("Please look at {host} port {port}: it takes connections and does not answer."),
    ),
    *CHAINS,
)  # fmt: skip
