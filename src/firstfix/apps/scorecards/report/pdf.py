"""A report as PDF/A: set from what the outgoing point released, which writes down that it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from firstfix.apps.scorecards.report.asking import ReportAsked
from firstfix.apps.scorecards.report.gathering import write_report
from firstfix.apps.visits.report import render_pdf
from firstfix.kernel.identity import Actor
from firstfix.kernel.outgoing import Provenance, release

__all__ = ["report_name", "report_pdf", "report_reading"]

_TEMPLATE: Final = Path(__file__).parent / "templates" / "report.typ"


def report_pdf(actor: Actor, asked: ReportAsked, now: datetime) -> bytes:
    """Give the report as PDF bytes, in the present language; that it leaves is logged."""
    return render_pdf(report_reading(actor, asked, now), prepared_at=now, template=_TEMPLATE)


def report_reading(actor: Actor, asked: ReportAsked, now: datetime) -> Mapping[str, Any]:
    """Give what the report says without what its readers must not read; that it leaves is logged."""
    customer = asked.customer
    about = Provenance(actor, "organization", customer.pk) if customer else Provenance(actor)
    return release(
        write_report(actor, asked, now),
        audience=asked.audience,
        purpose="business_review" if asked.is_review else "insight_report",
        provenance=about,
    )


def report_name(asked: ReportAsked) -> str:
    """Give the name of the file, without the customer's: file names travel further than files."""
    return f"{'review' if asked.is_review else 'insight'}-{asked.period.code}.pdf"
