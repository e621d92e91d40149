"""What this capability answers to gates: whether a later run shows a remediation mended, or shown again."""

from __future__ import annotations

from firstfix.apps.diagnosis.models import DiagnosticRun, Remediation
from firstfix.engines.readiness import judge_shown_again, judge_shown_green
from firstfix.engines.verdict import Verdict
from firstfix.kernel.facts import Provider, Question

__all__ = ["PROVIDERS"]


def shown_green(question: Question) -> Verdict | None:
    """Give whether the run that is named shows that the very same check holds now (S1-D17)."""
    remediation = question.subject
    if not isinstance(remediation, Remediation):
        return None
    return judge_shown_green(check=remediation.check_id, status=_status(question, remediation))


def shown_again(question: Question) -> Verdict | None:
    """Give whether the run that is named shows that it fails still, or again."""
    remediation = question.subject
    if not isinstance(remediation, Remediation):
        return None
    return judge_shown_again(check=remediation.check_id, status=_status(question, remediation))


def _status(question: Question, remediation: Remediation) -> str | None:
    """Give what came of the remediation's check in a run of its order that is later than the last proof."""
    run = DiagnosticRun.objects.filter(
        pk=question.given.get("run_id"), work_order=remediation.work_order_id, withdrawal=None
    ).first()
    if run is None or run.ended_at <= remediation.found_in.ended_at:
        return None
    return run.status_of(remediation.fingerprint)


PROVIDERS: dict[str, Provider] = {"shown_green": shown_green, "shown_again": shown_again}
