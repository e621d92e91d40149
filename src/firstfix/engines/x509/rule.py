"""What a rule is, and whose eyes it is judged with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Profile", "Rule"]


class Profile(StrEnum):
    """Whose eyes are used."""

    FIELD = "field"
    """What clients in the field refuse: OpenSSL, browsers, Schannel, Java; for private authorities too."""
    STANDARD = "standard"
    """RFC 5280 to the letter, as strict clients read it (Python 3.13 and newer, Go)."""
    WEB = "web"
    """The Baseline Requirements of the CA/Browser Forum on top, for publicly trusted certificates."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``sentence`` has ``{subject}`` and ``{detail}``; ``refused_by`` is who minds."""

    code: str
    sentence: str
    source: str
    refused_by: frozenset[Profile]
