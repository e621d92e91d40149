"""What speaks on top: HTTP, identity, mail, directories."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["APPLICATIONS"]

APPLICATIONS: Final = (
    Code(
        "APP.SILENT", Domain.APPLICATION, Layer.APPLICATION, Symptom.SILENCE,
        mark("{host} port {port} takes the connection and never answers the question ({protocol})."),
        Who.SERVER, "mend_service",
        mark(
            "Please look at the service on {host} port {port}: it takes connections and does not "
            "answer {protocol}."
        ),
    ),
    Code(
        "APP.CLOSED", Domain.APPLICATION, Layer.APPLICATION, Symptom.REFUSAL,
        mark("{host} port {port} cuts the connection instead of answering {protocol}."),
        Who.SERVER, "mend_service",
        mark("Please look why {host} port {port} cuts the connection for {protocol}."),
    ),
    Code(
        "APP.OTHER_PROTOCOL", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("What listens on {host} port {port} does not speak {protocol}."),
        Who.SERVER, "name_port",
        mark("Please name the port on which {host} speaks {protocol}; {port} does not."),
    ),
    Code(
        "APP.SLOW", Domain.APPLICATION, Layer.APPLICATION, Symptom.QUALITY,
        mark("{host} took {took} ms to answer; {most} ms are allowed."),
        Who.SERVER, "speed_up",
        mark("Please look why {host} takes {took} ms to answer."),
        is_warning=True,
    ),
    Code(
        "HTTP.STATUS", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("{host} port {port} answers {path} with status {status}; {expected} is expected."),
        Who.SERVER, "mend_service",
        mark("Please look why {host} port {port} answers {path} with status {status}."),
    ),
    Code(
        "HTTP.PORTAL", Domain.CUSTOMER, Layer.APPLICATION, Symptom.ANSWER,
        mark("A sign-in page stands in the way: {host} is answered by a redirect to {location}."),
        Who.NETWORK, "exempt_from_portal",
        mark("Please exempt {source} from the sign-in page of this network, or sign it in: {location}."),
    ),
    Code(
        "HTTP.WORDS", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("The page {path} of {host} port {port} does not hold what it should."),
        Who.SERVER, "mend_service",
        mark("Please look at {path} on {host} port {port}: '{expected}' is missing in it."),
    ),
    Code(
        "OIDC.METADATA", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("The metadata of {host} cannot be used: {said}."),
        Who.SERVER, "mend_metadata",
        mark("Please mend the metadata at {path} of {host}: {said}."),
    ),
    Code(
        "OIDC.ISSUER", Domain.CUSTOMER, Layer.APPLICATION, Symptom.ANSWER,
        mark("The metadata of {host} name the issuer {found}; {expected} is expected."),
        Who.SERVER, "mend_metadata",
        mark("Please publish {expected} as the issuer at {host}, or confirm {found}."),
    ),
    Code(
        "SMTP.NO_STARTTLS", Domain.CUSTOMER, Layer.APPLICATION, Symptom.ANSWER,
        mark(
            "{host} port {port} does not offer STARTTLS: the server lacks it, or something on the "
            "way strips it."
        ),
        Who.FIREWALL, "stop_stripping",
        mark(
            "Please offer STARTTLS on {host} port {port}, and switch off SMTP inspection on the "
            "way from {source}."
        ),
    ),
    Code(
        "SMTP.REFUSED", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("{host} port {port} answers '{said}' and takes no mail from here."),
        Who.SERVER, "allow_client",
        mark("Please let {source} hand over mail to {host} port {port}; it answers '{said}'."),
    ),
    Code(
        "LDAP.REFUSED", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("The directory {host} port {port} refuses the question for its root (result {result})."),
        Who.SERVER, "allow_client",
        mark("Please let {source} read the root DSE of {host} port {port} (result {result})."),
    ),
    Code(
        "LDAP.OTHER_BASE", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("The directory {host} holds {found}; {expected} is expected."),
        Who.SERVER, "name_directory",
        mark("Please name the directory that holds {expected}; {host} holds {found}."),
    ),
)  # fmt: skip
