"""The facts about work done, which visits, work orders and cases are judged by at their end.

All times are UTC and aware. They are the times at which a thing happened (device time within its
accepted bounds, else server time), not at which it was received.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from firstfix.engines.readiness.kinds import CaseKind

__all__ = [
    "Acceptance",
    "AcceptanceOutcome",
    "CheckFact",
    "ClosureFacts",
    "EvidenceFact",
    "Medium",
    "Purpose",
    "RepeatCause",
    "WorkFacts",
    "WorkOrderClosureFacts",
]


class Medium(StrEnum):
    """What a piece of evidence is made of (domain.md, "Words")."""

    LOG = "log"
    VALUE = "value"
    PHOTO = "photo"
    SCREENSHOT = "screenshot"
    CAPTURE = "capture"
    CONFIGURATION = "configuration"
    PROBE_RESULT = "probe_result"
    DOCUMENT = "document"


class Purpose(StrEnum):
    """What a piece of evidence is there to prove (domain.md, row "evidence at closure")."""

    DIAGNOSIS = "diagnosis"
    POST_FIX_CHECK = "post_fix_check"
    FULFILMENT = "fulfilment"
    ACCEPTANCE_TEST = "acceptance_test"
    POST_CHECK = "post_check"
    CHECKLIST = "checklist"


class AcceptanceOutcome(StrEnum):
    """What the customer said to the work."""

    ACCEPTED = "accepted"
    CONDITIONAL = "conditional"
    REFUSED = "refused"


class RepeatCause(StrEnum):
    """Why a case needed more than one visit (S0-P18)."""

    WRONG_PART = "wrong_part"
    NO_ACCESS = "no_access"
    WRONG_DIAGNOSIS = "wrong_diagnosis"
    INCOMPLETE_FIX = "incomplete_fix"
    NEW_FAULT = "new_fault"


@dataclass(frozen=True, slots=True)
class EvidenceFact:
    """One piece of evidence.

    ``check`` names what was looked at, so that a later look at the same thing replaces an earlier one.
    ``has_passed`` is what it shows, ``None`` where the piece itself has no result (a photo, a log).
    ``is_a_persons`` is false for what a machine suggested and nobody reviewed (S1-A06).
    """

    purpose: Purpose
    medium: Medium
    collected_at: datetime
    check: str = ""
    has_passed: bool | None = None
    is_a_persons: bool = True


@dataclass(frozen=True, slots=True)
class CheckFact:
    """One line of a checklist, of acceptance criteria or of post-checks.

    ``state`` is a state of the checklist result table. ``is_exception_accepted`` tells whether the
    customer accepted that this line stays open or failed (S1-F12).
    """

    name: str
    state: str
    is_exception_accepted: bool = False


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the customer said, when; a refusal and a condition carry their reason."""

    outcome: AcceptanceOutcome
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """What is on record about the work: shared by the ends of a visit, a work order and a case.

    ``last_work_at`` is the end of the last work or change, remote or on site; ``None`` if there is none.
    ``are_parts_stated`` is true once the parts used are recorded, or that none was; ``unsettled_parts``
    are reserved parts that are neither used nor on their way back. ``unmatched_changes`` are differences
    of configuration without an approved change (S1-X02).
    """

    kind: CaseKind
    last_work_at: datetime | None = None
    evidence: tuple[EvidenceFact, ...] = ()
    checks: tuple[CheckFact, ...] = ()
    notes: str = ""
    time_entry_count: int = 0
    are_parts_stated: bool = False
    unsettled_parts: tuple[str, ...] = ()
    unmatched_changes: tuple[str, ...] = ()
    acceptance: Acceptance | None = None
    is_partial: bool = False
    is_partial_approved: bool = False


@dataclass(frozen=True, slots=True)
class WorkOrderClosureFacts:
    """What is asked before a work order is reported done or partly done.

    ``aborted_visits`` map each aborted visit to its cause, empty where none is recorded.
    """

    work: WorkFacts
    open_visits: tuple[str, ...] = ()
    aborted_visits: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ClosureFacts:
    """What is asked before a case is resolved.

    ``severity`` is 1 to 4, ``None`` where nobody set it. Of ``root_cause`` and
    ``root_cause_unknown_because`` one is said; the same for ``knowledge`` (a link) and its waiver.
    ``visit_count`` counts the visits whose truck rolled.
    """

    work: WorkFacts
    severity: int | None = None
    closure_code: str = ""
    root_cause: str = ""
    root_cause_unknown_because: str = ""
    knowledge: str = ""
    knowledge_waived_because: str = ""
    open_work_orders: tuple[str, ...] = ()
    open_visits: tuple[str, ...] = ()
    aborted_visits: Mapping[str, str] | None = None
    visit_count: int = 0
    repeat_cause: RepeatCause | None = None
