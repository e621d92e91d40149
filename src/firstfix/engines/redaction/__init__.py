"""Secrets and personal data in text: found by rules, replaced consistently, judged by audience.

``redact(text, kinds=...)`` gives the text without them, ``contains_secret(text)`` names the kinds of
credentials in it, ``kinds_for(audience)`` is the policy. The outgoing point and the refusal of
credentials in notes (S1-G04, S1-X07) call nothing else.
"""

from firstfix.engines.redaction.policy import AUDIENCES, PERSONAL_KINDS, SECRET_KINDS, Audience, kinds_for
from firstfix.engines.redaction.redact import Redacted, Replacement, contains_secret, redact

__all__ = [
    "AUDIENCES",
    "PERSONAL_KINDS",
    "SECRET_KINDS",
    "Audience",
    "Redacted",
    "Replacement",
    "contains_secret",
    "kinds_for",
    "redact",
]
