"""The report as lines: causes first with their proof and what to ask for, then every check on one line."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from firstfix.cli.preflighting.speaking import ENGLISH, Speaking
from firstfix.engines.diagnosis import CheckVerdict, Diagnosis, Finding, Run, Spec, Status
from firstfix.engines.diagnosis.exit_code import FAILED, INCOMPLETE, PASSED, WARNED
from firstfix.engines.diagnosis.facts import list_at
from firstfix.engines.diagnosis.retelling import retold
from firstfix.engines.verdict import mark
from firstfix.laptop.probes import Contact
from firstfix.laptop.probes.contacts import PURPOSES

__all__ = [
    "STOPPED",
    "busy_words",
    "contact_lines",
    "nagios_line",
    "nagios_line_of_mistake",
    "plain",
    "report_lines",
    "verdict_words",
]

_COLUMNS = 110
# Monitoring Plugins Development Guidelines, "Print only one line": 4 KB are read, and pagers show less.
_MOST_WORDS, _MOST_LINE = 1_000, 4_000
_STATES = {PASSED: "OK", WARNED: "WARNING", FAILED: "CRITICAL", INCOMPLETE: "UNKNOWN"}
STOPPED = mark("The run was stopped before its end; this is what was seen until then.")


def report_lines(spec: Spec, run: Run, diagnosis: Diagnosis, speaking: Speaking = ENGLISH) -> Iterator[str]:
    """Give the report of a run, line by line."""
    name, took = f"{spec.name} {spec.version}".strip(), f"{run.took_ms / 1000:.2f}"
    head = (
        mark("{name} at {site}: {counts}, {seconds} s") if run.site else mark("{name}: {counts}, {seconds} s")
    )
    counts = _counts(diagnosis, speaking)
    yield plain(speaking.said(head, name=name, site=run.site, counts=counts, seconds=took))
    if not run.is_complete:
        yield speaking.gettext(STOPPED)
    if busy := busy_words(run, speaking):
        yield from _wrapped(busy, "")
    for finding in diagnosis.findings:
        yield ""
        yield from _finding_lines(finding, spec, speaking)
    yield ""
    yield from _verdict_lines(run, diagnosis, speaking)


def busy_words(run: Run, speaking: Speaking = ENGLISH) -> str:
    """Give the sentence that this computer was too busy to look properly at once; empty where it was not."""
    again = ", ".join(map(str, list_at(run.vantage.facts, "looked_again")))
    said = mark("This computer was busy while it looked, so it looked twice at: {checks}.")
    return speaking.said(said, checks=again) if again else ""


def verdict_words(verdict: CheckVerdict, speaking: Speaking = ENGLISH) -> str:
    """Give why a check has its status, in a few words; empty for one that passes."""
    if verdict.status is Status.BLOCKED:
        told = {"check": verdict.blocked_by, "code": verdict.because}
        return speaking.said(mark("blocked by {check}: {code}"), **told)
    if verdict.status is Status.UNKNOWN:
        return speaking.gettext(mark("it could not be found out from here"))
    return verdict.because


def contact_lines(contacts: Sequence[Contact], speaking: Speaking = ENGLISH) -> Iterator[str]:
    """Give who would be contacted, one line each."""
    if not contacts:
        yield speaking.gettext(mark("Nobody would be contacted."))
    only = speaking.gettext(mark("only if the first probe fails"))
    for each in contacts:
        when, purpose = (
            f" ({only})" if each.is_second else "",
            retold(each.purpose, PURPOSES, speaking.gettext),
        )
        yield plain(f"{each.check_id}: {each.protocol} {each.host} port {each.port}: {purpose}{when}")


def nagios_line(run: Run, diagnosis: Diagnosis, code: int) -> str:
    """Give one line as monitoring plugins print it, with times as performance data; always in English."""
    causes = "; ".join(f"{each.code} {each.text()}" for each in diagnosis.findings)
    times = " ".join(
        f"'{check_id}'={observation.took_ms / 1000:.3f}s"
        for check_id, observation in sorted(run.observations.items())
    )
    return _plugin_line(_STATES[code], causes or _counts(diagnosis, ENGLISH), times)


def nagios_line_of_mistake(words: str) -> str:
    """Give the line of a monitoring plugin that could not look, because of what it was given."""
    return _plugin_line(_STATES[INCOMPLETE], words, "")


def _plugin_line(state: str, words: str, times: str) -> str:
    # A bar divides the words from the performance data.
    told = plain(words).replace("|", "/")
    told = told if len(told) <= _MOST_WORDS else f"{told[: _MOST_WORDS - 3]}..."
    line = f"PREFLIGHT {state} - {told}" + (f" | {times}" if times else "")
    # What is cut off in the middle of a value would be read as another value.
    octets = line.encode("utf-8")
    return (
        line
        if len(octets) <= _MOST_LINE
        else octets[:_MOST_LINE].decode("utf-8", "ignore").rpartition(" ")[0]
    )


def plain(text: str) -> str:
    """Give a text on one line, without anything that a terminal would obey."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _verdict_lines(run: Run, diagnosis: Diagnosis, speaking: Speaking) -> Iterator[str]:
    width = max(len(verdict.check_id) for verdict in diagnosis.verdicts)
    # The longest status in English has seven letters.
    status_width = max(7, *(len(speaking.gettext(one.status.value)) for one in diagnosis.verdicts)) + 1
    for verdict in diagnosis.verdicts:
        observation = run.observations.get(verdict.check_id)
        took = f"{observation.took_ms:7.0f} ms" if observation else " " * 10
        error = f" ({speaking.error(observation.error)})" if observation and observation.error else ""
        status = speaking.gettext(verdict.status.value)
        words = verdict_words(verdict, speaking)
        line = f"{status:<{status_width}}{verdict.check_id:<{width}} {took}  {words}{error}"
        yield plain(line.rstrip())


def _counts(diagnosis: Diagnosis, speaking: Speaking) -> str:
    counts = Counter(verdict.status for verdict in diagnosis.verdicts)
    order = (Status.PASS, Status.FAIL, Status.WARN, Status.BLOCKED, Status.UNKNOWN, Status.SKIPPED)
    return ", ".join(
        f"{counts[status]} {speaking.gettext(status.value)}" for status in order if counts[status]
    )


def _finding_lines(finding: Finding, spec: Spec, speaking: Speaking) -> Iterator[str]:
    cause = finding.cause
    status = speaking.gettext(finding.status.value).upper()
    yield from _wrapped(f"{status} {finding.code}: {speaking.finding(finding)}", "")
    values = (speaking.gettext(each.value) for each in (cause.code.domain, cause.confidence))
    domain, confidence = values
    told = {"check": finding.check_id, "domain": domain, "confidence": confidence}
    yield "  " + speaking.said(mark("at {check}, {domain}, {confidence}"), **told)
    for each in cause.evidence:
        fact = f"{each.check_id} {each.path} = {each.value}"
        yield from _wrapped(speaking.said(mark("seen: {fact}"), fact=fact), "  ")
    for excluded in cause.excluded:
        because = excluded.because
        fact = f"{because.check_id} {because.path} = {because.value}"
        said = speaking.said(mark("not {code}: {fact}"), code=excluded.code, fact=fact)
        yield from _wrapped(said, "  ")
    for open_one in cause.not_excluded:
        because = open_one.because
        fact = f"{because.check_id} {because.path} = {because.value}"
        said = speaking.said(mark("not excluded, {code}: {fact}"), code=open_one.code, fact=fact)
        yield from _wrapped(said, "  ")
    if finding.affected:
        said = speaking.said(mark("takes along: {checks}"), checks=", ".join(finding.affected))
        yield from _wrapped(said, "  ")
    if finding.request.asked_at:
        once = mark("It is asked for once, with what {check} shows.")
        yield from _wrapped(speaking.said(once, check=finding.request.asked_at), "  ")
        return
    who, text = speaking.gettext(finding.request.who), speaking.request(finding, spec)
    yield from _wrapped(speaking.said(mark("ask {who}: {text}"), who=who, text=text), "  ")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        plain(text), _COLUMNS, initial_indent=indent, subsequent_indent=f"{indent}  ", break_long_words=False
    )
