"""What was recorded about a visit, as the documents engine takes it: frozen, typed, with nothing worked out.

Every entry that carries somebody's words also carries ``visibility``; it has no default, because a
forgotten default is how an internal note reaches a customer (S1-D14). Times are aware and in UTC.
Evidence is named by ``evidence_id`` everywhere and shown by its number in the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from firstfix.engines.documents.model import Visibility

CheckPhase = Literal["before_fix", "after_fix"]
# ChecklistResult states of domain.md, "Lives"; an open one is not a result and is not reported.
CheckOutcome = Literal["pass", "fail", "not_applicable", "waived"]
HypothesisVerdict = Literal["open", "confirmed", "rejected"]
# TimeEntry kinds of domain.md, "Entities".
TimeKind = Literal["work", "travel", "on_call", "assist", "wait"]
SignOffDecision = Literal["accepted", "conditional", "refused"]
ClockOutcome = Literal["met", "missed", "running", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """The problem: how it was reported, and how it was judged. ``problem`` are the customer's words."""

    number: str
    title: str
    kind: str
    severity: str
    priority: str
    problem: str
    impact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """Whose site it is, where it is, its IANA zone, and who received the engineer."""

    customer: str
    site: str
    address: str
    zone: str
    contact_name: str = ""
    contact_role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetFacts:
    """The device worked on."""

    product: str
    serial: str
    firmware: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts:
    """Which visit, by whom, and what came of it (``outcome``: done, done_partial, not_done)."""

    number: str
    engineers: tuple[str, ...]
    outcome: str
    outcome_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineFact:
    """A stamp of the case's life: ``event`` is its code, for instance ``reported`` or ``restored``."""

    event: str
    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteAttemptFact:
    """What was tried without a visit, and what it showed."""

    attempt: str
    result: str
    by: str
    at: datetime
    visibility: Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class HypothesisFact:
    """A suspected cause with the evidence on either side."""

    statement: str
    verdict: HypothesisVerdict
    evidence_for: tuple[str, ...] = ()
    evidence_against: tuple[str, ...] = ()
    visibility: Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFact:
    """One checklist result: what was expected, what was seen (``value`` then ``unit``), by which evidence."""

    title: str
    phase: CheckPhase
    outcome: CheckOutcome
    performed_at: datetime
    value: str = ""
    unit: str = ""
    expected: str = ""
    reason: str = ""
    evidence: tuple[str, ...] = ()
    visibility: Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFact:
    """One corrective action; ``change_number`` names the approved change it ran under, if any."""

    action: str
    by: str
    at: datetime
    change_number: str = ""
    evidence: tuple[str, ...] = ()
    visibility: Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFact:
    """A part fitted, what came out for it, and where that went."""

    part_number: str
    description: str
    quantity: int = 1
    serial_in: str = ""
    serial_out: str = ""
    rma_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeFact:
    """Minutes of one person on one kind of time."""

    kind: TimeKind
    person: str
    minutes: int
    visibility: Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFact:
    """A piece of evidence: ``digest`` is its SHA-256 in hex, ``is_picture`` asks for it to be shown."""

    evidence_id: str
    label: str
    kind: str
    digest: str
    collected_at: datetime
    collected_by: str = ""
    is_picture: bool = False
    visibility: Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFact:
    """One service target and how it ended; ``promised_minutes`` and ``used_minutes`` are service time."""

    target: str
    outcome: ClockOutcome
    promised_minutes: int
    used_minutes: int
    due_at: datetime
    visibility: Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpFact:
    """What is still open, who owns it, and by when."""

    what: str
    owner: str
    due_at: datetime | None = None
    visibility: Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffFact:
    """The customer's answer. ``signed_hash`` is the content hash of the text that was put before them.

    ``signature_digest`` is the SHA-256 of a drawn signature, where there is one.
    """

    decision: SignOffDecision
    name: str
    signed_at: datetime
    signed_hash: str
    role: str = ""
    words: str = ""
    conditions: tuple[str, ...] = ()
    reason: str = ""
    signature_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverFact:
    """Why a section of the report stays empty."""

    section: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessFact:
    """One thing that had to be true before the visit, and whether it held, was missing or overridden."""

    name: str
    state: Literal["held", "missing", "overridden"]
    reason: str = ""
    visibility: Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """Everything a visit's documents are generated from (S0-P12: nothing is typed twice).

    ``observations`` are what was seen while looking for the cause, in the shape of an action.
    ``provider`` is the organisation that sent the engineer, ``language`` a BCP 47 tag.
    """

    case: CaseFacts
    place: PlaceFacts
    visit: VisitFacts
    asset: AssetFacts | None = None
    timeline: tuple[TimelineFact, ...] = ()
    remote_attempts: tuple[RemoteAttemptFact, ...] = ()
    readiness: tuple[ReadinessFact, ...] = ()
    hypotheses: tuple[HypothesisFact, ...] = ()
    checks: tuple[CheckFact, ...] = ()
    observations: tuple[ActionFact, ...] = ()
    actions: tuple[ActionFact, ...] = ()
    parts: tuple[PartFact, ...] = ()
    times: tuple[TimeFact, ...] = ()
    evidence: tuple[EvidenceFact, ...] = ()
    clocks: tuple[ClockFact, ...] = ()
    follow_ups: tuple[FollowUpFact, ...] = ()
    waivers: tuple[WaiverFact, ...] = ()
    sign_off: SignOffFact | None = None
    prepared_at: datetime
    ledger_head: str = ""
    language: str = "en"
    provider: str = ""
