"""The report as one HTML file that needs no network: what to hand to the customer's IT, and to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from firstfix.cli.capturing.lines import both_words, counted_words, head_of, moment_words, packet_words
from firstfix.cli.capturing.report import Looked, plain
from firstfix.cli.fault_report import report_template
from firstfix.engines.capture import CaptureReport, Finding
from firstfix.engines.diagnosis.ticket import Ticket, ticket_text
from firstfix.engines.diagnosis.wording import domain_text
from firstfix.engines.verdict import mark

__all__ = ["page_of"]


@dataclass(frozen=True, slots=True)
class _Cause:
    """One thing that is wrong as a card of the page; ``filter`` shows its packets in Wireshark."""

    number: int
    status: str
    status_words: str
    code: str
    sentence: str
    whose: str
    confidence: str
    packets: str
    filter: str
    first: str
    who: str
    ticket: str


def page_of(looked: Looked) -> str:
    """Give the HTML of a report."""
    numbers = count(1)
    between = _between(looked, numbers)
    captures = [
        _capture(looked, name, report, numbers)
        for name, report in zip(looked.names, looked.reports, strict=True)
    ]
    speaking = looked.speaking
    return report_template("capture.html", speaking.gettext, speaking.ngettext).render(
        language=looked.speaking.code,
        title=plain(" + ".join(Path(name).name for name in looked.names)),
        finding_count=len(looked.findings),
        is_read=any(report.counts.get("packets") for report in looked.reports),
        notes=[
            looked.damage_words(Path(name).name, report)
            for name, report in zip(looked.names, looked.reports, strict=True)
            if report.damage is not None
        ],
        between=between,
        captures=captures,
    )  # fmt: skip


def _between(looked: Looked, numbers: Iterator[int]) -> dict[str, Any] | None:
    comparison = looked.comparison
    if comparison is None:
        return None
    return {
        "words": both_words(looked, comparison),
        "findings": [
            _cause(looked, one, next(numbers), " + ".join(looked.names)) for one in comparison.findings
        ],
    }


def _capture(looked: Looked, name: str, report: CaptureReport, numbers: Iterator[int]) -> dict[str, Any]:
    causes = [_cause(looked, finding, next(numbers), name) for finding in report.findings]
    return {
        "name": plain(Path(name).name),
        "head": head_of(looked, report),
        "findings": causes,
        "marks": [*_marks(report, causes)],
        "first": moment_words(report.first_ns),
        "last": moment_words(report.last_ns),
        "counted": [*_counted(looked, report)],
    }


def _cause(looked: Looked, finding: Finding, number: int, name: str) -> _Cause:
    said, code = looked.speaking.gettext, finding.code
    return _Cause(
        number=number,
        status=finding.status.value,
        status_words=said(finding.status.value),
        code=code.code,
        sentence=plain(looked.sentence(finding)),
        whose=domain_text(code.domain.value, looked.speaking.gettext),
        confidence=said(finding.confidence.value),
        packets=packet_words(looked, finding),
        filter=f"frame.number in {{{', '.join(map(str, finding.packets))}}}" if finding.packets else "",
        first=moment_words(finding.first_ns),
        who=said(code.who.value),
        ticket=_ticket(looked, finding, name),
    )


def _ticket(looked: Looked, finding: Finding, name: str) -> str:
    """Give the request as a text that needs nothing beside it but the capture."""
    said = looked.speaking.said
    sentence, packets = plain(looked.sentence(finding)), packet_words(looked, finding)
    capture = plain(" + ".join(Path(each).name for each in name.split(" + ")))
    proof = [f"{capture}: {packets}"] if packets else [capture]
    first = moment_words(finding.first_ns)
    proof += [said(mark("First seen: {at}"), at=first)] if first else []
    return ticket_text(
        Ticket(sentence, plain(looked.request(finding)), (), said(mark("Proof:")), proof, finding.code.code)
    )


def _marks(report: CaptureReport, causes: Sequence[_Cause]) -> Iterator[dict[str, Any]]:
    """Give where in the capture each finding is seen first, in hundredths of its length."""
    length = report.last_ns - report.first_ns
    if length <= 0:
        return
    for finding, cause in zip(report.findings, causes, strict=True):
        if finding.first_ns:
            at = min(max((finding.first_ns - report.first_ns) / length, 0.0), 1.0) * 100
            yield {
                "number": cause.number,
                "status": cause.status,
                "at": round(at, 2),
                "title": cause.sentence,
            }


def _counted(looked: Looked, report: CaptureReport) -> Iterator[tuple[str, str]]:
    said = looked.speaking.said
    for head, counts in ((mark("Counted"), report.counts), (mark("Not looked into"), report.unread)):
        if words := counted_words(counts):
            yield said(head), words
