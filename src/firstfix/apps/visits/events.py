"""What happens to work orders, visits and changes that others may react to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

__all__ = [
    "ChangeChanged",
    "CheckedIn",
    "PartUsed",
    "ReadinessOverridden",
    "ReportMade",
    "ReportsErased",
    "VisitAborted",
    "VisitChanged",
    "VisitCompleted",
    "VisitProposed",
    "VisitSigned",
    "WorkOrderChanged",
    "WorkOrderCreated",
    "WorkStopped",
]


@dataclass(frozen=True, slots=True)
class WorkOrderCreated:
    """A case got a work order."""

    work_order_id: UUID
    case_id: UUID


@dataclass(frozen=True, slots=True)
class WorkOrderChanged:
    """A work order reached another state of its life."""

    work_order_id: UUID
    case_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class ReadinessOverridden:
    """A right went round the readiness gate; the reason stands in the override."""

    work_order_id: UUID
    override_id: UUID


@dataclass(frozen=True, slots=True)
class VisitProposed:
    """A work order got a visit with a day."""

    visit_id: UUID
    work_order_id: UUID


@dataclass(frozen=True, slots=True)
class VisitChanged:
    """A visit reached another state of its life."""

    visit_id: UUID
    work_order_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """An engineer arrived on site."""

    visit_id: UUID
    case_id: UUID
    person_id: UUID
    checked_in_at: datetime


@dataclass(frozen=True, slots=True)
class WorkStopped:
    """Somebody stopped unsafe work."""

    visit_id: UUID
    stop_work_id: UUID


@dataclass(frozen=True, slots=True)
class PartUsed:
    """A part was fitted; its stock move was made with it."""

    visit_id: UUID
    part_use_id: UUID


@dataclass(frozen=True, slots=True)
class VisitSigned:
    """The customer accepted, set conditions or refused: see ``outcome``."""

    visit_id: UUID
    sign_off_id: UUID
    outcome: str


@dataclass(frozen=True, slots=True)
class VisitAborted:
    """A visit ended before its work was done."""

    visit_id: UUID
    case_id: UUID
    cause: str


@dataclass(frozen=True, slots=True)
class VisitCompleted:
    """A visit is over and its time and parts are on record."""

    visit_id: UUID
    case_id: UUID
    result: str


@dataclass(frozen=True, slots=True)
class ReportMade:
    """A service report was made or made anew."""

    visit_id: UUID
    report_id: UUID


@dataclass(frozen=True, slots=True)
class ChangeChanged:
    """A change reached another state of its life."""

    change_id: UUID
    case_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class ReportsErased:
    """The service reports of a case outlived their time; the bytes of their PDFs are still to be cleared."""

    case_id: UUID
