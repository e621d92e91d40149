"""Revocation lists (RFC 5280, sections 5 and 6.3): whose, how fresh, what about, and who is on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from firstfix.engines.x509.certificate import Certificate, bytes_in
from firstfix.engines.x509.der import BIT_STRING, SEQUENCE, Element, Parts, only_element
from firstfix.engines.x509.keys import has_signed
from firstfix.engines.x509.names import Name, read_name
from firstfix.engines.x509.oids import Oid
from firstfix.engines.x509.verdict import Standing, Status

__all__ = ["READ_ERRORS", "RevocationList"]

READ_ERRORS: Final = (
    ValueError, TypeError, OverflowError, UnsupportedAlgorithm, x509.ExtensionNotFound,
    x509.DuplicateExtension,
)  # fmt: skip
# The largest public list had 76 MB; what is larger is not read on somebody's laptop.
MOST_BYTES: Final = 100_000_000
# RFC 5280, section 4.2.1.3.
_CRL_SIGN: Final = 6
# Extensions of lists that are read, or that change nothing for who is on them (RFC 5280, section 5.2).
_KNOWN: Final = frozenset(
    {Oid.AUTHORITY_KEY, Oid.CRL_NUMBER, Oid.ISSUING_POINT, Oid.FRESHEST, Oid.ACCESS, Oid.ISSUER_NAMES}
)


class RevocationList:
    """A list as it was fetched. What cannot be read says nothing about anybody."""

    def __init__(self, der: bytes) -> None:
        self._list: x509.CertificateRevocationList | None = None
        self._issuer: Name | None = None
        try:
            outer = Parts(only_element(der, SEQUENCE, "the list", most_bytes=MOST_BYTES), "the list")
            self._tbs, self._algorithm = outer.take(SEQUENCE), outer.take(SEQUENCE)
            self._signature = bytes_in(outer.take(BIT_STRING))
            self._list = x509.load_der_x509_crl(der)
            self._issuer = _name(self._list.issuer)
        except READ_ERRORS:
            self._list = None

    def status_of(self, one: Certificate, issuer: Certificate, at: datetime) -> Status | None:
        """Give what the list says about a certificate; None where it is not about it."""
        if self._list is None or self._issuer is None or self._issuer.key != one.issuer.key:
            return None
        try:
            if not self._covers(self._list, one) or self._is_by_another(self._list, issuer):
                return None
            why_not = next(self._faults(self._list, issuer, at), "")
            if why_not:
                return Status(one.subject.text, Standing.UNUSABLE, why_not)
            return _listed(self._list, one)
        except READ_ERRORS as error:
            return Status(one.subject.text, Standing.UNUSABLE, f"the list cannot be read: {error}")

    def _faults(
        self, read: x509.CertificateRevocationList, issuer: Certificate, at: datetime
    ) -> Iterator[str]:
        """Give why the list proves nothing (RFC 5280, section 6.3.3)."""
        if not has_signed(issuer.key, self._algorithm, self._signature, self._tbs.whole):
            yield "the list is not signed by the issuer's key"
        if issuer.usage is not None and _CRL_SIGN not in issuer.usage:
            yield "the issuer's key is not for signing lists (keyUsage)"
        if read.last_update_utc > at:
            yield f"the list begins on {read.last_update_utc:%Y-%m-%d} only"
        ends = read.next_update_utc
        if ends is None or ends < at:
            yield "the list says no end" if ends is None else f"the list ended on {ends:%Y-%m-%d}"
        yield from _form_faults(read)

    def _is_by_another(self, read: x509.CertificateRevocationList, issuer: Certificate) -> bool:
        """Tell whether another authority of the same name made the list, as its key's identifier says."""
        own = _key_id(read)
        return own is not None and issuer.subject_key is not None and own != issuer.subject_key

    def _covers(self, read: x509.CertificateRevocationList, one: Certificate) -> bool:
        """Tell whether a certificate is in the scope of the list (RFC 5280, section 5.2.5)."""
        scope = _value(read, x509.IssuingDistributionPoint)
        if not isinstance(scope, x509.IssuingDistributionPoint):
            return True
        is_authority = one.basic is not None and one.basic.is_authority
        if scope.only_contains_attribute_certs or (scope.only_contains_user_certs and is_authority):
            return False
        if scope.only_contains_ca_certs and not is_authority:
            return False
        places = {
            each.value for each in scope.full_name or () if isinstance(each, x509.UniformResourceIdentifier)
        }
        return not places or not one.crl_places or bool(places & set(one.crl_places))


def _form_faults(read: x509.CertificateRevocationList) -> Iterator[str]:
    extensions = {each.oid.dotted_string: each for each in read.extensions}
    if Oid.DELTA in extensions:
        yield "it is a list of changes only"
    if Oid.CRL_NUMBER not in extensions:
        yield "the list has no number (cRLNumber)"
    elif extensions[Oid.CRL_NUMBER].critical:
        yield "the list marks its number as critical"
    unknown = [oid for oid, each in extensions.items() if each.critical and oid not in {*_KNOWN, Oid.DELTA}]
    if unknown:
        yield f"the list has the critical extension {unknown[0]}"
    scope = _value(read, x509.IssuingDistributionPoint)
    if isinstance(scope, x509.IssuingDistributionPoint) and (scope.indirect_crl or scope.only_some_reasons):
        yield "the list is for others, or for some reasons only"


def _listed(read: x509.CertificateRevocationList, one: Certificate) -> Status:
    entry = read.get_revoked_certificate_by_serial_number(one.serial) if one.serial > 0 else None
    if entry is None:
        return Status(one.subject.text, Standing.GOOD, f"by the list of {read.last_update_utc:%Y-%m-%d}")
    reason = _reason(entry)
    if reason == x509.ReasonFlags.remove_from_crl.value:
        return Status(one.subject.text, Standing.GOOD, "it was taken off the list again")
    on = f"on {entry.revocation_date_utc:%Y-%m-%d}"
    return Status(one.subject.text, Standing.REVOKED, f"{on}, {reason}" if reason else on)


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value
    except READ_ERRORS:
        return ""


def _value(read: x509.CertificateRevocationList, kind: type[x509.ExtensionType]) -> x509.ExtensionType | None:
    try:
        return read.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _key_id(read: x509.CertificateRevocationList) -> bytes | None:
    found = _value(read, x509.AuthorityKeyIdentifier)
    return found.key_identifier if isinstance(found, x509.AuthorityKeyIdentifier) else None


def _name(name: x509.Name) -> Name:
    element: Element = only_element(name.public_bytes(), SEQUENCE, "a name")
    return read_name(element)
