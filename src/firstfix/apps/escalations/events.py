"""What happens to escalations that others may react to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

__all__ = ["EscalationChanged", "EscalationCreated"]


@dataclass(frozen=True, slots=True)
class EscalationCreated:
    """Somebody began an escalation of a case."""

    escalation_id: UUID
    case_id: UUID


@dataclass(frozen=True, slots=True)
class EscalationChanged:
    """An escalation reached another state of its life."""

    escalation_id: UUID
    case_id: UUID
    state: str
