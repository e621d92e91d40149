"""What a new run says about hypotheses that an earlier finding was linked to.

Which hypothesis a finding speaks for or against is a person's judgement (``link_evidence``); once it was
given, it holds for later runs of the very same check too: the same cause again speaks as before, and a check
that holds now shows the state after.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from firstfix.apps.cases.models import Hypothesis
from firstfix.apps.diagnosis.commands.finding import Found
from firstfix.apps.diagnosis.models import DiagnosticFinding, DiagnosticRun
from firstfix.apps.evidence.commands.linking import hang
from firstfix.apps.evidence.models import EvidenceItem, EvidenceLink, EvidenceRole
from firstfix.kernel.commands import Work

__all__ = ["bear_on_hypotheses"]

_JUDGED = (EvidenceRole.FOR, EvidenceRole.AGAINST)


def bear_on_hypotheses(work: Work, run: DiagnosticRun, found: list[Found]) -> None:
    """Hang the run and its findings on the standing hypotheses that earlier findings were linked to."""
    for hypothesis_id, evidence, role in dict.fromkeys(_bearings(run, found)):
        hang(work, evidence, subject_type="hypothesis", subject_id=hypothesis_id, role=role)
        work.touch("hypothesis", hypothesis_id)


def _bearings(run: DiagnosticRun, found: list[Found]) -> Iterator[tuple[UUID, EvidenceItem, EvidenceRole]]:
    now = {(one.row.fingerprint, one.row.code): one.row.evidence for one in found}
    for earlier, hypothesis_id, role in _judged_before(run):
        same = now.get((earlier.fingerprint, earlier.code))
        if same is not None:
            yield hypothesis_id, same, role
        elif run.status_of(earlier.fingerprint) == "pass":
            yield hypothesis_id, run.evidence, EvidenceRole.AFTER


def _judged_before(run: DiagnosticRun) -> Iterator[tuple[DiagnosticFinding, UUID, EvidenceRole]]:
    """Give each earlier finding of the case with each standing hypothesis that it was linked to."""
    case_id = run.work_order.case_id
    rows = DiagnosticFinding.objects.filter(
        run__work_order__case=case_id,
        run__withdrawal=None,
        run__ended_at__lt=run.ended_at,
        fingerprint__in=_asked(run),
    )
    findings = {row.evidence_id: row for row in rows.order_by("run__ended_at", "place")}
    standing = set(Hypothesis.objects.filter(case=case_id).standing().values_list("pk", flat=True))
    links = EvidenceLink.objects.filter(
        subject_type="hypothesis", evidence__in=list(findings), role__in=_JUDGED
    )
    for link in links.order_by("linked_at", "pk"):
        if link.subject_id in standing:
            yield findings[link.evidence_id], link.subject_id, EvidenceRole(link.role)


def _asked(run: DiagnosticRun) -> set[str]:
    return {verdict["fingerprint"] for verdict in run.verdicts}
