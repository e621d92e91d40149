"""An authority on the loopback interface: chains made for now, lists, a responder, its certificate."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from tests.engines.x509 import making as m
from tests.engines.x509.making import Made, a_leaf, a_root, an_authority
from tests.laptop.authority import Issued, serving
from tests.laptop.servers import HERE, Handler

NOW = datetime.now(UTC).replace(microsecond=0)
DATES = {
    "begins": f"{NOW - timedelta(days=10):%y%m%d%H%M%SZ}",
    "ends": f"{NOW + timedelta(days=300):%y%m%d%H%M%SZ}",
}
ROOT = a_root("Live Root", **DATES)
ISSUER = an_authority(ROOT, "Live Issuing CA", **DATES)


def leaf_of(issuer: Made = ISSUER, **changes: Any) -> Made:
    """Give the certificate of a server here."""
    return a_leaf(issuer, "here.test", **{**DATES, m.NAMES: m.names("here.test", HERE), **changes})


def served(*chain: Made) -> ssl.SSLContext:
    """Give the settings of a server that shows a chain."""
    return serving(*(Issued(x509.load_der_x509_certificate(each.der), each.key) for each in chain))


def answer_of(status: ocsp.OCSPCertStatus, leaf: Made, issuer: Made = ISSUER) -> bytes:
    """Give the responder's answer about a certificate."""
    is_revoked = status is ocsp.OCSPCertStatus.REVOKED
    read = [x509.load_der_x509_certificate(each.der) for each in (leaf, issuer)]
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=read[0],
        issuer=read[1],
        algorithm=hashes.SHA1(),
        cert_status=status,
        this_update=NOW - timedelta(hours=1),
        next_update=NOW + timedelta(days=1),
        revocation_time=NOW - timedelta(days=2) if is_revoked else None,
        revocation_reason=x509.ReasonFlags.key_compromise if is_revoked else None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, read[1])
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def list_of(*revoked: Made, issuer: Made = ISSUER) -> bytes:
    """Give the list of an authority."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(
        x509.load_der_x509_certificate(issuer.der).subject
    )
    builder = builder.last_update(NOW - timedelta(hours=1)).next_update(NOW + timedelta(days=1))
    builder = builder.add_extension(x509.CRLNumber(3), critical=False)
    for each in revoked:
        entry = x509.RevokedCertificateBuilder().revocation_date(NOW - timedelta(days=2))
        entry = entry.serial_number(x509.load_der_x509_certificate(each.der).serial_number)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def long_list(*revoked: Made, others: int, issuer: Made = ISSUER) -> bytes:
    """Give a list with many others on it, written byte by byte: builders of lists take minutes for these."""
    when = m.moment(f"{NOW - timedelta(days=2):%y%m%d%H%M%SZ}")
    numbers = [x509.load_der_x509_certificate(each.der).serial_number for each in revoked]
    entries = [m.tlv(0x30, m.number(each), when) for each in (*range(1 << 24, (1 << 24) + others), *numbers)]
    algorithm = m.tlv(0x30, m.oid(m.SHA256_ECDSA))
    until = m.moment(f"{NOW + timedelta(days=1):%y%m%d%H%M%SZ}")
    numbered = m.tlv(0x30, m.oid("2.5.29.20"), m.tlv(4, m.number(3)))
    listed, extensions = m.tlv(0x30, *entries), m.tlv(0xA0, m.tlv(0x30, numbered))
    tbs = m.tlv(0x30, m.number(1), algorithm, issuer.subject, when, until, listed, extensions)
    signed = m.signature(issuer.key, m.SHA256_ECDSA, tbs)
    return m.tlv(0x30, tbs, algorithm, m.tlv(3, b"\x00", signed))


def publishing(pages: dict[str, bytes], asked: list[str]) -> Handler:
    """Give a handler that answers paths by their beginnings, and notes who was asked for what."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        path = unquote(head.split(b" ")[1].decode())
        asked.append(path)
        body = next((body for begin, body in pages.items() if path.startswith(begin)), None)
        status = "200 OK" if body is not None else "404 Not Found"
        writer.write(
            f"HTTP/1.1 {status}\r\nContent-Length: {len(body or b'')}\r\n\r\n".encode() + (body or b"")
        )
        await writer.drain()

    return handler


def passing_on(pages: dict[str, bytes], asked: list[str], *, user: str = "") -> Handler:
    """Give a proxy: it opens tunnels on this computer, and answers whole addresses by their ends itself."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target = head.decode().split(" ")[:2]
        asked.append(f"{method} {unquote(target)}")
        if user and b64encode(user.encode()) not in head:
            writer.write(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")
        elif method == "CONNECT":
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            await tunnel(reader, writer, int(target.rpartition(":")[2]))
        else:
            body = next((body for end, body in pages.items() if target.endswith(end)), b"")
            status = "200 OK" if body else "404 Not Found"
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()

    return handler


async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    """Carry bytes both ways until one side ends."""
    far_reader, far_writer = await asyncio.open_connection(HERE, port)

    async def carry(come: asyncio.StreamReader, go: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while content := await come.read(16_384):
                go.write(content)
                await go.drain()

    ways = [asyncio.create_task(carry(reader, far_writer)), asyncio.create_task(carry(far_reader, writer))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in ways:
            each.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        far_writer.close()
        with contextlib.suppress(OSError):
            await far_writer.wait_closed()
