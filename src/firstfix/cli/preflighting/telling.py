"""The report as lines: causes first with their proof and what to ask for, then every check on one line."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from firstfix.engines.diagnosis import CheckVerdict, Diagnosis, Finding, Run, Spec, Status
from firstfix.engines.diagnosis.exit_code import FAILED, INCOMPLETE, PASSED, WARNED
from firstfix.laptop.probes import Contact

__all__ = ["contact_lines", "nagios_line", "plain", "report_lines", "verdict_words"]

_COLUMNS = 110
_STATES = {PASSED: "OK", WARNED: "WARNING", FAILED: "CRITICAL", INCOMPLETE: "UNKNOWN"}


def report_lines(spec: Spec, run: Run, diagnosis: Diagnosis) -> Iterator[str]:
    """Give the report of a run, line by line."""
    where = f" at {run.site}" if run.site else ""
    yield plain(
        f"{spec.name} {spec.version}".strip() + f"{where}: {_counts(diagnosis)}, {run.took_ms / 1000:.2f} s"
    )
    if not run.is_complete:
        yield "The run was stopped before its end; this is what was seen until then."
    for finding in diagnosis.findings:
        yield ""
        yield from _finding_lines(finding)
    yield ""
    width = max(len(verdict.check_id) for verdict in diagnosis.verdicts)
    for verdict in diagnosis.verdicts:
        observation = run.observations.get(verdict.check_id)
        took = f"{observation.took_ms:7.0f} ms" if observation else " " * 10
        error = f" ({observation.error})" if observation and observation.error else ""
        words = verdict_words(verdict)
        line = f"{verdict.status.value:<8}{verdict.check_id:<{width}} {took}  {words}{error}"
        yield plain(line.rstrip())


def verdict_words(verdict: CheckVerdict) -> str:
    """Give why a check has its status, in a few words; empty for one that passes."""
    if verdict.status is Status.BLOCKED:
        return f"blocked by {verdict.blocked_by}: {verdict.because}"
    if verdict.status is Status.UNKNOWN:
        return "it could not be found out from here"
    return verdict.because


def contact_lines(contacts: Sequence[Contact]) -> Iterator[str]:
    """Give who would be contacted, one line each."""
    if not contacts:
        yield "Nobody would be contacted."
    for each in contacts:
        only = " (only if the first probe fails)" if each.is_second else ""
        yield plain(f"{each.check_id}: {each.protocol} {each.host} port {each.port}: {each.purpose}{only}")


def nagios_line(run: Run, diagnosis: Diagnosis, code: int) -> str:
    """Give one line as monitoring plugins print it, with times as performance data."""
    causes = "; ".join(f"{each.code} {each.text()}" for each in diagnosis.findings) or _counts(diagnosis)
    times = " ".join(
        f"'{check_id}'={observation.took_ms / 1000:.3f}s"
        for check_id, observation in sorted(run.observations.items())
    )
    # A bar divides the words from the performance data.
    return plain(f"PREFLIGHT {_STATES[code]} - {causes.replace('|', '/')} | {times}")


def plain(text: str) -> str:
    """Give a text on one line, without anything that a terminal would obey."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _counts(diagnosis: Diagnosis) -> str:
    counts = Counter(verdict.status for verdict in diagnosis.verdicts)
    order = (Status.PASS, Status.FAIL, Status.WARN, Status.BLOCKED, Status.UNKNOWN, Status.SKIPPED)
    return ", ".join(f"{counts[status]} {status.value}" for status in order if counts[status])


def _finding_lines(finding: Finding) -> Iterator[str]:
    cause = finding.cause
    yield from _wrapped(f"{finding.status.value.upper()} {finding.code}: {finding.text()}", "")
    yield f"  at {finding.check_id}, {cause.code.domain.value}, {cause.confidence.value}"
    for each in cause.evidence:
        yield from _wrapped(f"seen: {each.check_id} {each.path} = {each.value}", "  ")
    for excluded in cause.excluded:
        because = excluded.because
        yield from _wrapped(f"not {excluded.code}: {because.check_id} {because.path} = {because.value}", "  ")
    if finding.affected:
        yield from _wrapped(f"takes along: {', '.join(finding.affected)}", "  ")
    yield from _wrapped(f"ask {finding.request.who}: {finding.request.text}", "  ")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        plain(text), _COLUMNS, initial_indent=indent, subsequent_indent=f"{indent}  ", break_long_words=False
    )
