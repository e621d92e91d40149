"""Keys and signatures: of which kind, how strong, and whether one was made by the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from firstfix.engines.x509.certificate import Certificate, Malformed, bytes_in
from firstfix.engines.x509.der import (
    BIT_STRING,
    INTEGER,
    OID,
    SEQUENCE,
    Element,
    Parts,
    context,
    integer_of,
    oid_of,
    only_element,
    parts_of,
)
from firstfix.engines.x509.oids import CURVES, HASHES, SIGNATURES

__all__ = ["KeyFacts", "has_signed", "is_self_signed", "key_facts", "signature_facts"]

_RSA, _DSA, _EC = "1.2.840.113549.1.1.1", "1.2.840.10040.4.1", "1.2.840.10045.2.1"
_EDWARDS: Final = {"1.3.101.112": "Ed25519", "1.3.101.113": "Ed448"}
# RFC 4055, section 3.1: what RSASSA-PSS means where nothing is said.
_PSS_HASH: Final = "sha1"
_HASHES: Final[Mapping[str, Callable[[], hashes.HashAlgorithm]]] = {
    "md5": hashes.MD5,  # noqa: S303 - seen in the field, read to be named, and refused by a rule
    "sha1": hashes.SHA1,  # noqa: S303 - as above
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """A public key: RSA, DSA, EC, Ed25519, Ed448 or unknown; its bits; its curve or RSA's exponent."""

    kind: str
    bits: int = 0
    curve: str = ""
    exponent: int = 0


def key_facts(key: bytes) -> KeyFacts:
    """Give what a subjectPublicKeyInfo says; ``unknown`` where it cannot be read."""
    try:
        return _key_facts(key)
    except Malformed:
        return KeyFacts("unknown")


def signature_facts(algorithm: Element) -> tuple[str, str]:
    """Give the kind of key and the hash of a signature, ``unknown`` where nobody should use it."""
    try:
        parts = parts_of(algorithm, "the signature's algorithm")
        kind, name = (
            SIGNATURES.get(oid_of(parts[0]), ("unknown", "unknown")) if parts else ("unknown", "unknown")
        )
        return (kind, _pss_hash(parts[1:])) if kind == "PSS" else (kind, name)
    except Malformed:
        return "unknown", "unknown"


def has_signed(key: bytes, algorithm: Element, signature: bytes, message: bytes) -> bool:
    """Tell whether a key made a signature; what cannot be checked was not."""
    kind, name = signature_facts(algorithm)
    try:
        return _verified(load_der_public_key(key), (kind, name), signature, message)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError, OverflowError):
        return False


@lru_cache(maxsize=1024)
def is_self_signed(one: Certificate) -> bool:
    """Tell whether a certificate was signed by its own key."""
    return one.is_self_issued and has_signed(one.key, one.algorithm, one.signature, one.tbs)


def _verified(key: object, how: tuple[str, str], signature: bytes, message: bytes) -> bool:
    kind, name = how
    if isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        is_fitting = kind == ("Ed25519" if isinstance(key, ed25519.Ed25519PublicKey) else "Ed448")
        if is_fitting:
            key.verify(signature, message)
        return is_fitting
    if name not in _HASHES:
        return False
    digest = _HASHES[name]()
    if isinstance(key, rsa.RSAPublicKey) and kind in {"RSA", "PSS"}:
        pss = padding.PSS(padding.MGF1(digest), padding.PSS.AUTO)
        key.verify(signature, message, pss if kind == "PSS" else padding.PKCS1v15(), digest)
    elif isinstance(key, ec.EllipticCurvePublicKey) and kind == "EC":
        key.verify(signature, message, ec.ECDSA(digest))
    elif isinstance(key, dsa.DSAPublicKey) and kind == "DSA":
        key.verify(signature, message, digest)
    else:
        return False
    return True


def _key_facts(key: bytes) -> KeyFacts:
    outer = Parts(only_element(key, SEQUENCE, "the key"), "the key")
    algorithm, bits = Parts(outer.take(SEQUENCE), "the key"), bytes_in(outer.take(BIT_STRING))
    oid = oid_of(algorithm.take(OID))
    if oid == _RSA:
        pair = Parts(only_element(bits, SEQUENCE, "the key"), "the key")
        modulus, exponent = integer_of(pair.take(INTEGER)), integer_of(pair.take(INTEGER))
        return KeyFacts("RSA", modulus.bit_length(), exponent=exponent)
    if oid == _EC:
        curve = algorithm.maybe(OID)
        name, size = CURVES.get(oid_of(curve), ("unknown", 0)) if curve else ("explicit", 0)
        return KeyFacts("EC", size, name)
    if oid == _DSA:
        numbers = algorithm.maybe(SEQUENCE)
        prime = Parts(numbers, "the key").take(INTEGER) if numbers else None
        return KeyFacts("DSA", integer_of(prime).bit_length() if prime else 0)
    return KeyFacts(_EDWARDS.get(oid, "unknown"))


def _pss_hash(params: list[Element]) -> str:
    if not params or params[0].tag != SEQUENCE:
        return _PSS_HASH
    named = Parts(params[0], "the signature's parameters").maybe(context(0))
    if named is None:
        return _PSS_HASH
    inner = Parts(only_element(named.content, SEQUENCE, "a hash"), "a hash")
    return HASHES.get(oid_of(inner.take(OID)), "unknown")
