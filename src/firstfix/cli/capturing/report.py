"""What was looked at: one capture, or two and what they show together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from firstfix.cli.preflighting.speaking import ENGLISH, Speaking
from firstfix.engines.capture import CaptureReport, Comparison, Finding, report_document
from firstfix.engines.capture.document import finding_document
from firstfix.engines.verdict import mark

__all__ = ["Looked", "looked_document", "plain"]


@dataclass(frozen=True)
class Looked:
    """The captures by name with their reports, and their comparison where there are two."""

    names: tuple[str, ...]
    reports: tuple[CaptureReport, ...]
    comparison: Comparison | None
    speaking: Speaking = ENGLISH

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Give every finding, those about the way between two captures first."""
        between = self.comparison.findings if self.comparison else ()
        return between + tuple(finding for report in self.reports for finding in report.findings)

    def damage_words(self, name: str, report: CaptureReport) -> str:
        """Give the sentence about a damaged file, and what became of the rest."""
        damage = report.damage
        if damage is None:
            return ""
        count, said = report.counts.get("packets", 0), self.speaking.said
        rest = (
            said(mark("the {count} packets before it are reported"), count=f"{count:,}")
            if count
            else said(mark("nothing could be read"))
        )
        words = said(damage.sentence, **damage.params)
        return plain(
            said(
                mark("{name}: {words} (octet {offset}); {rest}."),
                name=name, words=words, offset=f"{damage.offset:,}", rest=rest,
            )
        )  # fmt: skip

    def sentence(self, finding: Finding) -> str:
        """Give what a finding says."""
        return self.speaking.said(finding.code.sentence, **self._spoken(finding))

    def request(self, finding: Finding) -> str:
        """Give what to ask for."""
        return self.speaking.said(finding.code.ask, **self._spoken(finding))

    def _spoken(self, finding: Finding) -> dict[str, Any]:
        # What an ICMP message means is a word of ours; everything else is a number or a name.
        said = finding.params.get("said")
        return {**finding.params, "said": self.speaking.gettext(str(said))} if said else dict(finding.params)


def looked_document(looked: Looked) -> dict[str, Any]:
    """Give what was looked at as JSON values."""
    comparison = looked.comparison
    captures = [
        {"name": plain(name), **report_document(report)}
        for name, report in zip(looked.names, looked.reports, strict=True)
    ]
    if comparison is None:
        return {"captures": captures}
    between = {
        "common_packets": comparison.common,
        "second_clock_ahead_seconds": comparison.ahead_ns / 1e9,
        "note": comparison.note,
        "findings": [finding_document(finding) for finding in comparison.findings],
    }
    return {"captures": captures, "between": between}


def plain(text: str) -> str:
    """Give a text on one line, without anything that a terminal would obey."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
