"""Certificates: is this chain good for this server at this time, and if not, which one breaks which rule.

``judge_chain(Question(served, at, Anchors(roots), server=...))`` gives a verdict with its path, every rule
that is broken and by whom, the certificate that is missing, and who was revoked. Nothing is fetched and no
clock is asked; whatever bytes are served, no exception leaves it.
"""

from firstfix.engines.x509.anchors import Anchors
from firstfix.engines.x509.certificate import Certificate, Malformed, read_certificate
from firstfix.engines.x509.judging import judge_chain
from firstfix.engines.x509.rule import Profile, Rule
from firstfix.engines.x509.rules import RULES
from firstfix.engines.x509.verdict import (
    ChainVerdict,
    Defect,
    MissingIssuer,
    Purpose,
    Question,
    Role,
    Standing,
    Status,
)

__all__ = [
    "RULES",
    "Anchors",
    "Certificate",
    "ChainVerdict",
    "Defect",
    "Malformed",
    "MissingIssuer",
    "Profile",
    "Purpose",
    "Question",
    "Role",
    "Rule",
    "Standing",
    "Status",
    "judge_chain",
    "read_certificate",
]
