"""Check an export of the ledger with nothing but the export and the public key.

Reads line by line. What stays in memory is one row, the tree's right edge, and for each subject the hash of
its last link (about 300 bytes), never the ledger. ``verifier.py`` beside this file is a second, independent
writing of the same rules for auditors; the tests hold the two against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from firstfix.engines.custody.chain import ChainCheck
from firstfix.engines.custody.checkpoint import Checkpoint
from firstfix.engines.custody.export_format import (
    End,
    ExportLine,
    Header,
    Leaf,
    Row,
    Signed,
    Text,
    parse_line,
)
from firstfix.engines.custody.findings import Finding, ProofError
from firstfix.engines.custody.keys import VerifierKey
from firstfix.engines.custody.log_check import LogCheck
from firstfix.engines.custody.row_check import RowCheck

__all__ = ["Counts", "Verification", "verify_export"]

# Ours, more than a person reads: the rest is counted only, so that a hostile file stays small in memory.
MAX_FINDINGS = 1_000


@dataclass(frozen=True, slots=True)
class Counts:
    """What an export holds; erased texts are those a row mentions and the export no longer has."""

    row_count: int
    link_count: int
    subject_count: int
    text_count: int
    erased_text_count: int
    checkpoint_count: int


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer: the first 1,000 findings, how many there are, what was read, the newest good checkpoint."""

    findings: tuple[Finding, ...]
    finding_count: int
    counts: Counts
    newest: Checkpoint | None

    @property
    def is_intact(self) -> bool:
        """Tell whether nothing was found."""
        return self.finding_count == 0


def verify_export(
    lines: Iterable[bytes], verifier_keys: Iterable[VerifierKey], *, kept: Iterable[str] = ()
) -> Verification:
    """Give what is wrong with an export, read from ``lines`` (as ``read_lines`` gives them).

    ``verifier_keys`` are the log's public keys (several after a change of key) and those of witnesses.
    ``kept`` are checkpoints that were put aside earlier, outside the server: only they reveal a history
    that was cut short or rewritten as a whole and signed again.
    """
    check = _ExportCheck(verifier_keys)
    first: list[Finding] = []
    finding_count = 0
    for finding in check.findings(lines, kept):
        finding_count += 1
        if finding_count <= MAX_FINDINGS:
            first.append(finding)
    return Verification(tuple(first), finding_count, check.counts(), check.log.newest)


class _ExportCheck:
    """Hands each line to the checks that it concerns and puts its number on what they find."""

    def __init__(self, verifier_keys: Iterable[VerifierKey]) -> None:
        self.log = LogCheck(verifier_keys)
        self._rows = RowCheck()
        self._chains = ChainCheck()
        self._seen: Counter[str] = Counter()
        self._has_ended = False

    def findings(self, lines: Iterable[bytes], kept: Iterable[str]) -> Iterator[Finding]:
        yield from self.log.keep(kept)
        for number, line in enumerate(lines, start=1):
            for finding in self._judge(line, is_first=number == 1):
                yield replace(finding, line=number)
        if not self._has_ended:
            yield Finding("export_cut")
            yield from self._rows.close()
        yield from self.log.finish()

    def counts(self) -> Counts:
        seen = self._seen
        return Counts(
            row_count=seen["rows"],
            link_count=seen["links"],
            subject_count=self._chains.subject_count,
            text_count=seen["texts"],
            erased_text_count=self._rows.erased_text_count,
            checkpoint_count=seen["checkpoints"],
        )

    def _judge(self, line: bytes, *, is_first: bool) -> Iterator[Finding]:
        try:
            content = parse_line(line)
        except ProofError as refusal:
            yield refusal.finding
            return
        if self._has_ended or is_first != isinstance(content, Header):
            yield Finding("line_unexpected", {"kind": _KINDS[type(content)].rstrip("s")})
            return
        self._seen[_KINDS[type(content)]] += 1
        yield from self._dispatch(content)

    def _dispatch(self, content: ExportLine) -> Iterator[Finding]:
        match content:
            case Header():
                yield from self.log.begin(content.origin)
            case Row():
                yield from self._rows.open(content)
            case Text():
                yield from self._rows.text(content)
            case Leaf():
                yield from self._link(content)
            case Signed():
                yield from self.log.checkpoint(content.note)
            case End():
                yield from self._end(content)

    def _link(self, leaf: Leaf) -> Iterator[Finding]:
        yield from self._rows.link(leaf.link)
        finding = self._chains.follow(leaf.link)
        if finding:
            yield finding
        yield from self.log.grow(leaf)

    def _end(self, end: End) -> Iterator[Finding]:
        yield from self._rows.close()
        self._has_ended = True
        for kind in ("checkpoints", "links", "rows", "texts"):
            told, found = getattr(end, kind), self._seen[kind]
            if told != found:
                yield Finding("count_wrong", {"kind": kind, "told": told, "found": found})


_KINDS: dict[type[ExportLine], str] = {
    Header: "header",
    Row: "rows",
    Text: "texts",
    Leaf: "links",
    Signed: "checkpoints",
    End: "end",
}
