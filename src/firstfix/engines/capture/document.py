"""A report as plain JSON values, for programs and for keeping."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from firstfix.engines.capture.finding import Finding
from firstfix.engines.capture.report import CaptureReport

__all__ = ["finding_document", "report_document", "time_text"]

_FORM = "firstfix-capture-1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The last year that Python's times know; a file may claim any.
_LAST_NS = 253_402_300_799_000_000_000


def report_document(report: CaptureReport) -> dict[str, Any]:
    """Give a report as JSON values, sentences in English beside the codes."""
    damage = report.damage
    return {
        "form": _FORM,
        "is_whole": report.is_whole,
        "damage": damage and {"sentence": damage.text(), "offset": damage.offset},
        "first_at": time_text(report.first_ns),
        "last_at": time_text(report.last_ns),
        "findings": [finding_document(one) for one in report.findings],
        "counts": dict(report.counts),
        "unread": dict(report.unread),
    }


def time_text(at_ns: int) -> str:
    """Give a time as RFC 3339 writes it, with microseconds, '' where none is known."""
    if not 0 < at_ns <= _LAST_NS:
        return ""
    return (_EPOCH + timedelta(microseconds=at_ns // 1000)).isoformat()


def finding_document(finding: Finding) -> dict[str, Any]:
    """Give a finding as JSON values."""
    return {
        "code": finding.code.code,
        "status": finding.status.value,
        "domain": finding.code.domain.value,
        "confidence": finding.confidence.value,
        "sentence": finding.text(),
        "params": dict(finding.params),
        "packets": list(finding.packets),
        "count": finding.count,
        "first_at": time_text(finding.first_ns),
        "request": {"who": finding.code.who.value, "text": finding.request()},
    }
