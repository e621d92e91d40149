"""Ask one check of a checklist at a visit, without the rest of the list."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.visits.commands.checking import template_named
from firstfix.apps.visits.models import ChecklistResult, ChecklistRun, ChecklistTemplate
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Kind, Touch, Work, command
from firstfix.kernel.commands.inputs import Code
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["CheckAsked", "ask_check"]


class CheckAsked(Input):
    """At which visit, of which checklist, which line."""

    visit_id: UUID
    code: Code
    step_code: Code


@command(
    on="checklist_result",
    creates=True,
    kind=Kind.RECORDING,
    touches=(Touch("visit", given="visit_id"),),
    says=mark("{actor} asked for the check {step_code} of {code}."),
)
def ask_check(work: Work, given: CheckAsked) -> ChecklistResult:
    """Ask one check at a visit; it has to be settled like any other."""
    visit = work.see("visit", given.visit_id)
    template = template_named(given.code)
    _demand_step(template, given.step_code)
    run = visit.checklist_runs.filter(template=template).first() or ChecklistRun.objects.create(
        id=work.new_id("checklist_run"),
        template=template,
        case=visit.work_order.case,
        work_order=visit.work_order,
        visit=visit,
        started_by_id=work.actor.person_id,
        started_at=work.at,
    )
    work.touch("checklist_run", run.pk)
    work.touch("case", run.case_id)
    result: ChecklistResult = ChecklistResult.objects.create(
        id=work.subject_id, version=1, run=run, step_code=given.step_code
    )
    return result


def _demand_step(template: ChecklistTemplate, step_code: str) -> None:
    codes = [step["code"] for step in template.steps]
    if step_code not in codes:
        raise Refused(
            Refusal(
                "step_unknown",
                mark("Field step_code: the checklist has no line {step_code}. It has: {codes}."),
                {"step_code": step_code, "codes": ", ".join(codes)},
                fields={"step_code": "unknown"},
            )
        )
