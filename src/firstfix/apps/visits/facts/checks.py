"""Lines that have to be settled: checklists, acceptance criteria, checks after a change."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from firstfix.apps.evidence.models import EvidenceItem, EvidenceLink
from firstfix.apps.visits.facts.scope import Scope
from firstfix.apps.visits.models import (
    AcceptanceCriterion,
    ChangeStep,
    ChangeStepPhase,
    ChecklistPurpose,
    ChecklistResult,
)
from firstfix.engines.readiness import (
    CheckFact,
    CheckGateFacts,
    judge_may_be_skipped,
    judge_may_be_waived,
    judge_typed_evidence,
)
from firstfix.engines.verdict import Verdict
from firstfix.kernel.facts import Question

__all__ = ["check_facts", "may_be_skipped", "may_be_waived", "typed_evidence", "wording_of"]

# Safety stands before the work, checks before it before the truck; a diagnosis proves nothing at the end.
_NOT_ASKED_AT_THE_END = (ChecklistPurpose.SAFETY, ChecklistPurpose.PRE_CHECK, ChecklistPurpose.DIAGNOSIS)
_STEP_STATES = {"done": "passed", "failed": "failed", "skipped": "not_applicable", "open": "open"}
# A change that never started asks for no check after it.
_STARTED = ("executing", "post_checked", "successful", "failed", "reviewed")


def check_facts(scope: Scope) -> tuple[CheckFact, ...]:
    """Give every line that the work in ``scope`` has to settle."""
    return (*_results(scope), *_criteria(scope), *_post_checks(scope))


def typed_evidence(question: Question) -> Verdict:
    """Give whether the evidence named by ``evidence_id`` proves the check."""
    result = question.subject
    assert isinstance(result, ChecklistResult)
    evidence_id = question.given.get("evidence_id") or result.evidence_id
    rows = EvidenceItem.objects.filter(pk=evidence_id, case=result.run.case_id)
    return judge_typed_evidence(_gate_facts(result, rows.first() if evidence_id else None))


def may_be_skipped(question: Question) -> Verdict:
    """Give whether the check may be not applicable."""
    return judge_may_be_skipped(_gate_facts(_result(question)))


def may_be_waived(question: Question) -> Verdict:
    """Give whether the check may be waived."""
    return judge_may_be_waived(_gate_facts(_result(question)))


def wording_of(result: ChecklistResult) -> str:
    """Give the words of the check's step, its code where the template has no such step."""
    return str(_step(result).get("wording") or result.step_code)


def _result(question: Question) -> ChecklistResult:
    assert isinstance(question.subject, ChecklistResult)
    return question.subject


def _gate_facts(result: ChecklistResult, evidence: EvidenceItem | None = None) -> CheckGateFacts:
    step = _step(result)
    measured = (evidence.value or {}).get("value") if evidence else None
    return CheckGateFacts(
        check=wording_of(result),
        kinds=tuple(step.get("evidence") or ()),
        evidence_kind=evidence.kind if evidence else "",
        has_passed=evidence.has_passed if evidence else None,
        is_a_persons=not evidence.needs_review if evidence else True,
        value=float(measured) if isinstance(measured, int | float) else None,
        minimum=step.get("min"),
        maximum=step.get("max"),
        may_be_skipped=bool(step.get("may_be_skipped")),
        may_be_waived=bool(step.get("may_be_waived")),
    )


def _step(result: ChecklistResult) -> dict[str, Any]:
    steps: list[dict[str, Any]] = result.run.template.steps
    return next((step for step in steps if step.get("code") == result.step_code), {})


def _results(scope: Scope) -> list[CheckFact]:
    rows = ChecklistResult.objects.filter(scope.within("run__case", "run__visit"))
    rows = rows.exclude(run__template__purpose__in=_NOT_ASKED_AT_THE_END)
    if not scope.is_whole_case:
        # A list that was begun for another order, before its visit, is that order's.
        rows = rows.filter(Q(run__work_order=None) | Q(run__work_order__in=scope.order_ids))
    return [CheckFact(wording_of(row), row.state) for row in rows.select_related("run__template")]


def _criteria(scope: Scope) -> list[CheckFact]:
    rows = list(AcceptanceCriterion.objects.filter(work_order__in=scope.order_ids))
    links = EvidenceLink.objects.filter(
        subject_type="acceptance_criterion", subject_id__in=[row.pk for row in rows]
    ).select_related("evidence")
    looks = {row.pk: [link.evidence for link in links if link.subject_id == row.pk] for row in rows}
    return [
        CheckFact(row.wording, _state_of(looks[row.pk]), is_exception_accepted=bool(row.exception_reason))
        for row in rows
    ]


def _state_of(looks: list[EvidenceItem]) -> str:
    """Give the state of a criterion by its newest reviewed evidence; in doubt it failed."""
    counted = [look for look in looks if not look.needs_review]
    if not counted:
        return "open"
    newest = max(counted, key=lambda look: (look.collected_at, look.has_passed is False))
    return "failed" if newest.has_passed is False else "passed"


def _post_checks(scope: Scope) -> list[CheckFact]:
    rows = ChangeStep.objects.filter(phase=ChangeStepPhase.POST_CHECK, change__state__in=_STARTED)
    rows = rows.filter(change__case=scope.case)
    if not scope.is_whole_case:
        rows = rows.filter(change__work_order__in=scope.order_ids)
    return [CheckFact(row.wording, _STEP_STATES[row.result]) for row in rows]
