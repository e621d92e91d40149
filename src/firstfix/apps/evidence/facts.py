"""What this capability answers to gates, and evidence as the gates of higher capabilities see it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from firstfix.apps.evidence.models import EvidenceItem, EvidenceLink
from firstfix.engines.readiness import EvidenceFact, Medium, Purpose
from firstfix.engines.readiness.judgement_gates import judge_evidence_linked
from firstfix.engines.verdict import Verdict
from firstfix.kernel.facts import Provider, Question

__all__ = ["PROVIDERS", "as_facts"]


def as_facts(rows: Iterable[EvidenceItem]) -> tuple[EvidenceFact, ...]:
    """Give the evidence as gates judge it, one fact a row."""
    return tuple(
        EvidenceFact(
            purpose=Purpose(row.purpose),
            medium=Medium(row.kind),
            collected_at=row.collected_at,
            check=row.check_name,
            has_passed=row.has_passed,
            is_a_persons=not row.needs_review,
        )
        for row in rows
    )


def evidence_linked(question: Question) -> Verdict:
    """Give whether the judgement of a hypothesis rests on evidence that a person stands for."""
    links = EvidenceLink.objects.filter(
        subject_type="hypothesis", subject_id=question.subject.pk, evidence__needs_review=False
    )
    counts = links.order_by().values_list("role").annotate(Count("pk"))
    return judge_evidence_linked(question.command, dict(counts))


PROVIDERS: dict[str, Provider] = {"evidence_linked": evidence_linked}
