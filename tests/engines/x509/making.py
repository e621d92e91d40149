"""Certificates made byte by byte, so that each can break just one rule."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from ipaddress import ip_address, ip_network
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from firstfix.engines.x509 import Anchors, Profile, Question

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
SHA256_ECDSA, SHA384_ECDSA = "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3"
SHA1_ECDSA, SHA256_RSA, ED25519 = "1.2.840.10045.4.1", "1.2.840.113549.1.1.11", "1.3.101.112"
_HASHES = {SHA256_ECDSA: hashes.SHA256, SHA384_ECDSA: hashes.SHA384, SHA1_ECDSA: hashes.SHA1}

BASIC, USAGE, PURPOSES, NAMES = "2.5.29.19", "2.5.29.15", "2.5.29.37", "2.5.29.17"
SUBJECT_KEY, AUTHORITY_KEY, CONSTRAINTS = "2.5.29.14", "2.5.29.35", "2.5.29.30"
ACCESS, POINTS, POLICIES, LIMITS = "1.3.6.1.5.5.7.1.1", "2.5.29.31", "2.5.29.32", "2.5.29.36"
FEATURE = "1.3.6.1.5.5.7.1.24"

# Critical or not, and the content; None leaves an extension out.
Written = tuple[bool, bytes] | None


@dataclass(frozen=True)
class Made:
    """A certificate with its key."""

    der: bytes
    key: Any
    subject: bytes

    @property
    def key_id(self) -> bytes:
        return key_id_of(self.key)


def tlv(tag: int, *parts: bytes) -> bytes:
    """Give an element in DER."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + body


def number(value: int) -> bytes:
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def oid(text: str) -> bytes:
    first, second, *rest = map(int, text.split("."))
    octets = b""
    for arc in (first * 40 + second, *rest):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(0x80 | arc & 0x7F)
        octets += bytes(reversed(groups))
    return tlv(6, octets)


def dn(*commons: str) -> bytes:
    """Give a name of common names; of none an empty one."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each) for each in commons]).public_bytes()


def moment(text: str) -> bytes:
    """Give a date as it is written: UTCTime where its year has two digits."""
    return tlv(0x17 if len(text) == 13 else 0x18, text.encode())


@cache
def key_named(name: str) -> Any:
    """Give the key of a name: the same one for the same name, EC unless the name says another kind."""
    if name.startswith("rsa"):
        return rsa.generate_private_key(public_exponent=65537, key_size=int(name[3:7]))
    if name.startswith("dsa"):
        return dsa.generate_private_key(2048)
    if name.startswith("ed"):
        return ed25519.Ed25519PrivateKey.generate()
    curves = {"p192": ec.SECP192R1(), "k256": ec.SECP256K1()}
    return ec.generate_private_key(curves.get(name[:4], ec.SECP256R1()))


def spki(key: Any) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(key.public_key().public_bytes(serialization.Encoding.DER, form))


def key_id_of(key: Any) -> bytes:
    return hashlib.sha1(spki(key)).digest()


def signature(key: Any, algorithm: str, message: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(message)
    return bytes(key.sign(message, ec.ECDSA(_HASHES[algorithm]())))


def make(name: str, issuer: Made | None, extensions: Mapping[str, Written], **changes: Any) -> Made:
    """Give a certificate. ``changes``: subject, issuer_name, key, version, serial, begins, ends, algorithm,
    inner, twice, spoiled.
    """
    key = changes.get("key") or key_named(name)
    subject = changes.get("subject", dn(name))
    signer = issuer.key if issuer else key
    algorithm = changes.get("algorithm") or _algorithm_of(signer)
    listed = [(each, *written) for each, written in extensions.items() if written is not None]
    listed += [each for each in listed if each[0] == changes.get("twice")]
    tbs = tlv(
        0x30,
        tlv(0xA0, number(changes.get("version", 3) - 1)) if changes.get("version", 3) > 1 else b"",
        number(changes.get("serial", int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big"))),
        tlv(0x30, oid(changes.get("inner", algorithm))),
        changes.get("issuer_name", issuer.subject if issuer else subject),
        tlv(
            0x30, moment(changes.get("begins", "260101000000Z")), moment(changes.get("ends", "270101000000Z"))
        ),
        subject,
        spki(key),
        tlv(0xA3, tlv(0x30, *map(_extension, listed))) if listed else b"",
    )
    made = signature(signer, algorithm, tbs)
    if changes.get("spoiled"):
        made = signature(signer, algorithm, tbs + b"!")
    return Made(tlv(0x30, tbs, tlv(0x30, oid(algorithm)), tlv(3, b"\0", made)), key, subject)


def _algorithm_of(key: Any) -> str:
    if isinstance(key, rsa.RSAPrivateKey):
        return SHA256_RSA
    return ED25519 if isinstance(key, ed25519.Ed25519PrivateKey) else SHA256_ECDSA


def _extension(written: tuple[str, bool, bytes]) -> bytes:
    name, is_critical, content = written
    return tlv(0x30, oid(name), tlv(1, b"\xff") if is_critical else b"", tlv(4, content))


def basic(is_authority: bool, length: int | None = None, *, is_critical: bool = True) -> Written:
    return is_critical, x509.BasicConstraints(is_authority, length).public_bytes()


def usage(*bits: int) -> Written:
    value = sum(1 << (15 - bit) for bit in bits)
    octets = value.to_bytes(2, "big").rstrip(b"\0")
    unused = (octets[-1] & -octets[-1]).bit_length() - 1 if octets else 0
    return True, tlv(3, bytes([unused]), octets)


def purposes(*names: str) -> tuple[bool, bytes]:
    return False, tlv(0x30, *map(oid, names))


SERVER, CLIENT, ANY = (
    ExtendedKeyUsageOID.SERVER_AUTH.dotted_string,
    ExtendedKeyUsageOID.CLIENT_AUTH.dotted_string,
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE.dotted_string,
)


def general(text: str) -> bytes:
    """Give a general name: an address, a network, a mailbox, a directory (CN=...), else a DNS name."""
    if text.startswith("CN="):
        return tlv(0xA4, dn(text[3:]))
    if "/" in text:
        network = ip_network(text)
        return tlv(0x87, network.network_address.packed, network.netmask.packed)
    try:
        return tlv(0x87, ip_address(text).packed)
    except ValueError:
        return tlv(0x81 if "@" in text else 0x82, text.encode())


def names(*texts: str, is_critical: bool = False) -> Written:
    return is_critical, tlv(0x30, *map(general, texts))


def constraints(
    permitted: Sequence[str] = (), excluded: Sequence[str] = (), *, is_critical: bool = True
) -> Written:
    lists = [
        tlv(tag, *(tlv(0x30, general(text)) for text in texts))
        for tag, texts in ((0xA0, permitted), (0xA1, excluded))
        if texts
    ]
    return is_critical, tlv(0x30, *lists)


def authority_key(key_id: bytes | None, *more: bytes, is_critical: bool = False) -> Written:
    return is_critical, tlv(0x30, tlv(0x80, key_id) if key_id else b"", *more)


def subject_key(key_id: bytes) -> Written:
    return False, tlv(4, key_id)


def access(**urls: str) -> Written:
    methods = {
        "issuer": AuthorityInformationAccessOID.CA_ISSUERS.dotted_string,
        "ocsp": AuthorityInformationAccessOID.OCSP.dotted_string,
    }
    return False, tlv(
        0x30, *(tlv(0x30, oid(methods[how]), tlv(0x86, url.encode())) for how, url in urls.items())
    )


def point(url: str) -> Written:
    return False, tlv(0x30, tlv(0x30, tlv(0xA0, tlv(0xA0, tlv(0x86, url.encode())))))


def a_root(name: str = "Root", **changes: Any) -> Made:
    """Give a root. Keys of ``changes`` that are identifiers replace an extension."""
    key = changes.get("key") or key_named(name)
    return _made(
        name,
        None,
        {BASIC: basic(True), USAGE: usage(5, 6), SUBJECT_KEY: subject_key(key_id_of(key))},
        changes,
    )


def an_authority(issuer: Made, name: str = "Issuing CA", **changes: Any) -> Made:
    """Give an authority below another one."""
    key = changes.get("key") or key_named(name)
    extensions = {
        BASIC: basic(True),
        USAGE: usage(5, 6),
        SUBJECT_KEY: subject_key(key_id_of(key)),
        AUTHORITY_KEY: authority_key(issuer.key_id),
    }
    return _made(name, issuer, extensions, changes)


def a_leaf(issuer: Made, name: str = "app.test", **changes: Any) -> Made:
    """Give a server's certificate for app.test and 192.0.2.10."""
    extensions = {
        BASIC: basic(False),
        USAGE: usage(0),
        PURPOSES: purposes(SERVER),
        NAMES: names("app.test", "192.0.2.10"),
        AUTHORITY_KEY: authority_key(issuer.key_id),
    }
    return _made(name, issuer, extensions, changes)


def _made(name: str, issuer: Made | None, extensions: Mapping[str, Written], changes: dict[str, Any]) -> Made:
    given = {key: value for key, value in changes.items() if key[0].isdigit()}
    rest = {key: value for key, value in changes.items() if not key[0].isdigit()}
    return make(name, issuer, {**extensions, **given}, **rest)


def asked(served: Sequence[Made], *roots: Made, **changes: Any) -> Question:
    """Give the question whether a chain is good for app.test, by the rules of the web."""
    given: dict[str, Any] = {"server": "app.test", "profile": Profile.WEB, "at": AT, **changes}
    return Question(
        served=[each.der for each in served], anchors=Anchors(each.der for each in roots), **given
    )
