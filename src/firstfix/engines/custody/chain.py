r"""Chains of hashes: what a ledger row, a link of a subject's chain and an erasable text hash to.

Each kind of hash starts with its own tag line, so that no text can pass for a link and no link for a
row. A row's hash is checked with stock tools: ``(printf 'firstfix/row/1\n'; cat body) | sha256sum``.

A link says: this subject, at this version, after that link, was touched by this row. Fields are
length-prefixed (8 bytes, big-endian), so that no two different links give the same bytes to hash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from firstfix.engines.custody.findings import Finding
from firstfix.engines.verdict import Scalar

__all__ = [
    "COMMITMENT_KEY",
    "GENESIS",
    "ChainCheck",
    "Link",
    "is_hash",
    "link_hash",
    "redeem",
    "row_hash",
    "salted_hash",
    "verify_chain",
]

GENESIS = "0" * 64  # stands where a subject's first link names its predecessor
COMMITMENT_KEY = "salted_sha256"  # a row's body says {"salted_sha256": hash} where an erasable text belongs

ROW_TAG = b"firstfix/row/1\n"
LINK_TAG = b"firstfix/link/1\n"
TEXT_TAG = b"firstfix/text/1\n"

MIN_SALT_BYTES = 16  # NIST SP 800-132, section 5.1: a salt has at least 128 random bits
MAX_VERSION = 2**63 - 1  # the largest integer both databases can store

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


def row_hash(body: bytes) -> str:
    """Give the hash of a ledger row over its stored canonical bytes, never over a new serialisation."""
    return sha256(ROW_TAG + body).hexdigest()


def link_hash(subject_type: str, subject_id: str, version: int, previous_hash: str, row_hash: str) -> str:
    """Give the hash of one link of a subject's chain; its 32 raw bytes are the leaf in the log.

    Raises ``ValueError`` for a version below 1 or too large, a hash that is not 64 lower-case
    hexadecimal digits, and a subject that is empty or not valid Unicode.
    """
    if not 1 <= version <= MAX_VERSION:
        raise ValueError(f"Version {version} of {subject_type} {subject_id} is not between 1 and 2^63 - 1.")
    if not subject_type or not subject_id:
        raise ValueError("A link needs the type and the id of its subject.")
    fields = (
        _utf8(subject_type),
        _utf8(subject_id),
        version.to_bytes(8, "big"),
        _raw(previous_hash, "previous hash"),
        _raw(row_hash, "row hash"),
    )
    return sha256(LINK_TAG + b"".join(map(_prefixed, fields))).hexdigest()


def salted_hash(salt: bytes, text: str) -> str:
    """Give the hash that stands in the ledger for a text kept elsewhere; the salt is erased with the text.

    Raises ``ValueError`` for a salt under 16 bytes, because a short one lets the text be guessed back.
    """
    if len(salt) < MIN_SALT_BYTES:
        raise ValueError(f"The salt has {len(salt)} bytes; give at least {MIN_SALT_BYTES} random bytes.")
    return sha256(TEXT_TAG + _prefixed(salt) + _prefixed(_utf8(text))).hexdigest()


def redeem(digest: str, *, salt: bytes, text: str) -> bool:
    """Tell whether ``text`` with ``salt`` is the text that ``digest`` stood for in the ledger."""
    if len(salt) < MIN_SALT_BYTES:
        return False
    return salted_hash(salt, text) == digest


def is_hash(text: object) -> bool:
    """Tell whether ``text`` is 64 lower-case hexadecimal digits."""
    return isinstance(text, str) and _HASH.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a subject's chain as it is stored; :meth:`of` computes the hash."""

    subject_type: str
    subject_id: str
    version: int
    previous_hash: str
    row_hash: str
    hash: str

    @classmethod
    def of(cls, subject_type: str, subject_id: str, *, after: Link | None, row_hash: str) -> Link:
        """Give the link that follows ``after`` (``None``: the first one) for the row with ``row_hash``."""
        version, previous = (1, GENESIS) if after is None else (after.version + 1, after.hash)
        digest = link_hash(subject_type, subject_id, version, previous, row_hash)
        return cls(subject_type, subject_id, version, previous, row_hash, digest)

    @property
    def subject(self) -> str:
        """Give the subject as it is shown in sentences, such as ``visit 0198-...``."""
        return f"{self.subject_type} {self.subject_id}"

    def is_intact(self) -> bool:
        """Tell whether the stored hash is the hash of the stored fields."""
        fields = (self.subject_type, self.subject_id, self.version, self.previous_hash, self.row_hash)
        try:
            return link_hash(*fields) == self.hash
        except ValueError:
            return False


@dataclass(slots=True)
class ChainCheck:
    """Follows the chains of any number of subjects at once; remembers the last link of each, no more."""

    _heads: dict[bytes, tuple[int, str]] = field(default_factory=dict)

    @property
    def subject_count(self) -> int:
        """Give the number of subjects seen."""
        return len(self._heads)

    def follow(self, link: Link) -> Finding | None:
        """Take the next link of its subject; give what is wrong with it, or ``None``.

        After a finding the chain goes on from this link, so that one fault is told once.
        """
        key = sha256(_prefixed(_utf8(link.subject_type)) + _utf8(link.subject_id)).digest()
        after, head = self._heads.get(key, (0, GENESIS))
        self._heads[key] = (max(after, link.version), link.hash)
        if not link.is_intact():
            return Finding("link_altered", {"subject": link.subject, "version": link.version})
        code = _fault(link, after, head)
        places: dict[str, Scalar] = {"subject": link.subject, "version": link.version, "after": after}
        return Finding(code, places) if code else None


def verify_chain(links: Iterable[Link]) -> tuple[Finding, ...]:
    """Give what is wrong with ``links``, of one subject or many, each subject's in version order."""
    check = ChainCheck()
    return tuple(finding for link in links if (finding := check.follow(link)))


def _fault(link: Link, after: int, head: str) -> str | None:
    if link.version > after + 1:
        return "version_missing"
    if link.version <= after:
        return "version_repeated"
    return None if link.previous_hash == head else "chain_broken"


def _prefixed(content: bytes) -> bytes:
    return len(content).to_bytes(8, "big") + content


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(
            "The text holds half of a surrogate pair, which is not valid Unicode; remove it."
        ) from None


def _raw(digest: str, name: str) -> bytes:
    if not is_hash(digest):
        raise ValueError(f"The {name} is not 64 lower-case hexadecimal digits.")
    return bytes.fromhex(digest)
