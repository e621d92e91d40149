"""Make a visit's service report from what was recorded (S1-D01, S0-P12)."""

from __future__ import annotations

import json

from firstfix.apps.visits.commands.visit_steps import AROUND_VISIT
from firstfix.apps.visits.events import ReportMade
from firstfix.apps.visits.models import ServiceReport, Visit
from firstfix.apps.visits.report.gathering import facts_hash, gather_facts
from firstfix.engines.documents import (
    Audience,
    Document,
    canonical_json,
    content_hash,
    judge_report,
    write_service_report,
)
from firstfix.engines.verdict import Verdict, mark
from firstfix.kernel.commands import Kind, Work, command
from firstfix.kernel.jobs.running import enqueue
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["make_report"]


@command(
    on="visit",
    kind=Kind.RECORDING,
    touches=AROUND_VISIT,
    says=mark("{actor} made the service report."),
    is_public=True,
)
def make_report(work: Work, visit: Visit, *, audience: Audience = "customer") -> dict[str, str | int]:
    """Make the service report from what was recorded; an unchanged visit makes no new edition."""
    facts = gather_facts(visit, prepared_at=work.now)
    document = write_service_report(facts, audience=audience)
    verdict = judge_report(document)
    if not verdict.passes:
        raise Refused(_incomplete(verdict))
    report = _kept(work, visit, audience, document, facts_hash(facts))
    enqueue("make_report_pdf", {"report_id": str(report.pk)}, unique_key=f"make_report_pdf:{report.pk}")
    return {"report_id": str(report.pk), "edition": report.edition, "content_sha256": report.content_sha256}


def _kept(
    work: Work, visit: Visit, audience: Audience, document: Document, facts_sha256: str
) -> ServiceReport:
    newest = visit.reports.filter(audience=audience, language="en").order_by("edition").last()
    if newest is not None and newest.facts_sha256 == facts_sha256 and newest.erased_at is None:
        return newest
    report = ServiceReport.objects.create(
        id=work.new_id("report"),
        visit=visit,
        edition=newest.edition + 1 if newest else 1,
        audience=audience,
        document=json.loads(canonical_json(document)),
        content_sha256=content_hash(document),
        facts_sha256=facts_sha256,
        made_by_id=work.actor.person_id,
        made_at=work.at,
    )
    work.emit(ReportMade(visit.pk, report.pk))
    return report


def _incomplete(verdict: Verdict) -> Refusal:
    return Refusal(
        "report_incomplete",
        mark("The report has empty sections: {count}. Record what belongs there, or waive it with a reason."),
        {"count": len(verdict.missing)},
        remedy="waive_report_section",
        missing=verdict.missing,
    )
