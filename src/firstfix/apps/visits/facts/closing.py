"""The gates at the end of work as facts: a signature, a visit, a work order, a case (domain.md, gate 4)."""

from __future__ import annotations

from firstfix.apps.cases.models import Case, Closure
from firstfix.apps.visits.facts.partial_ends import is_approved_partial, partial_end, was_approved_partial
from firstfix.apps.visits.facts.scope import Scope
from firstfix.apps.visits.facts.work import time_and_part_facts, work_facts
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.engines.lifecycle import MACHINES
from firstfix.engines.readiness import (
    ClosureFacts,
    RepeatCause,
    WorkOrderClosureFacts,
    judge_case_closure,
    judge_evidence_after_fix,
    judge_time_and_parts,
    judge_work_order_closure,
)
from firstfix.engines.verdict import Verdict
from firstfix.kernel.facts import Question

__all__ = ["closure_of_case", "closure_of_work_order", "evidence_after_fix", "time_and_parts"]

_ORDER, _VISIT = MACHINES["work_order"], MACHINES["visit"]


def evidence_after_fix(question: Question) -> Verdict:
    """Give whether the work of a visit is proved, as asked before the customer signs."""
    assert isinstance(question.subject, Visit)
    return judge_evidence_after_fix(work_facts(Scope.of_visit(question.subject, question.now)))


def time_and_parts(question: Question) -> Verdict:
    """Give whether a visit's time and parts are on record."""
    assert isinstance(question.subject, Visit)
    return judge_time_and_parts(time_and_part_facts(Scope.of_visit(question.subject, question.now)))


def closure_of_work_order(question: Question) -> Verdict:
    """Give whether a work order may be reported done, or partly done under the approval that is named."""
    order = question.subject
    assert isinstance(order, WorkOrder)
    scope = Scope.of_order(order, question.now)
    work = work_facts(
        scope,
        is_partial=question.command == "complete_work_order_partially",
        is_partial_approved=is_approved_partial(scope, question.given.get("approval_id")),
    )
    return judge_work_order_closure(
        WorkOrderClosureFacts(work, _open_visits(scope), aborted_visits=_aborted(scope))
    )


def closure_of_case(question: Question) -> Verdict:
    """Give whether a case may be resolved: with no visit, with one, or with many."""
    case = question.subject
    assert isinstance(case, Case)
    scope = Scope.of_case(case, question.now)
    closure = case.closures.in_preparation().first() or Closure()
    knowledge = case.knowledge_links.order_by("linked_at", "id").last()
    left_partly = partial_end(scope)
    work = work_facts(
        scope,
        is_partial=closure.is_partial or left_partly is not None,
        is_partial_approved=is_approved_partial(scope, closure.approval_id)
        or (not closure.is_partial and was_approved_partial(scope, left_partly)),
    )
    return judge_case_closure(
        ClosureFacts(
            work=work,
            severity=case.severity,
            closure_code=closure.code,
            root_cause=closure.root_cause,
            root_cause_unknown_because=closure.root_cause_unknown_because,
            knowledge=knowledge.reference if knowledge else "",
            knowledge_waived_because=knowledge.waived_because if knowledge else "",
            open_work_orders=_open_orders(scope),
            open_visits=_open_visits(scope),
            aborted_visits=_aborted(scope),
            visit_count=len(scope.rolled),
            repeat_cause=RepeatCause(closure.repeat_cause) if closure.repeat_cause else None,
        )
    )


def _open_orders(scope: Scope) -> tuple[str, ...]:
    return tuple(
        f"{scope.case.reference}-{order.sequence}"
        for order in scope.orders
        if not _ORDER.is_over(order.state)
    )


def _open_visits(scope: Scope) -> tuple[str, ...]:
    return tuple(scope.name_of(visit) for visit in scope.visits if not _VISIT.is_over(visit.state))


def _aborted(scope: Scope) -> dict[str, str]:
    return {scope.name_of(visit): _cause(visit) for visit in scope.visits if visit.state == "aborted"}


def _cause(visit: Visit) -> str:
    outcome = getattr(visit, "outcome", None)
    return "" if outcome is None else outcome.note or outcome.abort_cause
