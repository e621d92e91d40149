"""Facts of certificates: what stands in them, and which of them signed which. Nothing is judged here."""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Sequence
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID

__all__ = ["certificate_facts", "pem_of"]

# A chain is three or four long; what is longer is cut, and said to be.
MOST_CERTIFICATES = 12
_MOST_NAMES = 100


def certificate_facts(chain: Sequence[bytes]) -> list[dict[str, Any]]:
    """Give the facts of each certificate of a chain in DER, in the order in which it was served."""
    read = [_read(each) for each in chain[:MOST_CERTIFICATES]]
    return [_facts(each, read) if each is not None else {"is_readable": False} for each in read]


def pem_of(certificate: bytes) -> str:
    """Give a certificate in PEM."""
    body = "\n".join(textwrap.wrap(base64.b64encode(certificate).decode("ascii"), 64))
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


def _read(certificate: bytes) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(certificate)
    except ValueError:
        return None


def _facts(one: x509.Certificate, chain: Sequence[x509.Certificate | None]) -> dict[str, Any]:
    key, bits = _key(one)
    names, addresses = _names(one)
    issuers = [place for place, other in enumerate(chain) if other is not None and _has_issued(other, one)]
    own = chain.index(one)
    return {
        "is_readable": True,
        "subject": one.subject.rfc4514_string(),
        "issuer": one.issuer.rfc4514_string(),
        "serial": f"{one.serial_number:X}",
        "names": names,
        "ips": addresses,
        "not_before": one.not_valid_before_utc.isoformat(),
        "not_after": one.not_valid_after_utc.isoformat(),
        "key": key,
        "bits": bits,
        "hash": _hash(one),
        "is_ca": _is_authority(one),
        "is_self_signed": own in issuers,
        "issued_by": own if own in issuers else next(iter(issuers), None),
        "issuer_urls": _issuer_urls(one),
        "fingerprint": one.fingerprint(hashes.SHA256()).hex(),
    }


def _key(one: x509.Certificate) -> tuple[str, int | None]:
    try:
        key = one.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return "unknown", None
    if isinstance(key, rsa.RSAPublicKey):
        return "RSA", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "EC", key.curve.key_size
    if isinstance(key, dsa.DSAPublicKey):
        return "DSA", key.key_size
    is_edwards = isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey)
    return ("EdDSA" if is_edwards else "unknown"), None


def _hash(one: x509.Certificate) -> str:
    try:
        algorithm = one.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return "unknown"
    return algorithm.name if algorithm is not None else "none"


def _names(one: x509.Certificate) -> tuple[list[str], list[str]]:
    try:
        names = one.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return [], []
    hosts = names.get_values_for_type(x509.DNSName)[:_MOST_NAMES]
    return hosts, [str(address) for address in names.get_values_for_type(x509.IPAddress)][:_MOST_NAMES]


def _is_authority(one: x509.Certificate) -> bool:
    try:
        return bool(one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False


def _issuer_urls(one: x509.Certificate) -> list[str]:
    """Give where the issuer's certificate can be fetched (RFC 5280, section 4.2.2.1)."""
    try:
        access = one.extensions.get_extension_for_oid(ExtensionOID.AUTHORITY_INFORMATION_ACCESS).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return []
    descriptions = list(access) if isinstance(access, x509.AuthorityInformationAccess) else []
    return [
        each.access_location.value
        for each in descriptions
        if each.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        and isinstance(each.access_location, x509.UniformResourceIdentifier)
    ]


def _has_issued(issuer: x509.Certificate, one: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
