"""Certificates in the forms in which authorities publish them: alone, in PEM, or in PKCS #7 (.p7c)."""

from __future__ import annotations

import base64
import binascii
import re
import textwrap
from collections.abc import Iterator
from typing import Final

from firstfix.engines.x509.der import (
    INTEGER,
    OID,
    SEQUENCE,
    SET,
    Element,
    Malformed,
    Parts,
    context,
    oid_of,
    only_element,
    parts_of,
)

__all__ = ["certificates_in", "der_of", "pem_of"]

# RFC 5652, section 5.1: id-signedData.
_SIGNED: Final = "1.2.840.113549.1.7.2"
# RFC 7468, sections 5, 6 and 8; the encapsulated text of other labels is nothing that is looked for.
_BLOCK: Final = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
# An authority has some tens of certificates; whoever publishes more wants to keep a verifier busy.
_MOST: Final = 100


def certificates_in(content: bytes) -> tuple[bytes, ...]:
    """Give the certificates in DER that lie in a published file; of what is none of its forms nothing.

    RFC 5280, section 4.2.2.1 allows one certificate in DER, or a "certs-only" message (PKCS #7, now CMS);
    PEM of both is seen in the field. Whether they are of any use is for the search to find out.
    """
    found: list[bytes] = []
    for der in _blocks(content):
        try:
            found += _certificates(der)
        except Malformed:
            continue
    return tuple(dict.fromkeys(found))[:_MOST]


def der_of(content: bytes) -> bytes:
    """Give the DER of a published list or certificate that may be PEM as well; empty where PEM is broken."""
    return next(_blocks(content), b"")


def pem_of(certificate: bytes) -> str:
    """Give a certificate in PEM."""
    body = "\n".join(textwrap.wrap(base64.b64encode(certificate).decode("ascii"), 64))
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


def _blocks(content: bytes) -> Iterator[bytes]:
    if not content.lstrip().startswith(b"-----BEGIN"):
        yield content
        return
    for found in _BLOCK.finditer(content):
        try:
            yield base64.b64decode(b"".join(found[2].split()), validate=True)
        except binascii.Error:
            continue


def _certificates(der: bytes) -> list[bytes]:
    """Give one certificate, or those of a message that holds certificates only. Raises Malformed."""
    outer = only_element(der, SEQUENCE, "the file")
    first = parts_of(outer, "the file")[:1]
    if not first or first[0].tag != OID:
        return [outer.whole]
    parts = Parts(outer, "the message")
    if oid_of(parts.take(OID)) != _SIGNED:
        return []
    signed = Parts(only_element(parts.take(context(0)).content, SEQUENCE, "the message"), "the message")
    # Version, digests and content come before the certificates, which nobody has to have signed here.
    signed.take(INTEGER), signed.take(SET), signed.take(SEQUENCE)
    listed = signed.maybe(context(0))
    return [each.whole for each in _elements(listed) if each.tag == SEQUENCE]


def _elements(listed: Element | None) -> list[Element]:
    return parts_of(listed, "the certificates") if listed is not None else []
