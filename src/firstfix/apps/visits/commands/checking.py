"""What the commands on checks share: how a run begins, and how an answer is written down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from firstfix.apps.visits.models import ChecklistResult, ChecklistRun, ChecklistTemplate
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work
from firstfix.kernel.ids import derived_id
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["AROUND_CHECK", "answer", "begin_run", "template_named"]

AROUND_CHECK = (
    Touch("checklist_run", via="run_id"),
    Touch("visit", via="run__visit_id"),
    Touch("case", via="run__case_id"),
)
"""What every answer to a check locks and links besides."""


def template_named(code: str) -> ChecklistTemplate:
    """Give the newest edition of a template; raises Refused where there is none."""
    found = ChecklistTemplate.objects.newest(code)
    if found is None:
        raise Refused(
            Refusal(
                "checklist_unknown",
                mark("Field code: no checklist is called {code}. Publish it first, or choose another."),
                {"code": code},
                remedy="publish_checklist",
                fields={"code": "unknown"},
            )
        )
    return found


def begin_run(work: Work, run: ChecklistRun, step_codes: Iterable[str]) -> list[ChecklistResult]:
    """Save the run with an open check for each of ``step_codes``, in that order."""
    run.save(force_insert=True)
    return ChecklistResult.objects.bulk_create(
        ChecklistResult(id=derived_id(run.pk, code), run=run, step_code=code) for code in step_codes
    )


def answer(
    work: Work,
    result: ChecklistResult,
    *,
    value: Any = None,
    evidence_id: UUID | None = None,
    reason: str = "",
) -> None:
    """Write down an answer; the one before stays in the ledger."""
    result.value, result.reason, result.right = value, reason, ""
    result.evidence = work.see("evidence_item", evidence_id) if evidence_id else None
    result.answered_by_id = work.actor.person_id
    result.answered_at, result.received_at = work.at, work.now
