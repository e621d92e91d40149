"""A certificate as it was served, read by our own reader: it can say what is wrong with the bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from firstfix.engines.x509.der import (
    BIT_STRING,
    BOOLEAN,
    INTEGER,
    OCTET_STRING,
    OID,
    SEQUENCE,
    Element,
    Malformed,
    Parts,
    context,
    flag_of,
    integer_of,
    oid_of,
    only_element,
    parts_of,
)
from firstfix.engines.x509.extensions import (
    READERS,
    AuthorityKey,
    Basic,
    Constraints,
    Extension,
    PolicyLimits,
)
from firstfix.engines.x509.names import GeneralName, Name, read_name
from firstfix.engines.x509.oids import Oid

__all__ = ["Certificate", "Malformed", "bytes_in", "read_certificate", "subject_of"]

# X.680, section 8.4: the numbers of the two types of dates.
UTC_TIME, GENERAL_TIME = 0x17, 0x18
# RFC 5280, section 4.1.2.5: dates through 2049 are UTCTime, later ones GeneralizedTime.
_FIRST_GENERAL_YEAR: Final = 2050


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """A certificate. ``values`` are the extensions that could be read, ``malformed`` those that could not."""

    der: bytes
    tbs: bytes
    version: int
    serial: int
    inner_algorithm: bytes
    algorithm: Element
    issuer: Name
    subject: Name
    not_before: datetime
    not_after: datetime
    has_odd_dates: bool
    key: bytes
    signature: bytes
    extensions: tuple[Extension, ...]
    values: Mapping[str, Any]
    malformed: Mapping[str, str]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and self.der == other.der

    def __hash__(self) -> int:
        return hash(self.der)

    @property
    def fingerprint(self) -> str:
        """Give the SHA-256 of its bytes in hexadecimal."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def is_self_issued(self) -> bool:
        """Tell whether subject and issuer are the same (RFC 5280, section 3.2)."""
        return self.subject.key == self.issuer.key

    def extension(self, oid: str) -> Extension | None:
        """Give an extension as it stands there."""
        return next((each for each in self.extensions if each.oid == oid), None)

    @property
    def basic(self) -> Basic | None:
        """Give the basic constraints."""
        return self.values.get(Oid.BASIC)

    @property
    def usage(self) -> frozenset[int] | None:
        """Give what the key is for, as bits."""
        return self.values.get(Oid.KEY_USAGE)

    @property
    def purposes(self) -> tuple[str, ...] | None:
        """Give the extended key usages."""
        return self.values.get(Oid.PURPOSES)

    @property
    def names(self) -> tuple[GeneralName, ...]:
        """Give the alternative names of the subject."""
        names: tuple[GeneralName, ...] = self.values.get(Oid.NAMES, ())
        return names

    @property
    def constraints(self) -> Constraints | None:
        """Give the name constraints."""
        return self.values.get(Oid.CONSTRAINTS)

    @property
    def policy_limits(self) -> PolicyLimits | None:
        """Give the policy constraints."""
        return self.values.get(Oid.POLICY_CONSTRAINTS)

    @property
    def authority_key(self) -> AuthorityKey | None:
        """Give how the issuer's key is known."""
        return self.values.get(Oid.AUTHORITY_KEY)

    @property
    def subject_key(self) -> bytes | None:
        """Give the identifier of its own key."""
        return self.values.get(Oid.SUBJECT_KEY)

    def places_of(self, method: str) -> tuple[str, ...]:
        """Give the addresses of the issuer's certificate or of its responder."""
        return tuple(place for how, place in self.values.get(Oid.ACCESS, ()) if how == method)

    @property
    def crl_places(self) -> tuple[str, ...]:
        """Give where its revocation list lies."""
        places: tuple[str, ...] = self.values.get(Oid.CRL_POINTS, ())
        return places

    @property
    def must_staple(self) -> bool:
        """Tell whether the server has to send a fresh revocation status itself (RFC 7633: feature 5)."""
        return 5 in self.values.get(Oid.TLS_FEATURE, frozenset())


@lru_cache(maxsize=1024)
def read_certificate(der: bytes) -> Certificate:
    """Give a certificate. Raises Malformed where its frame cannot be read."""
    outer = Parts(only_element(der, SEQUENCE, "the certificate"), "the certificate")
    tbs, algorithm, signature = outer.take(SEQUENCE), outer.take(SEQUENCE), outer.take(BIT_STRING)
    outer.end()
    parts = Parts(tbs, "the certificate")
    version = _version(parts)
    serial = integer_of(parts.take(INTEGER))
    inner, issuer = parts.take(SEQUENCE), read_name(parts.take(SEQUENCE))
    dates = Parts(parts.take(SEQUENCE), "the validity")
    begin, end = dates.any(), dates.any()
    dates.end()
    subject, key = read_name(parts.take(SEQUENCE)), parts.take(SEQUENCE)
    extensions = _extensions(parts)
    values, malformed = _read(extensions)
    not_before, not_after = _moment(begin), _moment(end)
    is_odd = any(
        each.tag == GENERAL_TIME and at.year < _FIRST_GENERAL_YEAR
        for each, at in ((begin, not_before), (end, not_after))
    )
    return Certificate(
        der, tbs.whole, version, serial, inner.whole, algorithm, issuer, subject, not_before, not_after,
        is_odd, key.whole, bytes_in(signature), extensions, values, malformed,
    )  # fmt: skip


def subject_of(der: bytes) -> Name:
    """Give the subject alone, for an index over many certificates. Raises Malformed."""
    tbs = parts_of(only_element(der, SEQUENCE, "the certificate"), "the certificate")[:1]
    parts = parts_of(tbs[0], "the certificate") if tbs else []
    # The version is the one part that may be missing in front of the subject.
    place = 5 if parts and parts[0].tag == context(0) else 4
    if len(parts) <= place or parts[place].tag != SEQUENCE:
        raise Malformed("the certificate has no subject")
    return read_name(parts[place])


def bytes_in(element: Element) -> bytes:
    """Give the bytes of a bit string that consists of whole ones. Raises Malformed."""
    if element.content[:1] != b"\x00":
        raise Malformed("a bit string does not consist of whole bytes")
    return element.content[1:]


def _version(parts: Parts) -> int:
    found = parts.maybe(context(0))
    if found is None:
        return 1
    version = integer_of(only_element(found.content, INTEGER, "the version"))
    if version not in {0, 1, 2}:
        raise Malformed(f"there is no version {version + 1} of certificates")
    return version + 1


def _extensions(parts: Parts) -> tuple[Extension, ...]:
    for number in (1, 2):
        # The unique identifiers, which nobody may use any more.
        parts.maybe(context(number, is_constructed=False))
    found = parts.maybe(context(3))
    parts.end()
    if found is None:
        return ()
    listed = parts_of(only_element(found.content, SEQUENCE, "the extensions"), "the extensions")
    return tuple(map(_extension, listed))


def _extension(element: Element) -> Extension:
    if element.tag != SEQUENCE:
        raise Malformed("an extension is no sequence")
    parts = Parts(element, "an extension")
    oid, flag, content = oid_of(parts.take(OID)), parts.maybe(BOOLEAN), parts.take(OCTET_STRING)
    parts.end()
    return Extension(oid, flag_of(flag) if flag else False, content.content)


def _read(extensions: tuple[Extension, ...]) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    malformed: dict[str, str] = {}
    for each in extensions:
        if each.oid not in READERS or each.oid in values:
            continue
        try:
            values[each.oid] = READERS[each.oid](each.content)
        except Malformed as error:
            malformed[each.oid] = str(error)
    return values, malformed


def _moment(element: Element) -> datetime:
    """Give a date: to the second and in UTC (RFC 5280, section 4.1.2.5). Raises Malformed."""
    text = element.content.decode("ascii", "replace")
    lengths = {UTC_TIME: 13, GENERAL_TIME: 15}
    if (
        lengths.get(element.tag) != len(text)
        or not text[:-1].isdigit()
        or not text.endswith("Z")
        or not text.isascii()
    ):
        raise Malformed("a date is not written as it must be")
    # RFC 5280, section 4.1.2.5.1: years of two digits are those from 1950 to 2049.
    if element.tag == UTC_TIME:
        text = ("19" if int(text[:2]) >= 50 else "20") + text
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Malformed("there is no such date") from None
