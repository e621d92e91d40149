"""Keep what a probe showed as evidence of a case; for commands of higher apps, which say what it means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstfix.apps.cases.models import Case
from firstfix.apps.evidence.commands.binding import bound_value
from firstfix.apps.evidence.events import EvidenceAdded
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.engines.readiness import Medium, Purpose
from firstfix.kernel.commands import Work

__all__ = ["ProbeResult", "keep_result"]

_LONGEST_LINE = 300
_LONGEST_INSTRUMENT = 200


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What a probe showed that did not pass, when, and by which program.

    Its words must have passed ``kernel.outgoing.release``: nothing here looks for secrets in them.
    """

    sentence: str
    check_name: str
    collected_at: datetime
    collected_with: str


def keep_result(work: Work, case: Case, name: str, result: ProbeResult) -> EvidenceItem:
    """Give the result kept as internal evidence of the case; ``name`` tells several of one command apart."""
    content = bound_value({"value": result.sentence, "unit": "", "details": {}})
    evidence = EvidenceItem.objects.create(
        id=work.new_id(name),
        organization_id=case.organization_id,
        case=case,
        kind=Medium.PROBE_RESULT.value,
        purpose=Purpose.DIAGNOSIS.value,
        check_name=result.check_name[:_LONGEST_LINE],
        has_passed=False,
        title=result.sentence[:_LONGEST_LINE],
        collected_by_id=work.actor.person_id,
        collected_with=result.collected_with[:_LONGEST_INSTRUMENT],
        collected_at=result.collected_at,
        device_at=work.context.device_at,
        received_at=work.now,
        **content.columns(),
    )
    work.touch("evidence_item", evidence.pk)
    work.emit(EvidenceAdded(evidence.pk, case.pk, evidence.kind, evidence.purpose))
    return evidence
