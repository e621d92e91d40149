"""The kinds of case, and what each of them asks of a gate (domain.md, table under "Gates")."""

from enum import StrEnum

__all__ = ["CaseKind"]


class CaseKind(StrEnum):
    """What kind of case a piece of work belongs to; the value is what is stored."""

    INCIDENT = "incident"
    REQUEST = "request"
    INSTALLATION = "installation"
    UPGRADE = "upgrade"
    MAINTENANCE = "maintenance"
