"""The report as lines: findings first with their packets and what to ask for, then what was counted and not
read.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping

from firstfix.cli.capturing.report import Looked, plain
from firstfix.engines.capture import CaptureReport, Comparison, Finding, time_text
from firstfix.engines.verdict import mark

__all__ = ["both_words", "counted_words", "head_of", "moment_words", "packet_words", "report_lines"]

_COLUMNS = 110
# Below a tenth of a megabyte octets say more.
_MEGABYTES_FROM = 100_000


def report_lines(looked: Looked) -> Iterator[str]:
    """Give the report line by line."""
    said, comparison = looked.speaking.said, looked.comparison
    if comparison is not None:
        yield from _wrapped(both_words(looked, comparison), "")
        for finding in comparison.findings:
            yield from _finding_lines(looked, finding)
        yield ""
    for name, report in zip(looked.names, looked.reports, strict=True):
        yield plain(f"{name}: {head_of(looked, report)}")
        for finding in report.findings:
            yield from _finding_lines(looked, finding)
        yield ""
        yield from _counted(looked, report)
    if not looked.findings and all(report.counts.get("packets") for report in looked.reports):
        yield said(mark("Nothing was found that is wrong."))


def both_words(looked: Looked, comparison: Comparison) -> str:
    """Give what two captures have in common, or why they cannot be compared."""
    said = looked.speaking.said
    if comparison.note:
        return said(mark("The two captures cannot be compared: {why}."), why=said(comparison.note))
    return said(mark("Both ends: {count} packets are in both captures."), count=f"{comparison.common:,}")


def head_of(looked: Looked, report: CaptureReport) -> str:
    """Give what a capture holds, in one line."""
    said = looked.speaking.said
    statuses = Counter(finding.status.value for finding in report.findings)
    told = ", ".join(f"{statuses[word]} {said(word)}" for word in ("fail", "warn") if statuses[word])
    count, octets = f"{report.counts.get('packets', 0):,}", report.counts.get("octets", 0)
    if octets >= _MEGABYTES_FROM:
        held = said(mark("{count} packets, {size} MB"), count=count, size=f"{octets / 1e6:,.1f}")
    else:
        held = said(mark("{count} packets, {size} octets"), count=count, size=f"{octets:,}")
    seconds = f"{(report.last_ns - report.first_ns) / 1e9:,.1f}"
    first = moment_words(report.first_ns)
    span = said(mark("from {first}, {seconds} s"), first=first, seconds=seconds) if first else ""
    return "; ".join(filter(None, (told, held, span)))


def moment_words(moment_ns: int) -> str:
    """Give a time to the second, as it stands in a capture; empty where there is none."""
    text = time_text(moment_ns)
    return f"{text[:10]} {text[11:19]} UTC" if text else ""


def packet_words(looked: Looked, finding: Finding) -> str:
    """Give the packets that prove a finding."""
    if not finding.packets:
        return ""
    listed = ", ".join(map(str, finding.packets))
    if finding.count <= len(finding.packets):
        return looked.speaking.said(mark("packets {listed}"), listed=listed)
    rest = f"{finding.count - len(finding.packets):,}"
    return looked.speaking.said(mark("packets {listed} and {rest} more"), listed=listed, rest=rest)


def counted_words(counts: Mapping[str, int]) -> str:
    """Give counts as one text; their names are those of the JSON report."""
    return ", ".join(f"{name} {count:,}" for name, count in counts.items() if count)


def _counted(looked: Looked, report: CaptureReport) -> Iterator[str]:
    said = looked.speaking.said
    counts = {name: count for name, count in report.counts.items() if name not in {"packets", "octets"}}
    told = ((said(mark("Counted")), counts), (said(mark("Not looked into")), report.unread))
    for head, counted in told:
        if words := counted_words(counted):
            yield from _wrapped(f"{head}: {words}.", "")


def _finding_lines(looked: Looked, finding: Finding) -> Iterator[str]:
    said, code = looked.speaking.said, finding.code
    yield ""
    yield from _wrapped(f"{said(finding.status.value).upper()} {code.code}: {looked.sentence(finding)}", "")
    where = (packet_words(looked, finding), said(code.domain.value), said(finding.confidence.value))
    yield from _wrapped("; ".join(filter(None, where)), "  ")
    words = said(mark("ask {who}: {request}"), who=said(code.who.value), request=looked.request(finding))
    yield from _wrapped(words, "  ")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        plain(text), _COLUMNS, initial_indent=indent, subsequent_indent=f"{indent}  ", break_long_words=False
    )
