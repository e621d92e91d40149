"""Readiness as a fact: may this truck roll, and does this engineer fit (domain.md, gate 1)."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext

from firstfix.apps.cases.models import BasicFinding, BasicsAnswer
from firstfix.apps.directory.models import Person, SafetyNotes
from firstfix.apps.visits.facts import needs
from firstfix.apps.visits.facts.gathering import gathered, gathered_people
from firstfix.apps.visits.models import (
    ReadinessAnswer,
    ReadinessCode,
    ReadinessItem,
    SafetyOccasion,
    Visit,
    WorkOrder,
)
from firstfix.engines.diagnosis.wording import told_again
from firstfix.engines.readiness import (
    AccessFacts,
    Basic,
    BasicAnswer,
    CaseKind,
    EngineerFacts,
    Prerequisite,
    ReadinessFacts,
    RemoteAttempt,
    Step,
    judge_engineer,
    judge_readiness,
)
from firstfix.engines.verdict import Verdict
from firstfix.kernel.facts import Question

__all__ = ["engineer_ready", "readiness"]

_STEPS = {
    "ready_work_order": Step.READY,
    "schedule_work_order": Step.SCHEDULE,
    "dispatch_work_order": Step.DISPATCH,
}
_NOT_ROLLED = ("proposed", "assigned", "accepted", "declined")


def readiness(question: Question) -> Verdict:
    """Give whether the work order is ready for the step that is asked for."""
    order = question.subject
    assert isinstance(order, WorkOrder)
    step = _STEPS.get(question.command, Step.DISPATCH)
    visit = _next_visit(order)
    return judge_readiness(_Reading(order, visit, question.now, visit and visit.engineer).facts(step))


def engineer_ready(question: Question) -> Verdict:
    """Give whether the engineer who is to be assigned fits the visit; ``engineer_id`` names them."""
    visit = question.subject
    assert isinstance(visit, Visit)
    chosen = _person(visit, question.given.get("engineer_id") or visit.engineer_id)
    planned = _as_planned(visit, question)
    return judge_engineer(_Reading(visit.work_order, planned, question.now, chosen).engineer_facts())


def _person(visit: Visit, person_id: Any) -> Person | None:
    return gathered_people(visit).get(person_id) or Person.objects.filter(pk=person_id).first()


def _as_planned(visit: Visit, question: Question) -> Visit:
    """Give the visit with the times that it is to be assigned for; the row itself stays as it is."""
    planned = copy(visit)
    planned.planned_start_at = question.given.get("start_at") or visit.planned_start_at
    planned.planned_end_at = question.given.get("end_at") or visit.planned_end_at
    return planned


def _next_visit(order: WorkOrder) -> Visit | None:
    waiting = order.visits.filter(state__in=_NOT_ROLLED).select_related("engineer")
    return waiting.order_by("planned_start_at", "sequence").first()


@dataclass
class _Reading:
    """The rows behind one question, each read once."""

    order: WorkOrder
    visit: Visit | None
    now: datetime
    engineer: Person | None

    @cached_property
    def _rows(self) -> list[ReadinessItem]:
        return list(gathered(self.order, "readiness_items"))

    @cached_property
    def items(self) -> dict[str, ReadinessItem]:
        """Give the answered readiness questions by code; prerequisites are many and left out."""
        return {row.code: row for row in self._rows if row.code != ReadinessCode.PREREQUISITE}

    def _prerequisites(self) -> tuple[Prerequisite, ...]:
        """Give what was looked at; what a person found not applicable is asked of nobody."""
        answered = (ReadinessAnswer.YES, ReadinessAnswer.NO)
        rows = (
            row for row in self._rows if row.code == ReadinessCode.PREREQUISITE and row.answer in answered
        )
        found = sorted(rows, key=lambda row: row.name)
        return tuple(
            Prerequisite(row.name, row.answer == ReadinessAnswer.YES, told_again(row.text, gettext))
            for row in found
        )

    @property
    def day(self) -> date | None:
        """Give the last day of the visit on the site's own calendar."""
        if self.visit is None or self.visit.planned_end_at is None:
            return None
        return self.order.site.local_time(self.visit.planned_end_at).date()

    def engineer_facts(self) -> ReadinessFacts:
        """Give what the engineer's own gate asks, and read nothing else: a plan asks it for every visit."""
        return ReadinessFacts(
            kind=CaseKind(self.order.case.kind),
            step=Step.DISPATCH,
            visit_starts_at=self.visit and self.visit.planned_start_at,
            visit_ends_at=self.visit and self.visit.planned_end_at,
            visit_day=self.day,
            are_parts_listed=self._is_yes(ReadinessCode.PARTS_LIST),
            parts=needs.parts(self.order, self.engineer),
            skills=needs.skills(self.order),
            engineer=self._engineer(has_read_safety_notes=False),
        )

    def facts(self, step: Step) -> ReadinessFacts:
        """Give everything that the engine asks, in its own words."""
        order, case = self.order, self.order.case
        question = self.items.get(ReadinessCode.CHANGE_QUESTION)
        is_answered = question is not None and question.answer in ("yes", "no")
        governing = needs.governing_changes(order)
        hypothesis = case.hypotheses.standing().order_by("-stated_at", "-id").first()
        return ReadinessFacts(
            kind=CaseKind(case.kind),
            step=step,
            visit_starts_at=self.visit and self.visit.planned_start_at,
            visit_ends_at=self.visit and self.visit.planned_end_at,
            visit_day=self.day,
            remote_attempt=_remote_attempt(case),
            basics=_basics(case),
            hypothesis=hypothesis.statement if hypothesis else "",
            are_parts_listed=self._is_yes(ReadinessCode.PARTS_LIST),
            parts=needs.parts(order, self.engineer),
            access=self._access(),
            skills=needs.skills(order),
            engineer=self._engineer(has_read_safety_notes=self._has_read_notes()),
            are_safety_notes_written=self._notes is not None,
            prerequisites=self._prerequisites(),
            changes_configuration=question.answer == "yes" if question and is_answered else None,
            change=needs.change(governing),
            firmware=needs.firmware(order),
            is_site_surveyed=self._is_yes(ReadinessCode.SITE_SURVEY),
            pre_checks=needs.pre_checks(order, governing),
            has_commissioning_plan=self._is_yes(ReadinessCode.COMMISSIONING_PLAN),
            acceptance_criteria_count=order.acceptance_criteria.count(),
        )

    @cached_property
    def _notes(self) -> SafetyNotes | None:
        return SafetyNotes.objects.in_force(self.order.site)

    def _is_yes(self, code: ReadinessCode) -> bool:
        found = self.items.get(code)
        has_lapsed = found is not None and found.expires_at is not None and found.expires_at <= self.now
        return found is not None and found.answer == ReadinessAnswer.YES and not has_lapsed

    def _access(self) -> AccessFacts:
        found = self.items.get(ReadinessCode.ACCESS)
        escort = self.items.get(ReadinessCode.ESCORT)
        return AccessFacts(
            is_confirmed=self._is_yes(ReadinessCode.ACCESS),
            opens_at=found and found.opens_at,
            closes_at=found and found.closes_at,
            valid_until=found and found.expires_at,
            needs_escort=self.order.site.needs_escort,
            escort=escort.text if escort and self._holds_at_visit(ReadinessCode.ESCORT) else "",
            needs_legal_clearance=self.order.site.needs_legal_clearance,
            has_legal_clearance=self._holds_at_visit(ReadinessCode.CLEARANCE),
        )

    def _holds_at_visit(self, code: ReadinessCode) -> bool:
        # The engine knows an end for the confirmation only; what lapses before the visit ends is not given.
        ends_at = (self.visit and self.visit.planned_end_at) or self.now
        found = self.items.get(code)
        return self._is_yes(code) and not (found and found.expires_at and found.expires_at < ends_at)

    def _engineer(self, *, has_read_safety_notes: bool) -> EngineerFacts | None:
        if self.engineer is None:
            return None
        is_supervised = self.visit is not None and self.visit.supervisor_id is not None
        return EngineerFacts(
            name=self.engineer.name,
            skills=needs.held_skills(self.order, self._crew(), self.day, is_supervised=is_supervised),
            has_read_safety_notes=has_read_safety_notes,
        )

    def _crew(self) -> list[Any]:
        engineer_id = self.engineer.pk if self.engineer else None
        crew = gathered(self.visit, "crew") if self.visit else ()
        return [engineer_id, *(one.person_id for one in crew)]

    def _has_read_notes(self) -> bool:
        if self.visit is None or self._notes is None or self.engineer is None:
            return False
        return self.visit.safety_acknowledgements.filter(
            person=self.engineer, notes=self._notes, occasion=SafetyOccasion.BEFORE_TRAVEL
        ).exists()


def _remote_attempt(case: Any) -> RemoteAttempt | None:
    found = case.remote_attempts.order_by("-attempted_at", "-id").first()
    return found and RemoteAttempt(found.tried, found.ruled_out_because)


def _basics(case: Any) -> dict[Basic, BasicAnswer]:
    newest = case.basics.latest_by_basic()
    return {Basic(code): _basic(answer) for code, answer in newest.items()}


def _basic(answer: BasicsAnswer) -> BasicAnswer:
    if answer.answer == BasicFinding.WAIVED:
        return BasicAnswer(waived_because=answer.waived_because)
    return BasicAnswer(is_sound=answer.answer == BasicFinding.SOUND)
