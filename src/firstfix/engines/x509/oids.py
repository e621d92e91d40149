"""Object identifiers by their names (RFC 5280, 6960, 7633, 8017, 5480, 5758, 8410)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["ATTRIBUTES", "CURVES", "HASHES", "SIGNATURES", "Oid"]


class Oid:
    """Extensions, policies, purposes and access methods, by what they are for.

    RFC 5280, sections 4.2 and 5.2; TLS_FEATURE is RFC 7633, the access methods and OCSP_SIGNING are RFC 6960.
    """

    SUBJECT_KEY = "2.5.29.14"
    KEY_USAGE = "2.5.29.15"
    NAMES = "2.5.29.17"
    ISSUER_NAMES = "2.5.29.18"
    BASIC = "2.5.29.19"
    CRL_NUMBER = "2.5.29.20"
    DELTA = "2.5.29.27"
    ISSUING_POINT = "2.5.29.28"
    CONSTRAINTS = "2.5.29.30"
    CRL_POINTS = "2.5.29.31"
    POLICIES = "2.5.29.32"
    ANY_POLICY = "2.5.29.32.0"
    MAPPINGS = "2.5.29.33"
    AUTHORITY_KEY = "2.5.29.35"
    POLICY_CONSTRAINTS = "2.5.29.36"
    PURPOSES = "2.5.29.37"
    ANY_PURPOSE = "2.5.29.37.0"
    FRESHEST = "2.5.29.46"
    INHIBIT_ANY = "2.5.29.54"
    ACCESS = "1.3.6.1.5.5.7.1.1"
    SUBJECT_ACCESS = "1.3.6.1.5.5.7.1.11"
    TLS_FEATURE = "1.3.6.1.5.5.7.1.24"
    SERVER = "1.3.6.1.5.5.7.3.1"
    CLIENT = "1.3.6.1.5.5.7.3.2"
    OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"
    OCSP = "1.3.6.1.5.5.7.48.1"
    ISSUERS = "1.3.6.1.5.5.7.48.2"


# How distinguished names write attributes (RFC 4514, section 3, and RFC 4519).
ATTRIBUTES: Final[Mapping[str, str]] = {
    "2.5.4.3": "CN",
    "2.5.4.4": "SN",
    "2.5.4.5": "2.5.4.5",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "0.9.2342.19200300.100.1.1": "UID",
    "0.9.2342.19200300.100.1.25": "DC",
}
CURVES: Final[Mapping[str, tuple[str, int]]] = {
    "1.2.840.10045.3.1.1": ("P-192", 192),
    "1.3.132.0.33": ("P-224", 224),
    "1.2.840.10045.3.1.7": ("P-256", 256),
    "1.3.132.0.34": ("P-384", 384),
    "1.3.132.0.35": ("P-521", 521),
    "1.3.132.0.10": ("secp256k1", 256),
    "1.3.36.3.3.2.8.1.1.7": ("brainpoolP256r1", 256),
    "1.3.36.3.3.2.8.1.1.11": ("brainpoolP384r1", 384),
    "1.3.36.3.3.2.8.1.1.13": ("brainpoolP512r1", 512),
}
HASHES: Final[Mapping[str, str]] = {
    "1.2.840.113549.2.5": "md5",
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
# Kind of key and hash; the hash of RSASSA-PSS stands in its parameters, EdDSA has one of its own.
SIGNATURES: Final[Mapping[str, tuple[str, str]]] = {
    "1.2.840.113549.1.1.2": ("RSA", "md2"),
    "1.2.840.113549.1.1.4": ("RSA", "md5"),
    "1.2.840.113549.1.1.5": ("RSA", "sha1"),
    "1.2.840.113549.1.1.14": ("RSA", "sha224"),
    "1.2.840.113549.1.1.11": ("RSA", "sha256"),
    "1.2.840.113549.1.1.12": ("RSA", "sha384"),
    "1.2.840.113549.1.1.13": ("RSA", "sha512"),
    "1.2.840.113549.1.1.10": ("PSS", ""),
    "1.2.840.10040.4.3": ("DSA", "sha1"),
    "2.16.840.1.101.3.4.3.1": ("DSA", "sha224"),
    "2.16.840.1.101.3.4.3.2": ("DSA", "sha256"),
    "1.2.840.10045.4.1": ("EC", "sha1"),
    "1.2.840.10045.4.3.1": ("EC", "sha224"),
    "1.2.840.10045.4.3.2": ("EC", "sha256"),
    "1.2.840.10045.4.3.3": ("EC", "sha384"),
    "1.2.840.10045.4.3.4": ("EC", "sha512"),
    "1.3.101.112": ("Ed25519", "none"),
    "1.3.101.113": ("Ed448", "none"),
}
