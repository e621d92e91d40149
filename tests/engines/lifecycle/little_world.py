"""A small world for the storm: one case with its orders, visits and parts, moved only by judged commands.

The engines judge; this file adds the memory. What the world thinks of the result is in `opinion.py`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from firstfix.engines.lifecycle import BEGINNING, MACHINES, Refused, judge_transition
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
    PartUseFacts,
    Purpose,
    ReadinessFacts,
    RemoteAttempt,
    RepeatCause,
    SkillNeed,
    Step,
    WorkFacts,
    WorkOrderClosureFacts,
    judge_case_closure,
    judge_engineer,
    judge_evidence_after_fix,
    judge_part_use,
    judge_readiness,
    judge_time_and_parts,
    judge_work_order_closure,
)
from firstfix.engines.verdict import Missing, Verdict

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
PURPOSES = {
    "incident": "post_fix_check",
    "request": "fulfilment",
    "installation": "acceptance_test",
    "upgrade": "post_check",
    "maintenance": "checklist",
}
FLAGS = (
    "remote", "basics", "survey", "pre_checks", "hypothesis", "parts", "access", "skills", "certificate",
    "safety_written", "safety_read", "change", "rollback", "plan", "firmware", "clearance",
)  # fmt: skip
WAIVED_CODES = (
    "remote_attempt", "basic", "hypothesis", "parts_not_listed", "access", "skill", "change_approval",
    "rollback_plan", "site_survey", "pre_checks", "commissioning_plan", "acceptance_criteria",
    "firmware_path", "safety_notes", "safety_notes_read", "clearance", "skill_expired", "window",
)  # fmt: skip


@dataclass
class Subject:
    """One thing with a life."""

    machine: str
    state: str = BEGINNING
    parent: Subject | None = None
    flags: set[str] = field(default_factory=set)
    waived: set[str] = field(default_factory=set)
    cause: str = ""

    def is_over(self) -> bool:
        return self.state == BEGINNING or MACHINES[self.machine].is_over(self.state)


class World:
    """The case, what hangs on it, and what is on record about it."""

    def __init__(self, seed: int, blind: str = "") -> None:
        self.dice = random.Random(seed)
        self.blind = blind
        self.wildness = self.dice.choice((0.01, 0.05, 0.3))
        self.kind = self.dice.choice(tuple(CaseKind))
        self.now = START
        self.case = Subject("case")
        self.orders = [Subject("work_order", parent=self.case) for _ in range(self.dice.choice((0, 1, 1, 2)))]
        self.visits = [
            Subject("visit", parent=order)
            for order in self.orders
            for _ in range(self.dice.choice((1, 1, 2)))
        ]
        self.parts = [
            Subject("reservation", parent=order) for order in self.orders[: self.dice.randint(0, 1)]
        ]
        self.rolled: list[Subject] = []
        self.evidence: list[EvidenceFact] = []
        self.last_work_at: datetime | None = None
        self.words: dict[str, str] = {}
        self.acceptance: Acceptance | None = None
        self.check_state = "open"
        self.severity: int | None = None
        self.time_count = 0
        self.is_partial = self.dice.random() < 0.2

    @property
    def subjects(self) -> list[Subject]:
        return [self.case, *self.orders, *self.visits, *self.parts]

    def try_command(self, subject: Subject, command: str) -> Refused | str:
        """Give the new state, or the refusal; only this changes a state."""
        self.now += timedelta(minutes=self.dice.randint(1, 30))
        machine = MACHINES[subject.machine]
        row = machine.find(subject.state, command)
        answers = {need: self.answer(need, subject) for need in row.needs} if row else {}
        judged = judge_transition(machine, subject.state, command, answers)
        if isinstance(judged, Refused):
            return judged
        subject.state = judged.target
        self._afterwards(subject, command)
        return judged.target

    def _afterwards(self, subject: Subject, command: str) -> None:
        if command in {"start_work", "resume_work", "consume_part"}:
            self.last_work_at = self.now
        if command in {"start_travel", "check_in"} and subject not in self.rolled:
            self.rolled.append(subject)
        if command == "stop_work":
            subject.flags -= {"acknowledged", "cleared"}
        if command == "abort_visit":
            subject.cause = self.dice.choice(("", "no_access"))

    # What the gates are told.

    def answer(self, need: str, subject: Subject) -> Verdict | None:
        if need == self.blind:
            return Verdict(need)
        if self.dice.random() < 0.02:
            return None
        return getattr(self, f"_{need}")(subject)

    def _closure_of_case(self, case: Subject) -> Verdict:
        return judge_case_closure(self.closure_facts())

    def _closure_of_work_order(self, order: Subject) -> Verdict:
        mine = [visit for visit in self.visits if visit.parent is order]
        return judge_work_order_closure(
            WorkOrderClosureFacts(self.work_facts(), open_names(mine), aborted_visits(mine))
        )

    def _readiness(self, order: Subject) -> Verdict:
        verdict = judge_readiness(self.readiness_facts(order))
        return verdict.overridden(order.waived)

    def _engineer_ready(self, visit: Subject) -> Verdict:
        return judge_engineer(self.readiness_facts(visit.parent))

    def _evidence_after_fix(self, visit: Subject) -> Verdict:
        return judge_evidence_after_fix(self.work_facts())

    def _time_and_parts(self, visit: Subject) -> Verdict:
        return judge_time_and_parts(self.work_facts())

    def _part_use(self, part: Subject) -> Verdict:
        flags = part.flags
        return judge_part_use(
            PartUseFacts(
                self.kind,
                "PSU",
                "PSU burnt out" if "why" in flags else "",
                self.dice.choice(("open", "supported")),
                failing_check="probe 7" if "failing" in flags else "",
                is_on_bill_of_materials="planned" in flags,
                is_on_request="planned" in flags,
                is_on_change="planned" in flags,
                is_on_template="planned" in flags,
            )
        )

    def _work_order_dispatched(self, visit: Subject) -> Verdict:
        return _fact("work_order_dispatched", visit.parent.state == "dispatched")

    def _safety_acknowledged(self, visit: Subject) -> Verdict:
        return _fact("safety_acknowledged", "acknowledged" in visit.flags)

    def _hazard_cleared(self, visit: Subject) -> Verdict:
        return _fact("hazard_cleared", "cleared" in visit.flags)

    def _change_matches(self, visit: Subject) -> Verdict:
        return _fact("change_matches", "drift" not in self.words)

    def work_facts(self) -> WorkFacts:
        return WorkFacts(
            kind=self.kind,
            last_work_at=self.last_work_at,
            evidence=tuple(self.evidence),
            checks=(CheckFact("fan", self.check_state),),
            notes=self.words.get("notes", ""),
            time_entry_count=self.time_count,
            are_parts_stated="parts" in self.words,
            unsettled_parts=tuple(part.state for part in self.parts if not part.is_over()),
            unmatched_changes=("mtu",) if "drift" in self.words else (),
            acceptance=self.acceptance,
            is_partial=self.is_partial,
            is_partial_approved="approved" in self.words,
        )

    def closure_facts(self) -> ClosureFacts:
        return ClosureFacts(
            work=self.work_facts(),
            severity=self.severity,
            closure_code=self.words.get("code", ""),
            root_cause=self.words.get("cause", ""),
            root_cause_unknown_because=self.words.get("unknown", ""),
            knowledge=self.words.get("article", ""),
            knowledge_waived_because=self.words.get("waiver", ""),
            open_work_orders=open_names(self.orders),
            open_visits=open_names(self.visits),
            aborted_visits=aborted_visits(self.visits),
            visit_count=len(self.rolled),
            repeat_cause=RepeatCause.NEW_FAULT if "repeat" in self.words else None,
        )

    def readiness_facts(self, order: Subject) -> ReadinessFacts:
        has = order.flags.__contains__
        day = self.now + timedelta(days=1)
        valid = {"network": None} if has("skills") else {}
        valid |= {"height": (day + timedelta(days=9 if has("certificate") else -9)).date()}
        return ReadinessFacts(
            kind=self.kind,
            step=Step.DISPATCH,
            visit_starts_at=day,
            visit_day=day.date(),
            remote_attempt=RemoteAttempt(tried="cold restart by SSH") if has("remote") else None,
            basics={basic: BasicAnswer(is_sound=True) for basic in Basic} if has("basics") else {},
            hypothesis="PSU burnt out" if has("hypothesis") else "",
            are_parts_listed=has("parts"),
            parts=(PartNeed("PSU", 1, 1, 1),) if has("parts") else (),
            access=AccessFacts(
                has("access"), day, day, needs_legal_clearance=True, has_legal_clearance=has("clearance")
            ),
            skills=(SkillNeed("network"), SkillNeed("height", is_mandatory=True)),
            engineer=EngineerFacts("Ana", valid, has("safety_read")),
            are_safety_notes_written=has("safety_written"),
            changes_configuration=True,
            change=ChangeFacts(has("change"), has("rollback")),
            firmware=FirmwareFacts("1", "2", ("2",), ("2",), frozenset("2")) if has("firmware") else None,
            is_site_surveyed=has("survey"),
            pre_checks={"backup": True} if has("pre_checks") else {},
            has_commissioning_plan=has("plan"),
            acceptance_criteria_count=1 if has("plan") else 0,
        )

    # What people write down; recording is never refused.

    def record_something(self) -> None:
        self.now += timedelta(minutes=self.dice.randint(0, 20))
        getattr(self, self.dice.choice(RECORDINGS))()

    def record_evidence(self) -> None:
        # Every third piece was collected long ago and only arrives now: the phone was offline.
        ago = timedelta(minutes=self.dice.choice((0, 0, 300)))
        purpose = (
            Purpose(PURPOSES[self.kind]) if self.dice.random() < 0.8 else self.dice.choice(tuple(Purpose))
        )
        medium = self.dice.choice((Medium.PROBE_RESULT, Medium.VALUE, Medium.CONFIGURATION))
        is_a_persons = self.dice.random() < 0.9
        for check in self.dice.choice((("fan",), ("fan", "link"))):
            has_passed = self.dice.random() < 0.8
            self.evidence.append(
                EvidenceFact(purpose, medium, self.now - ago, check, has_passed, is_a_persons)
            )

    def record_time(self) -> None:
        self.time_count += 1
        self.last_work_at = max(self.now - timedelta(minutes=10), self.last_work_at or START)

    def record_words(self) -> None:
        key, text = self.dice.choice(WORDS)
        self.words[key] = text

    def settle_words(self) -> None:
        self.words.pop("drift", None)
        self.words |= {"notes": "Replaced PSU, fan spins, link up", "code": "fixed", "cause": "PSU burnt out"}
        self.words |= self.dice.choice(({}, {"parts": "PSU", "approved": "lead", "article": "KB 12"}))

    def record_acceptance(self) -> None:
        self.acceptance = Acceptance(self.dice.choice(tuple(AcceptanceOutcome)), self.now, "label missing")

    def record_check(self) -> None:
        self.check_state = self.dice.choice(("open", "failed", "passed", "passed", "waived"))

    def set_severity(self) -> None:
        self.severity = self.dice.randint(1, 4)

    def prepare_order(self) -> None:
        for order in self.orders:
            self._prepare(order)

    def _prepare(self, order: Subject) -> None:
        order.flags |= set(self.dice.sample(FLAGS, 8)) if self.dice.random() < 0.7 else set(FLAGS)
        order.flags -= {self.dice.choice(FLAGS)} if self.dice.random() < 0.4 else set()
        order.waived = set(WAIVED_CODES) if self.dice.random() < 0.1 else set()

    def prepare_visit(self) -> None:
        for visit in self.visits:
            visit.flags.update(self.dice.sample(("acknowledged", "cleared"), 1))
        for part in self.parts:
            part.flags.update(self.dice.sample(("why", "failing", "planned"), 2))


RECORDINGS = (
    "record_evidence", "record_evidence", "record_evidence", "record_time", "record_words", "settle_words",
    "record_acceptance", "record_acceptance", "record_check", "set_severity", "prepare_order",
    "prepare_order", "prepare_visit", "prepare_visit",
)  # fmt: skip
WORDS = (
    ("notes", "resolved"), ("notes", "done, ok"), ("parts", "none"), ("parts", "none"), ("drift", "mtu"),
    ("article", "KB 12"), ("waiver", "known error 3"), ("unknown", "log overwritten"), ("repeat", "new"),
    ("approved", "lead"),
)  # fmt: skip


def _fact(gate: str, is_true: bool) -> Verdict:
    return Verdict(gate, missing=() if is_true else (Missing(gate, "not so"),))


def open_names(subjects: list[Subject]) -> tuple[str, ...]:
    return tuple(f"{subject.machine} {subject.state}" for subject in subjects if not subject.is_over())


def aborted_visits(visits: list[Subject]) -> dict[str, str]:
    aborted = [visit for visit in visits if visit.state == "aborted"]
    return {str(number): visit.cause for number, visit in enumerate(aborted)}
