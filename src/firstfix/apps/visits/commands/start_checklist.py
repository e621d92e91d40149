"""Start a checklist: on a visit, for a work order before it, or for a case without one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from firstfix.apps.visits.commands.checking import begin_run, template_named
from firstfix.apps.visits.models import ChecklistRun
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Kind, Touch, Work, command
from firstfix.kernel.commands.inputs import Code
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["ChecklistStart", "start_checklist"]


class ChecklistStart(Input):
    """Which checklist, and the one thing it is for: a visit, a work order or a case."""

    code: Code
    visit_id: UUID | None = None
    work_order_id: UUID | None = None
    case_id: UUID | None = None


@command(
    on="checklist_run",
    creates=True,
    kind=Kind.RECORDING,
    touches=(
        Touch("visit", given="visit_id"),
        Touch("work_order", given="work_order_id"),
        Touch("case", given="case_id"),
    ),
    says=mark("{actor} started the checklist {code}."),
)
def start_checklist(work: Work, given: ChecklistStart) -> ChecklistRun:
    """Start the newest edition of a checklist with all of its checks open."""
    template = template_named(given.code)
    run = ChecklistRun(
        id=work.subject_id,
        version=1,
        template=template,
        started_by_id=work.actor.person_id,
        started_at=work.at,
        **_for(work, given),
    )
    results = begin_run(work, run, [step["code"] for step in template.steps])
    work.touch("case", run.case_id)
    work.result["checks"] = {result.step_code: str(result.pk) for result in results}
    return run


def _for(work: Work, given: ChecklistStart) -> dict[str, Any]:
    named = [key for key in ("visit_id", "work_order_id", "case_id") if getattr(given, key)]
    if len(named) != 1:
        raise Refused(
            Refusal(
                "invalid_input",
                mark("Field visit_id: say what the checklist is for: one visit, one work order or one case."),
                fields={"visit_id": "one of visit_id, work_order_id, case_id"},
            )
        )
    if given.visit_id:
        visit = work.see("visit", given.visit_id)
        return {"visit": visit, "work_order": visit.work_order, "case": visit.work_order.case}
    if given.work_order_id:
        order = work.see("work_order", given.work_order_id)
        return {"work_order": order, "case": order.case}
    return {"case": work.see("case", given.case_id)}  # type: ignore[arg-type]
