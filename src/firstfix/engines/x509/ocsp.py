"""Answers of responders (RFC 6960), stapled or fetched: who signed them, how fresh, about whom."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from cryptography.x509 import ocsp

from firstfix.engines.x509.certificate import Certificate, Malformed, bytes_in, read_certificate
from firstfix.engines.x509.crl import READ_ERRORS
from firstfix.engines.x509.der import (
    BIT_STRING,
    OCTET_STRING,
    OID,
    SEQUENCE,
    Parts,
    context,
    only_element,
    parts_of,
)
from firstfix.engines.x509.keys import has_signed
from firstfix.engines.x509.oids import Oid
from firstfix.engines.x509.verdict import Standing, Status

__all__ = ["StatusAnswer", "key_bits_of", "name_bytes_of"]

# X.680, section 8.4.
_ENUMERATED: Final = 0x0A
# BR 4.9.10: answers are made anew after at most ten days; it holds where an answer says no end.
_LONGEST: Final = timedelta(days=10)
# Clocks of responders and laptops differ; OpenSSL allows the same 300 s (ocsp -validity_period).
_SKEW: Final = timedelta(seconds=300)
_HASHES: Final = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}


class StatusAnswer:
    """An answer as it came. What cannot be read says nothing."""

    def __init__(self, der: bytes) -> None:
        self._fault = ""
        self._answer: ocsp.OCSPResponse | None = None
        try:
            self._answer = ocsp.load_der_ocsp_response(der)
            if self._answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
                self._fault = f"the responder says {self._answer.response_status.name.lower()}"
                return
            self._frame(der)
        except READ_ERRORS as error:
            self._fault = f"the responder's answer cannot be read: {error}"

    def status_of(self, one: Certificate, issuer: Certificate, at: datetime) -> Status | None:
        """Give what the answer says about a certificate; None where it is not about it."""
        if self._fault or self._answer is None:
            if one.basic is not None and one.basic.is_authority:
                # Responders are asked about servers; a refusal does not say about whom.
                return None
            return Status(one.subject.text, Standing.UNUSABLE, self._fault)
        try:
            about = next((each for each in self._answer.responses if _is_about(each, one, issuer)), None)
            if about is None:
                return None
            why_not = next(self._faults(about, issuer, at), "")
            if why_not:
                return Status(one.subject.text, Standing.UNUSABLE, why_not)
            return _status(about, one)
        except READ_ERRORS as error:
            return Status(
                one.subject.text, Standing.UNUSABLE, f"the responder's answer cannot be read: {error}"
            )

    def _frame(self, der: bytes) -> None:
        """Take the answer apart as far as its signature needs. Raises Malformed."""
        outer = Parts(only_element(der, SEQUENCE, "the answer"), "the answer")
        outer.take(_ENUMERATED)
        inner = Parts(only_element(outer.take(context(0)).content, SEQUENCE, "the answer"), "the answer")
        inner.take(OID)
        basic = Parts(only_element(inner.take(OCTET_STRING).content, SEQUENCE, "the answer"), "the answer")
        self._tbs, self._algorithm = basic.take(SEQUENCE), basic.take(SEQUENCE)
        self._signature = bytes_in(basic.take(BIT_STRING))
        sent = basic.maybe(context(0))
        listed = (
            parts_of(only_element(sent.content, SEQUENCE, "certificates"), "certificates") if sent else []
        )
        self._signers = [each.whole for each in listed]

    def _faults(self, about: ocsp.OCSPSingleResponse, issuer: Certificate, at: datetime) -> Iterator[str]:
        """Give why the answer proves nothing (RFC 6960, section 3.2)."""
        if not any(self._is_signed_by(key) for key in self._keys(issuer, at)):
            yield "the answer is not signed by the issuer or somebody it named"
        if about.this_update_utc > at + _SKEW:
            yield f"the answer begins on {about.this_update_utc:%Y-%m-%d} only"
        ends = about.next_update_utc or about.this_update_utc + _LONGEST
        if ends < at - _SKEW:
            yield f"the answer ended on {ends:%Y-%m-%d}"

    def _is_signed_by(self, key: bytes) -> bool:
        return has_signed(key, self._algorithm, self._signature, self._tbs.whole)

    def _keys(self, issuer: Certificate, at: datetime) -> Iterator[bytes]:
        """Give the keys that may sign: the issuer's, and those it named (RFC 6960, section 4.2.2.2)."""
        yield issuer.key
        for one in _readable(self._signers):
            is_named = one.purposes is not None and Oid.OCSP_SIGNING in one.purposes
            is_in_time = one.not_before <= at + _SKEW and at - _SKEW <= one.not_after
            if is_named and is_in_time and has_signed(issuer.key, one.algorithm, one.signature, one.tbs):
                yield one.key


def name_bytes_of(issuer: Certificate) -> bytes:
    """Give the subject of an issuer as it is written, for the hash in a question. Raises Malformed."""
    tbs = only_element(issuer.tbs, SEQUENCE, "the certificate")
    parts = parts_of(tbs, "the certificate")
    return parts[5 if parts[0].tag == context(0) else 4].whole


def key_bits_of(issuer: Certificate) -> bytes:
    """Give the bits of an issuer's key, for the hash in a question. Raises Malformed."""
    key = Parts(only_element(issuer.key, SEQUENCE, "the key"), "the key")
    key.take(SEQUENCE)
    return bytes_in(key.take(BIT_STRING))


def _is_about(each: ocsp.OCSPSingleResponse, one: Certificate, issuer: Certificate) -> bool:
    made = _HASHES.get(each.hash_algorithm.name)
    return (
        made is not None
        and each.serial_number == one.serial
        and each.issuer_key_hash == made(key_bits_of(issuer)).digest()
        and each.issuer_name_hash == made(name_bytes_of(issuer)).digest()
    )


def _status(about: ocsp.OCSPSingleResponse, one: Certificate) -> Status:
    subject = one.subject.text
    if about.certificate_status is ocsp.OCSPCertStatus.GOOD:
        return Status(subject, Standing.GOOD, f"by the answer of {about.this_update_utc:%Y-%m-%d}")
    if about.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
        return Status(subject, Standing.UNUSABLE, "the responder does not know it")
    when, reason = about.revocation_time_utc, about.revocation_reason
    on = f"on {when:%Y-%m-%d}" if when else "at a time that is not told"
    return Status(subject, Standing.REVOKED, f"{on}, {reason.value}" if reason else on)


def _readable(ders: Iterable[bytes]) -> Iterator[Certificate]:
    for der in ders:
        try:
            yield read_certificate(der)
        except Malformed:
            continue
