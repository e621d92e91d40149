"""Severity: proposed by criteria or recommended by a person, changed only with a granted approval."""

from __future__ import annotations

from typing import Literal

from firstfix.apps.cases.commands.approval_use import under_approval
from firstfix.apps.cases.commands.clock_keeping import note_event
from firstfix.apps.cases.commands.triage_case import Level, TriageInput, assess
from firstfix.apps.cases.events import CaseTriaged, SeverityProposed
from firstfix.apps.cases.models import (
    ApprovalKind,
    Case,
    ClockEventKind,
    ImpactStatement,
    SeverityProposal,
    criteria_in_force,
)
from firstfix.engines.triage import BadAnswer
from firstfix.engines.triage import propose_severity as judge_severity
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Kind, Work, command
from firstfix.kernel.commands.inputs import Code, Count, Moment, Words
from firstfix.kernel.refusal import Refusal

__all__ = ["change_severity", "propose_severity", "recommend_severity", "state_impact"]


@command(on="case", kind=Kind.RECORDING, says=mark("The criteria propose Sev{proposed}."))
def propose_severity(work: Work, case: Case, *, answers: dict[Code, Code]) -> Refusal | None:
    """Answer the severity questions; the criteria propose, a person sets."""
    try:
        proposal = judge_severity(answers, criteria_in_force())
    except BadAnswer as error:
        return Refusal(
            "invalid_input",
            mark("Field answers: {problem}"),
            {"problem": str(error)},
            fields={"answers": str(error)},
        )
    reasons = [{"code": reason.code, "text": reason.text()} for reason in proposal.reasons]
    _keep_proposal(work, case, int(proposal.severity), answers=dict(answers), reasons=reasons)
    work.note(proposed=int(proposal.severity), criteria=proposal.criteria_version)
    return None


@command(on="case", kind=Kind.RECORDING, says=mark("{actor} recommends Sev{severity}: {because}"))
def recommend_severity(work: Work, case: Case, *, severity: Level, because: Words) -> None:
    """Recommend a severity to those who may set it (S2-R05)."""
    _keep_proposal(work, case, severity, note=because)


@command(
    on="case",
    edits=("severity", "impact", "urgency", "priority"),
    says=mark("{actor} changed the severity to Sev{severity}: {because}"),
    is_public=True,
)
def change_severity(work: Work, case: Case, given: TriageInput) -> None:
    """Change the severity of a triaged case under an approval of the team (S1-R06)."""
    approval = under_approval(work, ApprovalKind.SEVERITY_CHANGE, "case", case.pk)
    assess(work, case, given, approval_id=approval.pk)
    note_event(
        case, ClockEventKind.PRIORITY_CHANGED, at=work.at, now=work.now, person_id=work.actor.person_id
    )
    work.emit(CaseTriaged(case.pk, given.severity, case.priority or 0))


class ImpactInput(Input):
    """Who is affected, in what, where, how many, since when."""

    affected: Words
    services: Words
    regions: Words | Literal[""] = ""
    affected_count: Count | None = None
    since_at: Moment | None = None


@command(on="case", kind=Kind.RECORDING, says=mark("{actor} stated the impact: {affected}"), is_public=True)
def state_impact(work: Work, case: Case, given: ImpactInput) -> None:
    """State who is affected, in what, where and since when (S2-F09)."""
    ImpactStatement.objects.create(
        id=work.new_id("impact"),
        case=case,
        affected=given.affected,
        services=given.services,
        regions=given.regions,
        affected_count=given.affected_count,
        since_at=given.since_at,
        stated_by_id=work.actor.person_id,
        stated_at=work.at,
    )


def _keep_proposal(
    work: Work,
    case: Case,
    severity: int,
    *,
    answers: dict[str, str] | None = None,
    reasons: list[dict[str, str]] | None = None,
    note: str = "",
) -> None:
    proposal = SeverityProposal.objects.create(
        id=work.new_id("severity_proposal"),
        case=case,
        severity=severity,
        answers=answers or {},
        reasons=reasons or [],
        note=note,
        proposed_by_id=work.actor.person_id,
        proposed_at=work.at,
    )
    work.result.update(severity=severity, proposal_id=str(proposal.pk))
    work.emit(SeverityProposed(case.pk, proposal.pk, severity))
