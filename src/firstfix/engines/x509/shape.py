"""Rules that one certificate breaks by itself, wherever it stands; and those of its place in a chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from firstfix.engines.x509.certificate import Certificate
from firstfix.engines.x509.extensions import AuthorityKey, Constraints
from firstfix.engines.x509.keys import is_self_signed, key_facts, signature_facts
from firstfix.engines.x509.oids import Oid
from firstfix.engines.x509.verdict import Role

__all__ = ["Found", "shape_faults"]

# A rule's code, and the detail of its sentence.
Found = tuple[str, str]
_Check = Callable[[Certificate, Role], Iterator[Found]]

# RFC 5280, section 4.2.1.3.
CERTIFICATE_SIGN: Final = 5
# Extensions whose meaning is read, or harmless to whoever judges a path (RFC 5280, section 4.2).
_KNOWN: Final = frozenset(
    {
        Oid.BASIC, Oid.KEY_USAGE, Oid.PURPOSES, Oid.NAMES, Oid.AUTHORITY_KEY, Oid.SUBJECT_KEY,
        Oid.CONSTRAINTS, Oid.POLICIES, Oid.MAPPINGS, Oid.POLICY_CONSTRAINTS, Oid.INHIBIT_ANY, Oid.ACCESS,
        Oid.SUBJECT_ACCESS, Oid.CRL_POINTS, Oid.ISSUER_NAMES, Oid.TLS_FEATURE, Oid.FRESHEST,
    }
)  # fmt: skip
_NEVER_CRITICAL: Final = {
    Oid.AUTHORITY_KEY: "authorityKeyIdentifier",
    Oid.SUBJECT_KEY: "subjectKeyIdentifier",
    Oid.ACCESS: "authorityInfoAccess",
    Oid.SUBJECT_ACCESS: "subjectInfoAccess",
    Oid.FRESHEST: "freshestCRL",
}
_ALWAYS_CRITICAL: Final = {Oid.POLICY_CONSTRAINTS: "policyConstraints", Oid.INHIBIT_ANY: "inhibitAnyPolicy"}
# BR 6.1.5 and 6.1.6; NIST SP 800-131A rev. 2 for what is weak everywhere.
_LEAST_BITS: Final = {"RSA": 2048, "DSA": 2048, "EC": 256}
_WEB_CURVES: Final = frozenset({"P-256", "P-384", "P-521"})
# RFC 6151 and RFC 9155: collisions are made, not only feared.
_FORGEABLE: Final = frozenset({"md2", "md5", "sha1"})
_WEB_HASHES: Final = frozenset({"sha256", "sha384", "sha512"})
# RFC 5280, section 4.1.2.2.
_MOST_SERIAL_OCTETS: Final = 20


def shape_faults(one: Certificate, role: Role, at: datetime) -> Iterator[Found]:
    """Give every rule that a certificate breaks in a role at a time, without looking at its neighbours."""
    yield from _dates(one, at)
    for check in _CHECKS:
        yield from check(one, role)


def _dates(one: Certificate, at: datetime) -> Iterator[Found]:
    # Dates have seconds and no more, so a part of a second is not past them (RFC 5280, section 4.1.2.5).
    now = at.replace(microsecond=0)
    if now > one.not_after:
        yield "expired", f"{one.not_after:%Y-%m-%d}"
    if now < one.not_before:
        yield "not_yet_valid", f"{one.not_before:%Y-%m-%d}"
    if one.has_odd_dates:
        yield "date_encoding", ""


def _frame(one: Certificate, role: Role) -> Iterator[Found]:
    if one.version != 3:
        yield "version", str(one.version)
    if one.version != 3 and one.extensions:
        yield "extension_version", str(one.version)
    # 20 octets with a sign hold 159 bits. Old roots have the number 0 and are trusted for being in the store.
    if role is not Role.ANCHOR and not 0 < one.serial < 1 << (_MOST_SERIAL_OCTETS * 8 - 1):
        yield "serial", str(one.serial)
    if one.inner_algorithm != one.algorithm.whole:
        yield "algorithm_twice", ""
    if not one.issuer.key:
        yield "empty_issuer", ""
    if not one.subject.key and role is not Role.LEAF:
        yield "empty_subject", ""


def _extensions(one: Certificate, _role: Role) -> Iterator[Found]:
    seen: set[str] = set()
    for each in one.extensions:
        if each.oid in seen:
            yield "extension_twice", each.oid
        seen.add(each.oid)
        if each.is_critical and each.oid not in _KNOWN:
            yield "extension_unknown", each.oid
        if each.is_critical and each.oid in _NEVER_CRITICAL:
            yield "must_not_be_critical", _NEVER_CRITICAL[each.oid]
        if not each.is_critical and each.oid in _ALWAYS_CRITICAL:
            yield "must_be_critical", _ALWAYS_CRITICAL[each.oid]
    yield from (("extension_unreadable", said) for said in one.malformed.values())


def _key(one: Certificate, _role: Role) -> Iterator[Found]:
    key = key_facts(one.key)
    least = _LEAST_BITS.get(key.kind)
    if least is not None and key.bits < least and not (key.kind == "EC" and not key.bits):
        yield "weak_key", f"{key.kind} with {key.bits} bits; {least} is the least"
    if key.kind == "RSA" and (key.bits % 8 or key.exponent < 3 or key.exponent % 2 == 0):
        yield "key_kind", f"RSA with {key.bits} bits and the exponent {key.exponent}"
    if key.kind not in {"RSA", "EC"}:
        yield "key_kind", key.kind
    if key.kind == "EC" and key.curve not in _WEB_CURVES:
        yield "key_kind", f"EC on the curve {key.curve}"


def _signature(one: Certificate, role: Role) -> Iterator[Found]:
    # The signature of a root proves nothing; it is trusted for being in the store.
    if role is Role.ANCHOR:
        return
    kind, name = signature_facts(one.algorithm)
    if name in _FORGEABLE:
        yield "weak_signature", name.upper()
    elif kind not in {"RSA", "PSS", "EC"} or name not in _WEB_HASHES:
        yield "signature_kind", f"{kind} {name}"


def _key_ids(one: Certificate, role: Role) -> Iterator[Found]:
    authority = one.authority_key
    is_root = role is not Role.LEAF and is_self_signed(one)
    if (
        not is_root
        and (authority is None or authority.key_id is None)
        and Oid.AUTHORITY_KEY not in one.malformed
    ):
        yield "no_authority_key", ""
    if role is not Role.LEAF and one.subject_key is None and Oid.SUBJECT_KEY not in one.malformed:
        yield "no_subject_key", ""
    if is_root and role is Role.ANCHOR and authority is not None:
        yield from _root_key_ids(one, authority)


def _root_key_ids(one: Certificate, authority: AuthorityKey) -> Iterator[Found]:
    if authority.has_issuer or authority.has_serial:
        yield "root_authority_key", "the name or the serial number of its issuer"
    if authority.key_id is None:
        yield "root_authority_key", "no key"
    elif authority.key_id != one.subject_key:
        yield "root_authority_key", "another key than its own"


def _as_authority(one: Certificate, role: Role) -> Iterator[Found]:
    if role is Role.LEAF:
        return
    basic, written = one.basic, one.extension(Oid.BASIC)
    if basic is None or not basic.is_authority:
        yield "not_authority", ""
    if written is not None and not written.is_critical:
        yield "must_be_critical", "basicConstraints"
    if one.usage is not None and CERTIFICATE_SIGN not in one.usage:
        yield "may_not_sign", ""
    if one.usage is None:
        yield "no_usage", ""
    if role is Role.ANCHOR and one.is_self_issued and one.purposes is not None:
        yield "root_purpose", ""


def _as_any(one: Certificate, role: Role) -> Iterator[Found]:
    basic = one.basic
    is_authority = basic is not None and basic.is_authority
    may_sign = one.usage is not None and CERTIFICATE_SIGN in one.usage
    # The last certificate's own length limits nothing (RFC 5280, section 6.1.4 is for those above it).
    has_length = role is not Role.LEAF and basic is not None and basic.path_length is not None
    if has_length and not (is_authority and (may_sign or one.usage is None)):
        yield "path_length_misplaced", ""
    if one.usage is not None and not one.usage:
        yield "extension_unreadable", "keyUsage names no use"
    if may_sign and not is_authority and role is Role.LEAF:
        yield "leaf_signs", ""
    yield from _constraints_shape(one, is_authority=is_authority)


def _constraints_shape(one: Certificate, *, is_authority: bool) -> Iterator[Found]:
    constraints: Constraints | None = one.constraints
    if constraints is None:
        return
    if not is_authority:
        yield "constraints_misplaced", ""
    if constraints.has_empty_list:
        yield "constraints_empty", ""
    written = one.extension(Oid.CONSTRAINTS)
    if written is not None and not written.is_critical:
        yield "constraints_not_critical", ""


_CHECKS: Final[tuple[_Check, ...]] = (
    _frame, _extensions, _key, _signature, _key_ids, _as_authority, _as_any,
)  # fmt: skip
