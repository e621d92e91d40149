"""Keep what a run found: each cause with its proof, released for the customer, and as a piece of evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from firstfix.apps.diagnosis.commands.comparing import shortened
from firstfix.apps.diagnosis.models import DiagnosticFinding, DiagnosticRun
from firstfix.apps.evidence.commands.keeping import ProbeResult, keep_result
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.engines.custody import sha256_hex
from firstfix.engines.diagnosis.document import diagnosis_document
from firstfix.engines.diagnosis.judged import JudgedRun, fingerprint_of
from firstfix.engines.diagnosis.wording import finding_text
from firstfix.kernel.commands import Work
from firstfix.kernel.outgoing import Provenance, release

__all__ = ["Found", "keep_findings"]

# Of the file's texts none is taken over: sentences and requests are made from codes and values.
_OWN_WORDS = frozenset({"text", "sentence"})


@dataclass(frozen=True, slots=True)
class Found:
    """A finding that was kept, the sentence that it says, and its request as it may leave."""

    row: DiagnosticFinding
    sentence: str
    request: dict[str, Any]
    subject_key: str


def keep_findings(work: Work, run: DiagnosticRun, judged: JudgedRun) -> list[Found]:
    """Give the findings of a run, kept from the lowest layer up: the cause before what it takes along."""
    return [
        _kept(work, run, judged, place, document)
        for place, document in enumerate(_released(work, run, judged))
    ]


def _released(work: Work, run: DiagnosticRun, judged: JudgedRun) -> list[dict[str, Any]]:
    """Give the findings as a customer may read them: they pass the one point at which texts leave."""
    documents = [shortened(_without_words(one)) for one in diagnosis_document(judged.diagnosis)["findings"]]
    if not documents:
        return []
    about = Provenance(work.actor, "work_order", run.work_order_id)
    return release(documents, audience="customer", purpose="remediation", provenance=about)


def _without_words(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _without_words(value) for name, value in part.items() if name not in _OWN_WORDS}
    return [_without_words(value) for value in part] if isinstance(part, list) else part


def _kept(work: Work, run: DiagnosticRun, judged: JudgedRun, place: int, document: dict[str, Any]) -> Found:
    finding = judged.diagnosis.findings[place]
    check = judged.spec.check(finding.check_id)
    assert check is not None
    sentence = finding_text(finding.code, document["params"])
    row = DiagnosticFinding.objects.create(
        id=work.new_id(f"diagnostic_finding:{place}"),
        run=run,
        place=place,
        code=finding.code,
        check_id=check.id,
        fingerprint=fingerprint_of(check),
        status=finding.status.value,
        confidence=finding.cause.confidence.value,
        affected=list(finding.affected),
        params=document["params"],
        proof=document["evidence"],
        excluded=document["excluded"],
        evidence=_evidence(work, run, place, sentence, check.id),
    )
    return Found(row, sentence, document["request"], sha256_hex(finding.cause.subject.encode("utf-8")))


def _evidence(work: Work, run: DiagnosticRun, place: int, sentence: str, check_id: str) -> EvidenceItem:
    result = ProbeResult(
        sentence,
        check_name=f"{run.spec_name}: {check_id}",
        collected_at=run.ended_at,
        collected_with=f"firstfix preflight {run.tool_version}",
    )
    return keep_result(work, run.work_order.case, f"finding:{place}", result)
