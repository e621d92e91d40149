"""Certificates for tests: a root, an intermediate, and a server's in every way in which one can be wrong."""

from __future__ import annotations

import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Issued:
    """A certificate with its key."""

    def __init__(self, certificate: x509.Certificate, key: Key) -> None:
        self.certificate = certificate
        self.key = key

    @property
    def pem(self) -> bytes:
        """Give the certificate alone."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def issue(name: str, issuer: Issued | None, **changes: Any) -> Issued:
    """Give a certificate; without an issuer it signs itself.

    ``changes``: is_ca, key, names, ips, begins and ends in days from now, hash, urls.
    """
    key: Key = changes.get("key") or ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = [
        *(x509.DNSName(each) for each in changes.get("names", ())),
        *(x509.IPAddress(ip_address(each)) for each in changes.get("ips", ())),
    ]
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=changes.get("begins", -10)))
        .not_valid_after(now + timedelta(days=changes.get("ends", 300)))
        .add_extension(x509.BasicConstraints(ca=changes.get("is_ca", False), path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    if changes.get("urls"):
        places = [
            x509.AccessDescription(
                AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(each)
            )
            for each in changes["urls"]
        ]
        builder = builder.add_extension(x509.AuthorityInformationAccess(places), critical=False)
    signing = issuer.key if issuer else key
    return Issued(builder.sign(signing, changes.get("hash", hashes.SHA256())), key)


@cache
def root() -> Issued:
    """Give the root that tests trust."""
    return issue("Test Root", None, is_ca=True, ends=3000)


@cache
def intermediate() -> Issued:
    """Give the authority that issues the servers' certificates."""
    return issue("Test Issuing CA", root(), is_ca=True, ends=3000)


def server(**changes: Any) -> Issued:
    """Give a server's certificate for app.test and 127.0.0.1."""
    return issue("app.test", intermediate(), **{"names": ["app.test"], "ips": ["127.0.0.1"], **changes})


def serving(leaf: Issued, *chain: Issued) -> ssl.SSLContext:
    """Give a server's settings that show these certificates, however weak."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    key = leaf.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chain.pem"
        path.write_bytes(key + b"".join(each.pem for each in (leaf, *chain)))
        context.load_cert_chain(path)
    return context


def good() -> ssl.SSLContext:
    """Give the settings of a server that does everything right."""
    return serving(server(), intermediate())
