"""Facts of certificates: what stands in them, and which of them signed which. Nothing is judged here."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any, Final

from firstfix.engines.x509.certificate import Certificate, Malformed, read_certificate
from firstfix.engines.x509.keys import has_signed, key_facts, signature_facts
from firstfix.engines.x509.oids import Oid

__all__ = ["certificate_facts"]

# A chain is three or four long; what is longer is cut, and said to be.
MOST_CERTIFICATES = 12
_MOST_NAMES = 100
_EDWARDS: Final = frozenset({"Ed25519", "Ed448"})


def certificate_facts(chain: Sequence[bytes]) -> list[dict[str, Any]]:
    """Give the facts of each certificate of a chain in DER, in the order in which it was served."""
    read = [_read(each) for each in chain[:MOST_CERTIFICATES]]
    return [_facts(each, read) if each is not None else {"is_readable": False} for each in read]


def _read(certificate: bytes) -> Certificate | None:
    try:
        return read_certificate(certificate)
    except Malformed:
        return None


def _facts(one: Certificate, chain: Sequence[Certificate | None]) -> dict[str, Any]:
    key, bits = _key(one)
    issuers = [place for place, other in enumerate(chain) if other is not None and _has_issued(other, one)]
    own = chain.index(one)
    return {
        "is_readable": True,
        "subject": one.subject.text,
        "issuer": one.issuer.text,
        "serial": f"{one.serial:X}",
        "names": [each.text for each in one.names if each.kind == "dns"][:_MOST_NAMES],
        "ips": [str(ipaddress.ip_address(each.octets)) for each in one.names if each.kind == "ip"][
            :_MOST_NAMES
        ],
        "not_before": one.not_before.isoformat(),
        "not_after": one.not_after.isoformat(),
        "key": key,
        "bits": bits,
        "hash": signature_facts(one.algorithm)[1],
        "is_ca": one.basic is not None and one.basic.is_authority,
        "is_self_signed": own in issuers,
        "issued_by": own if own in issuers else next(iter(issuers), None),
        "issuer_urls": [*one.places_of(Oid.ISSUERS)],
        "fingerprint": one.fingerprint,
    }


def _key(one: Certificate) -> tuple[str, int | None]:
    """Give the kind of a key and its bits, where bits tell how strong it is."""
    key = key_facts(one.key)
    return ("EdDSA", None) if key.kind in _EDWARDS else (key.kind, key.bits or None)


def _has_issued(issuer: Certificate, one: Certificate) -> bool:
    is_named = issuer.subject.key == one.issuer.key
    return is_named and has_signed(issuer.key, one.algorithm, one.signature, one.tbs)
