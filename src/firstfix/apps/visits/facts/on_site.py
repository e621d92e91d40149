"""The gates on site as facts: the truck was let go, the hazards are read and cleared, a part is needed."""

from __future__ import annotations

from firstfix.apps.assets.models import Reservation
from firstfix.apps.cases.models import Case, Hypothesis
from firstfix.apps.directory.models import SafetyNotes
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.visits.facts.checks import wording_of
from firstfix.apps.visits.models import (
    ChecklistPurpose,
    ChecklistResult,
    PartNeed,
    PartSource,
    SafetyOccasion,
    Visit,
    WorkOrder,
)
from firstfix.engines.readiness import (
    CaseKind,
    PartUseFacts,
    SafetyFacts,
    judge_dispatch,
    judge_hazard,
    judge_part_use,
    judge_safety,
)
from firstfix.engines.verdict import Verdict
from firstfix.kernel.facts import Question

__all__ = ["hazard_cleared", "part_use", "safety_acknowledged", "work_order_dispatched"]

_APPROVED_CHANGE = ("approved", "scheduled", "pre_checked", "executing", "post_checked")


def work_order_dispatched(question: Question) -> Verdict:
    """Give whether the visit's work order is dispatched."""
    return judge_dispatch(_visit(question).work_order.state)


def safety_acknowledged(question: Question) -> Verdict:
    """Give whether the newest safety notes were read on site, after the last stop of work."""
    visit = _visit(question)
    notes = SafetyNotes.objects.in_force(visit.work_order.site)
    checks = ChecklistResult.objects.unsettled().filter(
        run__visit=visit, run__template__purpose=ChecklistPurpose.SAFETY
    )
    return judge_safety(
        SafetyFacts(
            are_notes_written=notes is not None,
            is_acknowledged=notes is not None and _is_acknowledged(visit, notes),
            open_checks=tuple(wording_of(check) for check in checks.select_related("run__template")),
        )
    )


def hazard_cleared(question: Question) -> Verdict:
    """Give whether it is said how the place was made safe."""
    stop = _visit(question).stops.order_by("-stopped_at").first()
    words = (question.given.get(name) for name in ("clearance", "how", "because"))
    return judge_hazard(next((str(text) for text in words if text), stop.clearance if stop else ""))


def part_use(question: Question) -> Verdict | None:
    """Give whether the reserved part may be used; ``hypothesis_id`` and ``failing_evidence_id`` say why."""
    reservation = question.subject
    assert isinstance(reservation, Reservation)
    case = _case_of(reservation)
    if case is None:
        return None
    hypothesis = _hypothesis(case, question)
    failing = _failing(case, question)
    sources = _sources(case, reservation)
    return judge_part_use(
        PartUseFacts(
            kind=CaseKind(case.kind),
            part=str(reservation.part_type),
            hypothesis=hypothesis.statement if hypothesis else "",
            hypothesis_state=hypothesis.state if hypothesis else "",
            failing_check=failing,
            is_on_bill_of_materials=PartSource.BILL_OF_MATERIALS in sources,
            is_on_request=PartSource.REQUEST in sources,
            is_on_change=PartSource.CHANGE in sources
            and case.changes.filter(state__in=_APPROVED_CHANGE).exists(),
            is_on_template=PartSource.TEMPLATE in sources,
            inspection_finding=failing,
        )
    )


def _visit(question: Question) -> Visit:
    assert isinstance(question.subject, Visit)
    return question.subject


def _is_acknowledged(visit: Visit, notes: SafetyNotes) -> bool:
    read = visit.safety_acknowledgements.filter(
        person=visit.engineer, notes=notes, occasion=SafetyOccasion.ON_SITE
    )
    cleared = visit.stops.exclude(cleared_at=None).order_by("-cleared_at").first()
    if cleared is not None:
        read = read.filter(acknowledged_at__gte=cleared.cleared_at)
    return read.exists()


def _case_of(reservation: Reservation) -> Case | None:
    if reservation.for_type == "case":
        return Case.objects.filter(pk=reservation.for_id).first()
    order = WorkOrder.objects.filter(pk=reservation.for_id).select_related("case").first()
    return order.case if order else None


def _hypothesis(case: Case, question: Question) -> Hypothesis | None:
    chosen = question.given.get("hypothesis_id")
    return case.hypotheses.filter(pk=chosen).first() if chosen else None


def _failing(case: Case, question: Question) -> str:
    """Give the title of the evidence that shows the failure: of this case, failed, a person's."""
    chosen = question.given.get("failing_evidence_id") or question.given.get("evidence_id")
    if chosen is None:
        return ""
    found = EvidenceItem.objects.filter(pk=chosen, case=case, has_passed=False, needs_review=False).first()
    return found.title if found else ""


def _sources(case: Case, reservation: Reservation) -> set[str]:
    needs = PartNeed.objects.filter(work_order__case=case, part_type=reservation.part_type_id)
    if reservation.for_type == "work_order":
        needs = needs.filter(work_order=reservation.for_id)
    return set(needs.values_list("source", flat=True))
