"""What is trusted: many certificates, found by their subject, read only when one is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from firstfix.engines.x509.certificate import Certificate, Malformed, read_certificate, subject_of
from firstfix.engines.x509.names import NameKey

__all__ = ["Anchors"]

# Stores have two or three roots of one name, from changes of keys.
_MOST_OF_A_NAME = 4


class Anchors:
    """A store of roots in DER. What cannot be read is left out: nothing is trusted by it."""

    def __init__(self, ders: Iterable[bytes]) -> None:
        self._by_subject: dict[NameKey, list[bytes]] = {}
        self._all: set[bytes] = set()
        for der in ders:
            try:
                key = subject_of(der).key
            except Malformed:
                continue
            if der not in self._all:
                self._by_subject.setdefault(key, []).append(der)
                self._all.add(der)

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, der: object) -> bool:
        return der in self._all

    def named(self, subject: NameKey) -> list[Certificate]:
        """Give the roots of a name."""
        return [each for der in self._by_subject.get(subject, ()) if (each := _read(der)) is not None]

    def issuers_among(self, chain: Iterable[bytes]) -> tuple[bytes, ...]:
        """Give the roots that certificates of a chain are, or name as their issuers; a few of each name."""
        read = [each for der in chain if (each := _read(der)) is not None]
        names = dict.fromkeys(name for each in read for name in (each.subject.key, each.issuer.key))
        return tuple(der for name in names for der in self._by_subject.get(name, ())[:_MOST_OF_A_NAME])

    def ders(self) -> frozenset[bytes]:
        """Give them all."""
        return frozenset(self._all)


def _read(der: bytes) -> Certificate | None:
    try:
        return read_certificate(der)
    except Malformed:
        return None
