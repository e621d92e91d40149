"""Erase what site checks saw together with the other content of their case (S2-G01)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from firstfix.apps.cases.models import BasicsAnswer, Case
from firstfix.apps.diagnosis.models import DiagnosticFinding, DiagnosticRun, Remediation, RemediationStep
from firstfix.apps.evidence.models import Erasure, EvidenceItem
from firstfix.apps.visits.models import ReadinessItem
from firstfix.engines.diagnosis.wording import finding_text
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.ledger.erasing import erase_texts
from firstfix.kernel.ledger.timeline import ERASED
from firstfix.kernel.refusal import Refusal

__all__ = ["erase_site_checks"]

# What stays of a request: whose it was and which kind of change; addresses and names go.
_KEPT_OF_REQUEST = ("who", "action")
_TOLD = ("answer_remediation", "withdraw_remediation", "remind_remediation", "withdraw_diagnostic_run")


@command(
    on="case", says=mark("{actor} erased what site checks saw that outlived its retention: {run_count} runs.")
)
def erase_site_checks(work: Work, case: Case, *, erasure_id: UUID) -> Refusal | None:
    """Erase the values in findings and requests of a case whose content was erased.

    Codes, checks, states and times stay: they are the record of the work.
    """
    if not Erasure.objects.filter(pk=erasure_id, case=case).exists():
        return Refusal(
            "content_still_kept",
            mark("The content of the case is still kept, so what its site checks saw is kept too."),
            remedy="erase_case_content",
        )
    runs = DiagnosticRun.objects.filter(work_order__case=case, erased_at=None)
    findings = DiagnosticFinding.objects.filter(run__in=runs).select_related("evidence")
    _erase_sentences(work, case, findings)
    findings.update(params={}, proof=[], excluded=[])
    _erase_remediations(work, case)
    work.note(run_count=runs.update(site="", changes=[], erased_at=work.now))
    return None


def _erase_sentences(work: Work, case: Case, findings: QuerySet[DiagnosticFinding]) -> None:
    """Let the code stand where a sentence named hosts and addresses: in evidence, readiness and basics."""
    for row in findings:
        work.touch("evidence_item", row.evidence_id)
        EvidenceItem.objects.filter(pk=row.evidence_id).update(title=row.code, value=None, erased_at=work.now)
        ReadinessItem.objects.filter(evidence=row.evidence_id).update(text=row.code)
        told = finding_text(row.code, row.params)
        BasicsAnswer.objects.filter(case=case, finding=told).update(finding=row.code)


def _erase_remediations(work: Work, case: Case) -> None:
    for order_id in set(
        Remediation.objects.filter(work_order__case=case).values_list("work_order", flat=True)
    ):
        work.touch("work_order", order_id)
        erase_texts("work_order", order_id, commands=_TOLD)
    for row in Remediation.objects.filter(work_order__case=case):
        work.touch("remediation", row.pk)
        erase_texts("remediation", row.pk, commands=_TOLD)
        kept = {name: row.request[name] for name in _KEPT_OF_REQUEST if name in row.request}
        Remediation.objects.filter(pk=row.pk).update(params={}, request=kept)
    steps = RemediationStep.objects.filter(remediation__work_order__case=case)
    steps.exclude(wording="").update(wording=ERASED)
