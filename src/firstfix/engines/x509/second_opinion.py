"""What `cryptography`'s verifier says about a path. Loading it takes longer than judging a chain."""

from __future__ import annotations

import ipaddress
import warnings
from collections.abc import Sequence
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from firstfix.engines.x509.certificate import Certificate
from firstfix.engines.x509.verdict import Purpose, Question

__all__ = ["loaded", "second_opinion"]

_READ_ERRORS = (ValueError, TypeError, UnsupportedAlgorithm, OverflowError)


def second_opinion(question: Question, path: Sequence[Certificate]) -> str:
    """Give why `cryptography` refuses a path that was found, empty where it accepts it.

    It is asked about this path alone: the root that it ends at, and the certificates between.
    """
    try:
        leaf, *between, root = (
            [loaded(each.der) for each in path] if len(path) > 1 else [loaded(path[0].der)] * 2
        )
        builder = PolicyBuilder().store(Store([root])).time(question.at.replace(tzinfo=None))
        if question.purpose is Purpose.CLIENT:
            builder.build_client_verifier().verify(leaf, between)
        else:
            builder.build_server_verifier(_subject(question.server)).verify(leaf, between)
    except VerificationError as error:
        return str(error)[:300]
    except _READ_ERRORS as error:
        return f"it cannot be read: {error}"[:300]
    return ""


@lru_cache(maxsize=256)
def loaded(der: bytes) -> x509.Certificate:
    """Give a certificate as `cryptography` reads it. Raises ValueError."""
    with warnings.catch_warnings():
        # What it warns of is said by rules of ours.
        warnings.simplefilter("ignore")
        return x509.load_der_x509_certificate(der)


def _subject(server: str) -> x509.DNSName | x509.IPAddress:
    try:
        return x509.IPAddress(ipaddress.ip_address(server))
    except ValueError:
        return x509.DNSName(server)
