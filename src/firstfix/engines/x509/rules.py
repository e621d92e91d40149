"""Every rule by which a chain is judged: what it says, where it stands, who refuses what breaks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from firstfix.engines.verdict import mark
from firstfix.engines.x509.rule import Profile, Rule

__all__ = ["RULES"]

_ALL = frozenset(Profile)
_STRICT = frozenset({Profile.STANDARD, Profile.WEB})
_STANDARD = frozenset({Profile.STANDARD})
_WEB = frozenset({Profile.WEB})
_USED = frozenset({Profile.FIELD, Profile.WEB})

_ROWS: Final = (
    # What is found on the way to a root.
    Rule("unreadable", mark("A certificate cannot be read: {detail}."), "RFC 5280, 4.1; X.690", _ALL),
    Rule(
        "self_signed",
        mark("'{subject}' is signed by itself and is not among what is trusted."),
        "RFC 5280, 6.1",
        _ALL,
    ),
    Rule(
        "no_issuer",
        mark("The certificate '{detail}' that issued '{subject}' is not there."),
        "RFC 5280, 6.1; RFC 8446, 4.4.2",
        _ALL,
    ),
    Rule(
        "unknown_root",
        mark("The chain ends at '{subject}', which is not among what is trusted."),
        "RFC 5280, 6.1.1 (d)",
        _ALL,
    ),
    Rule(
        "bad_signature",
        mark("'{subject}' names '{detail}' as its issuer, but that key did not sign it."),
        "RFC 5280, 6.1.3 (a) (1)",
        _ALL,
    ),
    Rule("too_many", mark("'{subject}' makes the chain longer than {detail}."), "RFC 5280, 6.1", _ALL),
    Rule(
        "too_complex", mark("There is too much to compare in '{subject}': {detail}."), "our own limit", _ALL
    ),
    # One certificate.
    Rule("expired", mark("'{subject}' ended on {detail}."), "RFC 5280, 4.1.2.5", _ALL),
    Rule("not_yet_valid", mark("'{subject}' begins on {detail} only."), "RFC 5280, 4.1.2.5", _ALL),
    Rule(
        "date_encoding",
        mark("'{subject}' writes a date before 2050 as GeneralizedTime."),
        "RFC 5280, 4.1.2.5",
        _STRICT,
    ),
    Rule(
        "version",
        mark("'{subject}' is of version {detail}; 3 is needed."),
        "RFC 5280, 4.1.2.1; BR 7.1.1",
        _WEB,
    ),
    Rule(
        "serial",
        mark("'{subject}' has the serial number {detail}; 1 to 20 octets above zero are allowed."),
        "RFC 5280, 4.1.2.2",
        _STRICT,
    ),
    Rule(
        "algorithm_twice",
        mark("'{subject}' names two different algorithms for its one signature."),
        "RFC 5280, 4.1.1.2",
        _ALL,
    ),
    Rule("empty_issuer", mark("'{subject}' names no issuer."), "RFC 5280, 4.1.2.4", _STRICT),
    Rule("empty_subject", mark("An authority's certificate has no subject."), "RFC 5280, 4.1.2.6", _STRICT),
    Rule("extension_twice", mark("'{subject}' has the extension {detail} twice."), "RFC 5280, 4.2", _ALL),
    Rule(
        "extension_version",
        mark("'{subject}' has extensions and is of version {detail}."),
        "RFC 5280, 4.1.2.9",
        _STRICT,
    ),
    Rule(
        "extension_unreadable",
        mark("An extension of '{subject}' cannot be read: {detail}."),
        "RFC 5280, 4.2",
        _ALL,
    ),
    Rule(
        "extension_unknown",
        mark("'{subject}' has the critical extension {detail}, which nobody here knows."),
        "RFC 5280, 4.2",
        _ALL,
    ),
    Rule(
        "must_not_be_critical",
        mark("'{subject}' marks {detail} as critical, which is forbidden."),
        "RFC 5280, 4.2.1.1, 4.2.1.2, 4.2.2.1",
        _STRICT,
    ),
    Rule(
        "must_be_critical",
        mark("'{subject}' does not mark {detail} as critical."),
        "RFC 5280, 4.2.1.9, 4.2.1.11, 4.2.1.14",
        _STRICT,
    ),
    Rule(
        "constraints_not_critical",
        mark("'{subject}' does not mark its name constraints as critical."),
        "RFC 5280, 4.2.1.10",
        _STANDARD,
    ),
    Rule(
        "names_criticality",
        mark(
            "'{subject}' must mark its alternative names as critical where it has no subject, and only there."
        ),
        "RFC 5280, 4.2.1.6; BR 7.1.2.7.12",
        _STRICT,
    ),
    # Keys and signatures.
    Rule(
        "weak_key", mark("'{subject}' has a weak key: {detail}."), "BR 6.1.5; NIST SP 800-131A rev. 2", _ALL
    ),
    Rule(
        "weak_signature",
        mark("'{subject}' is signed with {detail}, which can be forged."),
        "RFC 6151; RFC 9155; BR 7.1.3.2",
        _ALL,
    ),
    Rule(
        "key_kind",
        mark("'{subject}' has a key of a kind that web servers must not have: {detail}."),
        "BR 6.1.5, 6.1.6, 7.1.3.1",
        _WEB,
    ),
    Rule(
        "signature_kind",
        mark("'{subject}' is signed in a way that the web does not allow: {detail}."),
        "BR 7.1.3.2",
        _WEB,
    ),
    # Key identifiers.
    Rule(
        "no_authority_key",
        mark("'{subject}' does not say which key of its issuer signed it (authorityKeyIdentifier)."),
        "RFC 5280, 4.2.1.1",
        _STRICT,
    ),
    Rule(
        "root_authority_key",
        mark("The root '{subject}' has an authorityKeyIdentifier with {detail}."),
        "BR 7.1.2.1.3",
        _WEB,
    ),
    Rule(
        "no_subject_key",
        mark("The authority '{subject}' has no subjectKeyIdentifier."),
        "RFC 5280, 4.2.1.2",
        _STRICT,
    ),
    # What a key may be used for.
    Rule(
        "not_authority",
        mark("'{subject}' is no authority and has issued a certificate all the same."),
        "RFC 5280, 4.2.1.9",
        _ALL,
    ),
    Rule(
        "may_not_sign",
        mark("The key of '{subject}' is not for signing certificates (keyUsage)."),
        "RFC 5280, 4.2.1.3",
        _ALL,
    ),
    Rule(
        "no_usage",
        mark("The authority '{subject}' does not say what its key is for (keyUsage)."),
        "RFC 5280, 4.2.1.3",
        _STRICT,
    ),
    Rule(
        "path_length",
        mark("'{subject}' allows {detail} authorities below it, and there are more."),
        "RFC 5280, 4.2.1.9",
        _ALL,
    ),
    Rule(
        "path_length_misplaced",
        mark("'{subject}' has a path length without being an authority that may sign."),
        "RFC 5280, 4.2.1.9",
        _STRICT,
    ),
    Rule(
        "usage",
        mark("The key of '{subject}' may not be used for TLS (keyUsage: {detail})."),
        "RFC 5280, 4.2.1.3; RFC 8446, 4.4.2.2",
        _USED,
    ),
    Rule(
        "leaf_signs",
        mark("'{subject}' is no authority, and its key is for signing certificates."),
        "RFC 5280, 4.2.1.3, 4.2.1.9",
        _STRICT,
    ),
    Rule(
        "leaf_authority",
        mark("'{subject}' is an authority and stands where a server's certificate must."),
        "BR 7.1.2.7.8, 7.1.2.7.11",
        _WEB,
    ),
    Rule(
        "purpose",
        mark("'{subject}' is not for this use (extKeyUsage: {detail})."),
        "RFC 5280, 4.2.1.12",
        _ALL,
    ),
    Rule(
        "no_purpose",
        mark("'{subject}' does not say what it is for (extKeyUsage)."),
        "BR 7.1.2.7.10",
        _WEB,
    ),
    Rule(
        "any_purpose",
        mark("'{subject}' is for any use; a server's certificate must name its own."),
        "BR 7.1.2.7.10",
        _WEB,
    ),
    Rule("root_purpose", mark("The root '{subject}' limits its use (extKeyUsage)."), "BR 7.1.2.1.2", _WEB),
    Rule("purpose_critical", mark("'{subject}' marks its uses as critical."), "BR 7.1.2.7.6", _WEB),
    # Names.
    Rule(
        "no_names",
        mark("'{subject}' has no alternative names; the common name does not count."),
        "RFC 9525, 2; RFC 6125, 6.4.4; BR 7.1.2.7.12",
        _ALL,
    ),
    Rule("wrong_host", mark("'{subject}' is for {detail}."), "RFC 9525, 6.3; RFC 6125, 6.4", _ALL),
    Rule(
        "name_syntax",
        mark("'{subject}' has the name {detail}, which is none."),
        "RFC 5280, 4.2.1.6; RFC 1034, 3.5",
        _STRICT,
    ),
    Rule(
        "wide_wildcard",
        mark("'{subject}' claims every name under {detail}, which belongs to many."),
        "BR 3.2.2.6; RFC 9525, 7.1",
        _WEB,
    ),
    Rule(
        "common_name_spelling",
        mark("'{subject}' writes an alternative name in another way as its common name: {detail}."),
        "BR 7.1.4.3",
        _WEB,
    ),
    Rule(
        "common_name_absent",
        mark("'{subject}' has the common name {detail}, which is no alternative name."),
        "BR 7.1.4.3",
        frozenset(),
    ),
    Rule(
        "constraints_misplaced",
        mark("'{subject}' is no authority and has name constraints."),
        "RFC 5280, 4.2.1.10",
        _STRICT,
    ),
    Rule(
        "constraints_empty",
        mark("'{subject}' has name constraints without a name."),
        "RFC 5280, 4.2.1.10; BR 7.1.2.5.2",
        _STRICT,
    ),
    Rule(
        "constraints_unreadable",
        mark("'{subject}' has the name constraint {detail}, which is none."),
        "RFC 5280, 4.2.1.10",
        _ALL,
    ),
    Rule(
        "constraints_period",
        mark("'{subject}' begins the name constraint {detail} with a period."),
        "RFC 5280, 4.2.1.10",
        _STRICT,
    ),
    Rule(
        "name_forbidden",
        mark("'{subject}' may not issue for {detail} (name constraints)."),
        "RFC 5280, 4.2.1.10, 6.1.4 (g)",
        _ALL,
    ),
    Rule(
        "policy",
        mark("'{subject}' demands a policy that {detail} does not have."),
        "RFC 5280, 6.1.5 (g)",
        _STRICT,
    ),
    # Revocation.
    Rule("revoked", mark("'{subject}' was revoked: {detail}."), "RFC 5280, 6.3; RFC 6960, 2.2", _ALL),
    Rule(
        "status_unusable",
        mark("Whether '{subject}' was revoked cannot be told: {detail}."),
        "RFC 5280, 6.3.3; RFC 6960, 3.2",
        _STRICT,
    ),
    Rule(
        "not_stapled",
        mark("'{subject}' demands that the server sends its revocation status, and it does not."),
        "RFC 7633, 4.2.2",
        _ALL,
    ),
    # Another pair of eyes.
    Rule("second_opinion", mark("Another verifier refuses '{subject}': {detail}."), "cryptography", _ALL),
)

RULES: Final[Mapping[str, Rule]] = {rule.code: rule for rule in _ROWS}
"""Every rule by its code. BR: Baseline Requirements for TLS Server Certificates, CA/Browser Forum."""
