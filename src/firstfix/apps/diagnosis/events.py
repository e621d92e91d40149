"""What happens to site checks and remediations that others may react to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

__all__ = ["DiagnosticRunRecorded", "DiagnosticRunWithdrawn", "RemediationChanged"]


@dataclass(frozen=True, slots=True)
class DiagnosticRunRecorded:
    """A run of site checks was taken in for a work order and judged."""

    run_id: UUID
    work_order_id: UUID
    case_id: UUID
    failure_count: int


@dataclass(frozen=True, slots=True)
class DiagnosticRunWithdrawn:
    """A run of site checks was taken back: nothing follows from it any more."""

    run_id: UUID
    work_order_id: UUID
    case_id: UUID


@dataclass(frozen=True, slots=True)
class RemediationChanged:
    """What a customer has to put right reached another state of its life."""

    remediation_id: UUID
    work_order_id: UUID
    state: str
