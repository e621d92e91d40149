"""What is asked about a chain, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from firstfix.engines.verdict import Scalar
from firstfix.engines.x509.anchors import Anchors
from firstfix.engines.x509.certificate import Certificate
from firstfix.engines.x509.oids import Oid
from firstfix.engines.x509.rule import Profile, Rule
from firstfix.engines.x509.rules import RULES

__all__ = [
    "ChainVerdict",
    "Defect",
    "MissingIssuer",
    "Purpose",
    "Question",
    "Role",
    "Standing",
    "Status",
    "defect",
]


# A subject of 2,000 attributes is an attack on whoever reads the sentence.
_MOST_SUBJECT = 200


class Role(StrEnum):
    """Where a certificate stands in a chain."""

    LEAF = "leaf"
    AUTHORITY = "authority"
    ANCHOR = "anchor"


class Purpose(StrEnum):
    """What the certificate is shown for."""

    SERVER = Oid.SERVER
    CLIENT = Oid.CLIENT


@dataclass(frozen=True, slots=True)
class Question:
    """A chain in DER as it was served, the server's own first, and what it is judged against.

    ``server`` is a host name or an address; empty asks for no name. ``mailboxes`` are asked of clients.
    ``most_authorities`` are those between root and leaf. ``spare`` are certificates that were not served and
    are known, to name the file that is missing. ``lists`` and ``answers`` are revocation lists and OCSP
    answers in DER; ``stapled`` the answer that the server sent, None where nobody looked.

    ``is_verified`` says that another verifier, such as the one that shook hands, found a way to one of these
    roots: then `cryptography` is not asked for the second opinion.
    """

    served: Sequence[bytes]
    at: datetime
    anchors: Anchors
    server: str = ""
    profile: Profile = Profile.FIELD
    purpose: Purpose = Purpose.SERVER
    mailboxes: tuple[str, ...] = ()
    most_authorities: int | None = None
    spare: Sequence[bytes] = ()
    lists: Sequence[bytes] = ()
    answers: Sequence[bytes] = ()
    stapled: bytes | None = None
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class Defect:
    """One rule that one certificate breaks. ``place`` is where it was served, None for what was not."""

    rule: Rule
    role: Role
    subject: str
    serial: str = ""
    fingerprint: str = ""
    place: int | None = None
    detail: str = ""

    @property
    def params(self) -> Mapping[str, Scalar]:
        """Give what fills the places of the sentence."""
        subject = self.subject[:_MOST_SUBJECT] or "(no subject)"
        return {"subject": subject, "detail": self.detail}

    def text(self) -> str:
        """Give the sentence in English with its places filled."""
        return self.rule.sentence.format(**self.params)


@dataclass(frozen=True, slots=True)
class MissingIssuer:
    """The certificate that has to be installed, as far as it is known.

    ``urls`` are where the certificate below says that it lies, ``der`` itself where it is at hand.
    """

    subject: str
    key_id: str
    below: str
    urls: tuple[str, ...] = ()
    der: bytes = b""


class Standing(StrEnum):
    """Whether a certificate was revoked, as far as it can be told."""

    GOOD = "good"
    REVOKED = "revoked"
    UNUSABLE = "unusable"
    """Something was said about it that proves nothing."""
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Status:
    """Whether one certificate of the path was revoked. ``detail`` is when and why, or why nobody can tell."""

    subject: str
    standing: Standing
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """Accepted or not, by which path, and every rule that is broken, the gravest first.

    ``defects`` are those that the profile refuses, ``remarks`` those that only stricter ones do.
    """

    is_accepted: bool
    path: tuple[Certificate, ...] = ()
    defects: tuple[Defect, ...] = ()
    remarks: tuple[Defect, ...] = ()
    missing: MissingIssuer | None = None
    statuses: tuple[Status, ...] = ()


def defect(code: str, one: Certificate, role: Role, place: int | None = None, *, detail: str = "") -> Defect:
    """Give that a certificate breaks a rule."""
    number = f"{one.serial:X}"
    return Defect(RULES[code], role, one.subject.text, number, one.fingerprint, place, detail[:300])
