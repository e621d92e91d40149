"""A diagnosis as plain JSON values: for programs, and beside the run in the file that is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from firstfix.engines.diagnosis.finding import CheckVerdict, Diagnosis, Evidence, Finding, Request
from firstfix.engines.verdict import Scalar

__all__ = ["diagnosis_document"]

# What a request says in fields of its own.
_OUTSIDE_DETAILS = frozenset({"source", "endpoint", "host", "address", "port", "protocol"})


def diagnosis_document(diagnosis: Diagnosis) -> dict[str, Any]:
    """Give findings and verdicts as JSON values, sentences in English beside the codes."""
    return {
        "findings": [_finding(each) for each in diagnosis.findings],
        "verdicts": [_verdict(each) for each in diagnosis.verdicts],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    cause = finding.cause
    return {
        "code": finding.code,
        "check": finding.check_id,
        "status": finding.status.value,
        "domain": cause.code.domain.value,
        "confidence": cause.confidence.value,
        "sentence": finding.text(),
        "params": dict(cause.params),
        "affected": list(finding.affected),
        "evidence": _evidence(cause.evidence),
        "excluded": [{"code": each.code, "because": _one(each.because)} for each in cause.excluded],
        "not_excluded": [{"code": each.code, "because": _one(each.because)} for each in cause.not_excluded],
        "request": _request(finding.request, cause.params),
    }


def _request(request: Request, params: Mapping[str, Scalar]) -> dict[str, Any]:
    """Give a request as a program carries it out; ``details`` are the names and numbers of the change."""
    return {
        "who": request.who,
        "action": request.action,
        "text": request.text,
        "from": request.source,
        "to": request.target,
        "address": request.address,
        "protocol": request.protocol,
        "port": request.port,
        "details": {name: value for name, value in params.items() if name not in _OUTSIDE_DETAILS},
        "proof": _evidence(request.proof),
        "checks": list(request.checks),
        "asked_at": request.asked_at,
    }


def _verdict(verdict: CheckVerdict) -> dict[str, Any]:
    return {
        "check": verdict.check_id,
        "status": verdict.status.value,
        "because": verdict.because,
        "blocked_by": verdict.blocked_by,
    }


def _evidence(evidence: Iterable[Evidence]) -> list[dict[str, str]]:
    return [_one(each) for each in evidence]


def _one(evidence: Evidence) -> dict[str, str]:
    return {"check": evidence.check_id, "path": evidence.path, "value": evidence.value}
