"""Say why a section of a visit's report stays empty."""

from __future__ import annotations

from typing import Literal

from firstfix.apps.visits.commands.visit_steps import AROUND_VISIT, acting_person
from firstfix.apps.visits.models import ReportWaiver, Visit
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["ReportSection", "waive_report_section"]

ReportSection = Literal[
    "problem_statement",
    "diagnostics_performed",
    "corrective_actions",
    "parts_replaced",
    "validation_results",
    "sign_off",
]
"""The six sections of S1-D01 (``engines.documents.REPORT_SECTIONS``)."""


@command(
    on="visit",
    kind=Kind.RECORDING,
    touches=AROUND_VISIT,
    says=mark("{actor} waived the report's section {section}: {reason}"),
)
def waive_report_section(work: Work, visit: Visit, *, section: ReportSection, reason: Words) -> None:
    """Say why a section stays empty; the report shows the reason and the name."""
    said = {"reason": reason, "waived_by_id": acting_person(work), "waived_at": work.at}
    ReportWaiver.objects.update_or_create(
        visit=visit,
        section=section,
        defaults=said,
        create_defaults={"id": work.new_id("waiver"), **said},
    )
