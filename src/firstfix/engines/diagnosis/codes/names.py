"""Names: resolvers that are silent, refuse, fail, rewrite, or disagree."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.codes.explaining import AS_ELSEWHERE, AS_NAMELESS
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["NAMES"]

NAMES: Final = (
    Code(
        "DNS.NO_RESOLVER", Domain.NETWORK, Layer.NAME, Symptom.NAME,
        mark("This computer is set up with no DNS resolver."),
        Who.NETWORK, "give_resolver",
        mark("Please hand out a DNS resolver (DHCP option 6) or name the one to set."),
        AS_NAMELESS,
    ),
    Code(
        "DNS.SILENT", Domain.NETWORK, Layer.NAME, Symptom.SILENCE,
        mark("The resolver {resolver} answers neither over UDP nor over TCP."),
        Who.DNS, "allow_dns",
        mark(
            "Please let {source} reach the resolver {resolver} on port 53 (UDP and TCP), or name "
            "another one."
        ),
        AS_NAMELESS,
    ),
    Code(
        "DNS.UDP_BLOCKED", Domain.NETWORK, Layer.NAME, Symptom.SILENCE,
        mark("The resolver {resolver} answers over TCP but not over UDP: something drops UDP port 53."),
        Who.FIREWALL, "allow",
        mark("Please allow UDP port 53 from {source} to {resolver}; TCP port 53 passes."),
        AS_NAMELESS,
    ),
    Code(
        "DNS.NO_UPSTREAM", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark(
            "The resolver {resolver} answers about itself and is silent about {name}: those whom it asks do "
            "not answer it."
        ),
        Who.DNS, "mend_resolution",
        mark(
            "Please look whom {resolver} asks for {name} (forwarders, the servers of the zone): it answers "
            "about itself and not about that."
        ),
        AS_NAMELESS,
    ),
    Code(
        "DNS.TCP_BLOCKED", Domain.NETWORK, Layer.NAME, Symptom.SILENCE,
        mark("The answer for {name} is too long for UDP, and TCP port 53 of {resolver} is closed."),
        Who.FIREWALL, "allow",
        mark("Please allow TCP port 53 from {source} to {resolver}; long answers need it (RFC 7766)."),
        AS_NAMELESS,
    ),
    Code(
        "DNS.REFUSED", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("The resolver {resolver} refuses to answer this computer (REFUSED)."),
        Who.DNS, "allow_recursion",
        mark("Please allow recursive questions from {source} at {resolver}."),
        AS_NAMELESS,
    ),
    Code(
        "DNS.SERVFAIL", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("The resolver {resolver} fails to find out about {name} (SERVFAIL)."),
        Who.DNS, "mend_resolution",
        mark(
            "Please find out why {resolver} cannot resolve {name}: forwarders, DNSSEC, "
            "reachability of the zone."
        ),
        AS_NAMELESS,
    ),
    Code(
        "DNS.DNSSEC_BROKEN", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("{resolver} finds {name} and refuses it: its signature does not hold (DNSSEC)."),
        Who.DNS, "mend_dnssec",
        mark(
            "Please look at the signatures of {name} (expired, or a key that the parent zone does not "
            "name), and at the clock of {resolver}."
        ),
        AS_NAMELESS,
    ),
    Code(
        "DNS.NOT_VALIDATED", Domain.CUSTOMER, Layer.NAME, Symptom.QUALITY,
        mark("{resolver} answers {name} with a signature and has not checked it (DNSSEC)."),
        Who.DNS, "enable_validation",
        mark("Please switch on DNSSEC validation at {resolver}."),
    ),
    Code(
        "DNS.NOT_SIGNED", Domain.CUSTOMER, Layer.NAME, Symptom.QUALITY,
        mark("The answer of {resolver} for {name} is not signed: the zone is not, or something strips it."),
        Who.DNS, "sign_zone",
        mark("Please sign the zone of {name}, or let {resolver} pass signatures on (EDNS, DO)."),
    ),
    Code(
        "DNS.SEARCH_WILDCARD", Domain.CUSTOMER, Layer.NAME, Symptom.QUALITY,
        mark("A search domain answers for everything: {other} is {other_found}, beside {name}."),
        Who.DNS, "remove_wildcard",
        mark("Please remove the wildcard that answers {other}, or the search domain of this computer."),
        is_warning=True,
    ),
    Code(
        "DNS.SEARCH_DOMAIN", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("The short name {name} is found in none of this computer's search domains: {domains}."),
        Who.NETWORK, "give_search_domain",
        mark(
            "Please hand out the domain in which {name} lies as a search domain (DHCP options 119 and 15); "
            "this computer has: {domains}."
        ),
        AS_NAMELESS,
    ),
    Code(
        "DNS.NXDOMAIN", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("The name {name} does not exist according to {resolver} (NXDOMAIN)."),
        Who.DNS, "add_record",
        mark("Please add {name} ({type}) to DNS, or forward its zone at {resolver}."),
        AS_NAMELESS,
    ),
    Code(
        "DNS.NO_DATA", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("The name {name} exists at {resolver} but has no {type} record."),
        Who.DNS, "add_record",
        mark("Please add a {type} record for {name}."),
        AS_NAMELESS,
    ),
    Code(
        "DNS.WRONG_ANSWER", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("{resolver} answers {found} for {name}; {expected} is expected."),
        Who.DNS, "change_record",
        mark("Please change {name} ({type}) at {resolver} from {found} to {expected}."),
        AS_ELSEWHERE,
    ),
    Code(
        "DNS.UNWANTED", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("{resolver} answers {found} for {name}, which must not exist."),
        Who.DNS, "remove_record",
        mark("Please remove {name} ({type}) from {resolver}."),
    ),
    Code(
        "DNS.HIJACKED", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("{resolver} answers {found} even for names that cannot exist: it rewrites answers."),
        Who.DNS, "stop_rewriting",
        mark(
            "Please switch off the rewriting of unknown names at {resolver}, or let {source} use "
            "another resolver."
        ),
        AS_ELSEWHERE,
    ),
    Code(
        "DNS.SPLIT_HORIZON", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("Resolvers disagree about {name}: {resolver} says {found}, {other} says {other_found}."),
        Who.DNS, "align_views",
        mark(
            "Please make {resolver} and {other} answer alike for {name}, or say which one is to be "
            "used here."
        ),
        AS_ELSEWHERE,
    ),
)  # fmt: skip
