"""Facts that pass every gate, by kind of case: a test takes one thing away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from firstfix.engines.readiness import (
    Acceptance,
    AcceptanceOutcome,
    AccessFacts,
    Basic,
    BasicAnswer,
    CaseKind,
    ChangeFacts,
    CheckFact,
    ClosureFacts,
    EngineerFacts,
    EvidenceFact,
    FirmwareFacts,
    Medium,
    PartNeed,
    Purpose,
    ReadinessFacts,
    RemoteAttempt,
    SkillNeed,
    WorkFacts,
)

STARTS_AT = datetime(2026, 3, 10, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORKED_AT = STARTS_AT + HOUR
PROVED_AT = WORKED_AT + timedelta(minutes=10)
PURPOSE = {
    CaseKind.INCIDENT: Purpose.POST_FIX_CHECK,
    CaseKind.REQUEST: Purpose.FULFILMENT,
    CaseKind.INSTALLATION: Purpose.ACCEPTANCE_TEST,
    CaseKind.UPGRADE: Purpose.POST_CHECK,
    CaseKind.MAINTENANCE: Purpose.CHECKLIST,
}


def ready(kind: CaseKind, **changes) -> ReadinessFacts:
    """Give facts with which a truck of that kind may roll."""
    facts = ReadinessFacts(
        kind=kind,
        visit_starts_at=STARTS_AT,
        visit_ends_at=STARTS_AT + 2 * HOUR,
        visit_day=date(2026, 3, 10),
        remote_attempt=RemoteAttempt(tried="Cold restart over SSH, link stays down"),
        basics={basic: BasicAnswer(is_sound=True) for basic in Basic},
        hypothesis="PSU 2 is burnt out",
        are_parts_listed=True,
        parts=(PartNeed("PSU 920W", 1, reserved_count=1, in_van_count=1),),
        access=AccessFacts(
            is_confirmed=True,
            opens_at=STARTS_AT - HOUR,
            closes_at=STARTS_AT + 8 * HOUR,
            needs_escort=True,
            escort="Mr Ionescu",
            needs_legal_clearance=True,
            has_legal_clearance=True,
        ),
        skills=(SkillNeed("network"), SkillNeed("work at height", is_mandatory=True)),
        engineer=EngineerFacts(
            "Dana", {"network": None, "work at height": date(2026, 12, 31)}, has_read_safety_notes=True
        ),
        are_safety_notes_written=True,
        changes_configuration=True,
        change=ChangeFacts(True, True, STARTS_AT - HOUR, STARTS_AT + 4 * HOUR),
        firmware=FirmwareFacts("1.0", "3.0", ("2.0", "3.0"), ("2.0", "3.0"), frozenset({"2.0", "3.0"})),
        is_site_surveyed=True,
        pre_checks={"configuration saved": True},
        has_commissioning_plan=True,
        acceptance_criteria_count=4,
    )
    return replace(facts, **changes)


def proof(kind: CaseKind, **changes) -> EvidenceFact:
    """Give one piece of evidence that proves a fix of that kind."""
    piece = EvidenceFact(PURPOSE[kind], Medium.PROBE_RESULT, PROVED_AT, check="link", has_passed=True)
    return replace(piece, **changes)


def work(kind: CaseKind, **changes) -> WorkFacts:
    """Give work that is done, proved, accepted and on record."""
    facts = WorkFacts(
        kind=kind,
        last_work_at=WORKED_AT,
        evidence=(proof(kind),),
        checks=(CheckFact("fan spins", "passed"),),
        notes="Replaced PSU 2; both fans spin, link light green, no alarm for ten minutes.",
        time_entry_count=2,
        are_parts_stated=True,
        acceptance=Acceptance(AcceptanceOutcome.ACCEPTED, PROVED_AT),
    )
    return replace(facts, **changes)


def closable(kind: CaseKind, *, severity: int = 3, **changes) -> ClosureFacts:
    """Give a case that may be resolved; keywords change the case, or its work where they name that."""
    work_changes = {key: changes.pop(key) for key in list(changes) if key in WorkFacts.__dataclass_fields__}
    facts = ClosureFacts(
        work=work(kind, **work_changes),
        severity=severity,
        closure_code="fixed_on_site",
        root_cause="Power supply aged",
        visit_count=1,
    )
    return replace(facts, **changes)


def codes(verdict) -> list[str]:
    """Give the codes of what is missing."""
    return [lack.code for lack in verdict.missing]
