"""One answer to one readiness question, for every command that gives one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.visits.models import ReadinessAnswer, ReadinessCode, ReadinessItem, WorkOrder
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["IN_CASE", "answer_question", "evidence_of_case", "refuse_of_another_case"]

IN_CASE = (Touch("case", via="case_id"),)


def answer_question(
    work: Work, order: WorkOrder, code: ReadinessCode, *, answer: ReadinessAnswer, **fields: Any
) -> ReadinessItem:
    """Give the order's row for ``code`` with its new answer; the earlier one stays in the ledger."""
    known = order.readiness_items.filter(code=code, name=fields.get("name", "")).first()
    row = known or ReadinessItem(id=work.new_id(f"readiness:{code}"), work_order=order, code=code)
    for name, value in fields.items():
        setattr(row, name, value)
    row.answer = answer
    row.answered_by_id = work.actor.person_id
    row.answered_at = work.at
    row.version += 1
    row.save()
    return row


def evidence_of_case(work: Work, order: WorkOrder, evidence_id: UUID | None) -> UUID | None:
    """Give the id of evidence of the order's own case; raises Refused where there is none such."""
    if evidence_id is None:
        return None
    evidence = work.see("evidence_item", evidence_id)
    refuse_of_another_case(order, evidence)
    found: UUID = evidence.pk
    return found


def refuse_of_another_case(order: WorkOrder, evidence: EvidenceItem) -> None:
    """Raise Refused where evidence is not of the order's own case."""
    if evidence.case_id != order.case_id:
        raise Refused(
            Refusal(
                "evidence_of_another_case",
                mark("Field evidence_id: this evidence belongs to another case. Add it to this case first."),
                remedy="add_evidence",
                fields={"evidence_id": "of another case"},
            )
        )
