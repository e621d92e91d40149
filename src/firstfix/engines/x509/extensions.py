"""What extensions say (RFC 5280, section 4.2); those that cannot be read are named, and the rest is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from firstfix.engines.x509.der import (
    BIT_STRING,
    BOOLEAN,
    INTEGER,
    OCTET_STRING,
    OID,
    SEQUENCE,
    Malformed,
    Parts,
    bits_of,
    context,
    flag_of,
    integer_of,
    oid_of,
    only_element,
    parts_of,
)
from firstfix.engines.x509.names import GeneralName, read_general_name
from firstfix.engines.x509.oids import Oid

__all__ = ["READERS", "AuthorityKey", "Basic", "Constraints", "Extension", "PolicyLimits", "Subtree"]


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension as it stands in a certificate."""

    oid: str
    is_critical: bool
    content: bytes


@dataclass(frozen=True, slots=True)
class Basic:
    """Basic constraints: whether it is an authority, and how many more may stand below it."""

    is_authority: bool
    path_length: int | None


@dataclass(frozen=True, slots=True)
class AuthorityKey:
    """How the issuer's key is to be known."""

    key_id: bytes | None
    has_issuer: bool
    has_serial: bool


@dataclass(frozen=True, slots=True)
class Subtree:
    """One constraint. ``has_bounds`` where it has a minimum or maximum, which nobody may set."""

    base: GeneralName
    has_bounds: bool


@dataclass(frozen=True, slots=True)
class Constraints:
    """Name constraints; a list that is there and empty is told apart by ``has_empty_list``."""

    permitted: tuple[Subtree, ...]
    excluded: tuple[Subtree, ...]
    has_empty_list: bool


@dataclass(frozen=True, slots=True)
class PolicyLimits:
    """After how many more certificates a policy is required, and mapping is forbidden."""

    require_after: int | None
    no_mapping_after: int | None


def _basic(content: bytes) -> Basic:
    parts = Parts(only_element(content, SEQUENCE, "basicConstraints"), "basicConstraints")
    flag, length = parts.maybe(BOOLEAN), parts.maybe(INTEGER)
    parts.end()
    path_length = integer_of(length) if length else None
    if path_length is not None and path_length < 0:
        raise Malformed("basicConstraints has a negative length")
    return Basic(flag_of(flag) if flag else False, path_length)


def _usage(content: bytes) -> frozenset[int]:
    return bits_of(only_element(content, BIT_STRING, "keyUsage"))


def _oids(content: bytes) -> tuple[str, ...]:
    """Give the purposes; one or more (RFC 5280, section 4.2.1.12)."""
    return tuple(oid_of(each) for each in _some(content, OID, "extKeyUsage"))


def _names(content: bytes) -> tuple[GeneralName, ...]:
    parts = parts_of(only_element(content, SEQUENCE, "subjectAltName"), "subjectAltName")
    names = tuple(map(read_general_name, parts))
    if not names or any(each.kind == "ip" and len(each.octets) not in {4, 16} for each in names):
        raise Malformed("subjectAltName is empty, or has an address that is none")
    return names


def _authority_key(content: bytes) -> AuthorityKey:
    parts = Parts(only_element(content, SEQUENCE, "authorityKeyIdentifier"), "authorityKeyIdentifier")
    key_id = parts.maybe(context(0, is_constructed=False))
    issuer, serial = parts.maybe(context(1)), parts.maybe(context(2, is_constructed=False))
    parts.end()
    return AuthorityKey(key_id.content if key_id else None, issuer is not None, serial is not None)


def _subject_key(content: bytes) -> bytes:
    return only_element(content, OCTET_STRING, "subjectKeyIdentifier").content


def _constraints(content: bytes) -> Constraints:
    parts = Parts(only_element(content, SEQUENCE, "nameConstraints"), "nameConstraints")
    permitted, excluded = parts.maybe(context(0)), parts.maybe(context(1))
    parts.end()
    lists = [each for each in (permitted, excluded) if each is not None]
    is_empty = not lists or any(not each.content for each in lists)
    read = [
        tuple(map(_subtree, parts_of(each, "nameConstraints"))) if each else ()
        for each in (permitted, excluded)
    ]
    return Constraints(read[0], read[1], is_empty)


def _subtree(element: Any) -> Subtree:
    if element.tag != SEQUENCE:
        raise Malformed("nameConstraints holds something else than subtrees")
    parts = Parts(element, "a subtree")
    base = read_general_name(parts.any())
    least, most = parts.maybe(context(0, is_constructed=False)), parts.maybe(context(1, is_constructed=False))
    parts.end()
    return Subtree(base, most is not None or (least is not None and least.content != b"\x00"))


def _policies(content: bytes) -> frozenset[str]:
    read = [
        oid_of(Parts(each, "a policy").take(OID)) for each in _some(content, SEQUENCE, "certificatePolicies")
    ]
    if len(set(read)) != len(read):
        raise Malformed("certificatePolicies names a policy twice")
    return frozenset(read)


def _mappings(content: bytes) -> tuple[tuple[str, str], ...]:
    pairs = (Parts(each, "a mapping") for each in _some(content, SEQUENCE, "policyMappings"))
    return tuple((oid_of(each.take(OID)), oid_of(each.take(OID))) for each in pairs)


def _policy_limits(content: bytes) -> PolicyLimits:
    parts = Parts(only_element(content, SEQUENCE, "policyConstraints"), "policyConstraints")
    require, mapping = (parts.maybe(context(number, is_constructed=False)) for number in (0, 1))
    parts.end()
    if require is None and mapping is None:
        raise Malformed("policyConstraints is empty")
    return PolicyLimits(integer_of(require) if require else None, integer_of(mapping) if mapping else None)


def _inhibit_any(content: bytes) -> int:
    return integer_of(only_element(content, INTEGER, "inhibitAnyPolicy"))


def _access(content: bytes) -> tuple[tuple[str, str], ...]:
    """Give methods with their addresses; places that are no address are left out."""
    found = []
    for each in _some(content, SEQUENCE, "authorityInfoAccess"):
        parts = Parts(each, "an access description")
        method, place = oid_of(parts.take(OID)), read_general_name(parts.any())
        parts.end()
        found += [(method, place.text)] if place.kind == "uri" else []
    return tuple(found)


def _crl_points(content: bytes) -> tuple[str, ...]:
    """Give the addresses of revocation lists that hold all reasons and are signed by the issuer itself."""
    found: list[str] = []
    for each in _some(content, SEQUENCE, "cRLDistributionPoints"):
        parts = Parts(each, "a distribution point")
        place, reasons, issuer = (
            parts.maybe(context(0)),
            parts.maybe(context(1, is_constructed=False)),
            parts.maybe(context(2)),
        )
        parts.end()
        whole = parts_of(place, "a distribution point") if place else []
        names = (
            [read_general_name(one) for one in parts_of(whole[0], "a point")]
            if whole and whole[0].tag == context(0)
            else []
        )
        found += [one.text for one in names if one.kind == "uri" and reasons is None and issuer is None]
    return tuple(found)


def _features(content: bytes) -> frozenset[int]:
    return frozenset(
        integer_of(each) for each in parts_of(only_element(content, SEQUENCE, "TLSFeature"), "TLSFeature")
    )


def _some(content: bytes, tag: int, what: str) -> list[Any]:
    """Give the elements of a list that must have one or more, all of one kind."""
    found = parts_of(only_element(content, SEQUENCE, what), what)
    if not found or any(each.tag != tag for each in found):
        raise Malformed(f"{what} is empty or holds something else")
    return found


READERS: Final[Mapping[str, Callable[[bytes], Any]]] = {
    Oid.BASIC: _basic,
    Oid.KEY_USAGE: _usage,
    Oid.PURPOSES: _oids,
    Oid.NAMES: _names,
    Oid.AUTHORITY_KEY: _authority_key,
    Oid.SUBJECT_KEY: _subject_key,
    Oid.CONSTRAINTS: _constraints,
    Oid.POLICIES: _policies,
    Oid.MAPPINGS: _mappings,
    Oid.POLICY_CONSTRAINTS: _policy_limits,
    Oid.INHIBIT_ANY: _inhibit_any,
    Oid.ACCESS: _access,
    Oid.CRL_POINTS: _crl_points,
    Oid.TLS_FEATURE: _features,
}
"""How each extension that is known is read."""
