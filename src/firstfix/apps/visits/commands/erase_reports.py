"""Erase a case's service reports together with its other content (S2-G01)."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.cases.models import Case
from firstfix.apps.evidence.models import Erasure
from firstfix.apps.visits.events import ReportsErased
from firstfix.apps.visits.models import ServiceReport, SignOff
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.ledger.timeline import ERASED
from firstfix.kernel.refusal import Refusal

__all__ = ["erase_reports"]


@command(
    on="case", says=mark("{actor} erased the service reports that outlived their retention: {report_count}.")
)
def erase_reports(work: Work, case: Case, *, erasure_id: UUID) -> Refusal | None:
    """Erase the reports of a case whose content was erased; their hashes and editions stay."""
    if not Erasure.objects.filter(pk=erasure_id, case=case).exists():
        return Refusal(
            "content_still_kept",
            mark("The content of the case is still kept, so its reports are kept too."),
            remedy="erase_case_content",
        )
    reports = ServiceReport.objects.filter(visit__work_order__case=case, erased_at=None)
    signed = SignOff.objects.filter(visit__work_order__case=case)
    for visit_id in {*reports.values_list("visit", flat=True), *signed.values_list("visit", flat=True)}:
        work.touch("visit", visit_id)
    # What was signed stays bound by its hash; who has the paper can still prove it.
    signed.update(text=ERASED)
    work.note(report_count=reports.update(document={}, pdf=None, erased_at=work.now))
    work.emit(ReportsErased(case.pk))
    return None
