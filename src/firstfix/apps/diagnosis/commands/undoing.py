"""What follows from a run that was taken back: everything stands as the runs before it had left it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from firstfix.apps.cases.models import BasicsAnswer
from firstfix.apps.diagnosis.commands.remediating import keep_step
from firstfix.apps.diagnosis.models import (
    DiagnosticFinding,
    DiagnosticRun,
    Remediation,
    RemediationStep,
    RemediationStepKind,
)
from firstfix.apps.evidence.models import EvidenceLink
from firstfix.apps.visits.models import ReadinessAnswer, ReadinessCode, ReadinessItem
from firstfix.engines.diagnosis.wording import HOLDS, SOUND, finding_text
from firstfix.kernel.commands import Work
from firstfix.kernel.commands.guarding import take_step

__all__ = ["answer_as_before", "clear_basics", "let_go_of_hypotheses", "undo_remediations"]

_ANSWERS = {"pass": ReadinessAnswer.YES, "warn": ReadinessAnswer.YES, "fail": ReadinessAnswer.NO}
_FIELDS = ("answer", "text", "evidence", "owner", "due_at", "answered_by", "answered_at", "version")


def answer_as_before(work: Work, run: DiagnosticRun) -> None:
    """Answer the prerequisites that rest on the run by the newest run that stands, or leave them open."""
    rows = run.work_order.readiness_items.filter(
        code=ReadinessCode.PREREQUISITE, evidence__in=_pieces(run), answered_at=run.ended_at
    )
    before = [*run.work_order.diagnostic_runs.standing().of_spec(run.spec_name).newest_first()]
    changed = []
    for row in rows:
        check_id = row.name.removeprefix(f"{run.spec_name}: ")
        _answer(row, next(_answers(before, check_id), None))
        row.version += 1
        changed.append(row)
    ReadinessItem.objects.bulk_update(changed, _FIELDS)
    work.note(reopened_count=sum(row.answer == ReadinessAnswer.OPEN for row in changed))


def clear_basics(run: DiagnosticRun) -> None:
    """Forget what the run answered of the basics: what was answered before it counts again."""
    told = [_sentence(row) for row in run.findings.all()]
    answers = BasicsAnswer.objects.filter(case=run.work_order.case_id, answered_at=run.ended_at)
    own = [
        row.pk for row in answers if row.finding in told or row.finding.startswith(SOUND.partition("{")[0])
    ]
    answers.filter(pk__in=own).delete()


def undo_remediations(work: Work, run: DiagnosticRun) -> None:
    """Open again what the run closed, and end what only it showed; what another run shows stays asked for."""
    for row in run.work_order.remediations.all():
        if row.state == "closed" and _was_closed_by(row, run):
            _step(work, row, run)
        elif row.found_in_id == run.pk and row.state not in ("closed", "withdrawn"):
            shown = _shown_before(row, run)
            if shown is None:
                _step(work, row, run)
            else:
                _take_over(work, row, shown)


def let_go_of_hypotheses(work: Work, run: DiagnosticRun) -> None:
    """Let the run and its findings speak for or against no hypothesis any more."""
    links = EvidenceLink.objects.filter(subject_type="hypothesis", evidence__in=_pieces(run))
    for hypothesis_id in dict.fromkeys(links.values_list("subject_id", flat=True)):
        work.touch("hypothesis", hypothesis_id)
    links.delete()


def _pieces(run: DiagnosticRun) -> list[UUID]:
    return [run.evidence_id, *run.findings.values_list("evidence", flat=True)]


def _answers(
    runs: list[DiagnosticRun], check_id: str
) -> Iterator[tuple[DiagnosticRun, ReadinessAnswer, DiagnosticFinding | None]]:
    for run in runs:
        status = next((one["status"] for one in run.verdicts if one["check"] == check_id), "")
        if status in _ANSWERS:
            yield run, _ANSWERS[status], run.findings.filter(check_id=check_id).first()


def _answer(
    row: ReadinessItem, shown: tuple[DiagnosticRun, ReadinessAnswer, DiagnosticFinding | None] | None
) -> None:
    row.owner_id = row.due_at = None
    if shown is None:
        row.answer, row.text, row.answered_at = ReadinessAnswer.OPEN, "", None
        row.evidence = row.answered_by = None
        return
    run, row.answer, finding = shown
    row.text = _sentence(finding) if finding else HOLDS
    row.evidence = finding.evidence if finding else run.evidence
    row.answered_by_id, row.answered_at = run.recorded_by_id, run.ended_at


def _sentence(finding: DiagnosticFinding) -> str:
    return finding_text(finding.code, finding.params)


def _was_closed_by(row: Remediation, run: DiagnosticRun) -> bool:
    closed = RemediationStep.objects.filter(remediation=row, kind=RemediationStepKind.CLOSED)
    last = closed.order_by("-taken_at", "-pk").first()
    return last is not None and last.run_id == run.pk


def _shown_before(row: Remediation, run: DiagnosticRun) -> DiagnosticFinding | None:
    """Give the newest finding of the same check and cause in a run that stands."""
    rows = DiagnosticFinding.objects.filter(
        run__work_order=run.work_order_id, run__withdrawal=None, code=row.code, fingerprint=row.fingerprint
    )
    return rows.select_related("run").order_by("-run__ended_at").first()


def _step(work: Work, row: Remediation, run: DiagnosticRun) -> None:
    take_step(work, "remediation", row, "withdraw_diagnostic_run", {"run_id": run.pk})
    keep_step(work, row, RemediationStepKind.RUN_TAKEN_BACK, run=run)
    row.save(update_fields=["state"])


def _take_over(work: Work, row: Remediation, shown: DiagnosticFinding) -> None:
    row.found_in, row.params = shown.run, shown.params
    row.request = {**row.request, "proof": shown.proof}
    work.touch("remediation", row.pk)
    row.save(update_fields=["found_in", "params", "request"])
