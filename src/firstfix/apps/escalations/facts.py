"""What this capability answers to gates: whether the package of an escalation is complete."""

from __future__ import annotations

from firstfix.apps.cases.models import Case
from firstfix.apps.escalations.models import Escalation
from firstfix.engines.escalation import PackageFacts, judge_package
from firstfix.engines.readiness import Basic
from firstfix.engines.verdict import Verdict
from firstfix.kernel.facts import Provider, Question

__all__ = ["PROVIDERS"]


def escalation_package(question: Question) -> Verdict | None:
    """Give whether the case holds what the receiver needs to act (S1-D07)."""
    escalation = question.subject
    if not isinstance(escalation, Escalation):
        return None
    case = escalation.case
    return judge_package(
        PackageFacts(
            is_technical=escalation.is_technical,
            asks_basics=case.kind == "incident",
            has_impact=case.impact_statements.exists(),
            open_basics=_open_basics(case),
            tried_count=case.remote_attempts.count() + case.hypotheses.count(),
            evidence_count=case.evidence.count(),
        )
    )


def _open_basics(case: Case) -> tuple[Basic, ...]:
    answered = set(case.basics.values_list("basic", flat=True))
    return tuple(basic for basic in Basic if basic.value not in answered)


PROVIDERS: dict[str, Provider] = {"escalation_package": escalation_package}
