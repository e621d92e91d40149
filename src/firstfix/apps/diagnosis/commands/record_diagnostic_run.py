"""Take a run of site checks in: judge it anew, fill readiness, keep findings as evidence, ask, and close."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from firstfix.apps.diagnosis.commands.bearing import bear_on_hypotheses
from firstfix.apps.diagnosis.commands.comparing import changes_since
from firstfix.apps.diagnosis.commands.filling import answer_basics, fill_prerequisites
from firstfix.apps.diagnosis.commands.finding import Found, keep_findings
from firstfix.apps.diagnosis.commands.raising import Asking, close_mended, raise_remediations
from firstfix.apps.diagnosis.commands.reading import run_of
from firstfix.apps.diagnosis.events import DiagnosticRunRecorded
from firstfix.apps.diagnosis.models import DiagnosticRun
from firstfix.apps.diagnosis.queries import customers_people
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.visits.models import WorkOrder
from firstfix.engines.diagnosis import KINDS
from firstfix.engines.diagnosis.judged import JudgedRun, fingerprint_of
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Touch, Work, command
from firstfix.kernel.commands.inputs import Moment
from firstfix.kernel.refusal import Reason, Refusal, Refused

__all__ = ["record_diagnostic_run"]


@command(
    on="work_order",
    kind=Kind.RECORDING,
    touches=(Touch("case", via="case_id"), Touch("evidence_item", given="evidence_id")),
    says=mark("{actor} took a site check in: {failure_count} failed, {closed_count} shown to be mended."),
)
def record_diagnostic_run(
    work: Work,
    work_order: WorkOrder,
    *,
    evidence_id: UUID,
    owner_id: UUID | None = None,
    due_at: Moment | None = None,
) -> dict[str, object]:
    """Take in a kept run of ``firstfix preflight``; with an owner and a date, the customer is asked too."""
    asking = _asking(work_order, owner_id, due_at)
    evidence: EvidenceItem = work.see("evidence_item", evidence_id)
    judged = run_of(work_order, evidence)
    _refuse_known(work_order, judged)
    run = _kept(work, work_order, evidence, judged)
    found = keep_findings(work, run, judged)
    fill_prerequisites(work, run, found, asking)
    answer_basics(work, run, found)
    raised_count = raise_remediations(work, work_order, found, asking)
    closed_count = close_mended(work, work_order, run)
    bear_on_hypotheses(work, run, found)
    counts = _counts(run, found, raised_count, closed_count)
    work.note(**counts)
    work.emit(DiagnosticRunRecorded(run.pk, work_order.pk, work_order.case_id, counts["failure_count"]))
    return {"run_id": str(run.pk), **counts}


def _counts(run: DiagnosticRun, found: list[Found], raised_count: int, closed_count: int) -> dict[str, int]:
    return {
        "check_count": len(run.verdicts),
        "finding_count": len(found),
        "failure_count": sum(one.row.status == "fail" for one in found),
        "raised_count": raised_count,
        "closed_count": closed_count,
    }


def _asking(order: WorkOrder, owner_id: UUID | None, due_at: datetime | None) -> Asking | None:
    """Give whom a person wants to be asked, by when; raises Refused for half of it, and for a stranger."""
    if owner_id is None and due_at is None:
        return None
    if owner_id is None or due_at is None or not customers_people(order).filter(pk=owner_id).exists():
        raise Refused(
            Refusal(
                "remediation_needs_an_owner",
                mark(
                    "Who puts it right is a person of the customer, by a date. Give both, or leave both out."
                ),
                fields={"owner_id": "a person of the customer", "due_at": "needed"},
            )
        )
    return Asking(owner_id, due_at)


def _refuse_known(order: WorkOrder, judged: JudgedRun) -> None:
    """Raise Refused where the same run is there already: sent twice, it changes nothing."""
    known = order.diagnostic_runs.filter(digest=judged.digest).select_related("withdrawal").first()
    if known is not None and hasattr(known, "withdrawal"):
        raise Refused(
            Refusal(
                "run_taken_back",
                mark("This run was taken back: {because} Nothing was changed. Run the checks again."),
                {"because": known.withdrawal.because, "run_id": str(known.pk)},
                Reason.CONFLICT,
            )
        )
    if known is not None:
        raise Refused(
            Refusal(
                "run_known_already",
                mark("This run is on the work order since {recorded_at}. Nothing was changed."),
                {"recorded_at": known.recorded_at.isoformat(), "run_id": str(known.pk)},
                Reason.CONFLICT,
            )
        )


def _kept(work: Work, order: WorkOrder, evidence: EvidenceItem, judged: JudgedRun) -> DiagnosticRun:
    run = judged.run
    # A clock that is ahead must not make a run newer than everything that follows.
    ended_at = min(judged.ended_at, work.at)
    before = order.diagnostic_runs.standing().of_spec(judged.spec.name).filter(ended_at__lt=ended_at)
    previous = before.select_related("evidence__blob").newest_first().first()
    return DiagnosticRun.objects.create(
        id=work.new_id("diagnostic_run"),
        work_order=order,
        evidence=evidence,
        digest=judged.digest,
        spec_name=judged.spec.name,
        spec_version=judged.spec.version,
        site=run.site[:300],
        tool_version=run.tool_version[:100],
        started_at=min(run.started_at, ended_at),
        ended_at=ended_at,
        is_complete=run.is_complete,
        verdicts=_verdicts(judged),
        compared_with=previous,
        changes=changes_since(previous, judged),
        recorded_by_id=work.actor.person_id,
        recorded_at=work.now,
    )


def _verdicts(judged: JudgedRun) -> list[dict[str, str]]:
    return [
        {
            "check": check.id,
            "fingerprint": fingerprint_of(check),
            "kind": KINDS[check.kind].name,
            "status": verdict.status.value,
            "because": verdict.because,
            "blocked_by": verdict.blocked_by,
        }
        for check, verdict in zip(judged.spec.checks, judged.diagnosis.verdicts, strict=True)
    ]
