"""The report as one HTML file that needs no network: what to hand to the customer's IT, and to keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from firstfix.cli.fault_report import report_template
from firstfix.cli.preflighting.asking import asked_of, fact_words
from firstfix.cli.preflighting.speaking import ENGLISH, Speaking
from firstfix.cli.preflighting.telling import STOPPED, busy_words, plain, verdict_words
from firstfix.engines.diagnosis import CODES, Check, CheckVerdict, Diagnosis, Finding, Run, Spec, Status
from firstfix.engines.diagnosis.facts import list_at, text_at
from firstfix.engines.diagnosis.judged import digest_of
from firstfix.engines.diagnosis.wording import domain_text
from firstfix.engines.verdict import mark

__all__ = ["page_of"]

_WHEN = mark("Looked from {source} at {at} UTC by this computer's clock; it took {seconds} s.")
_ORDER = (Status.FAIL, Status.WARN, Status.BLOCKED, Status.UNKNOWN, Status.SKIPPED, Status.PASS)
# Narrower bars are not seen; a bar is a hundredth of the run at least.
_NARROWEST = 1.0


@dataclass(frozen=True, slots=True)
class _Cause:
    """One cause as a card of the page."""

    status: str
    status_words: str
    code: str
    sentence: str
    whose: str
    confidence: str
    check: str
    who: str
    ask: str
    ticket: str
    proof: list[str]
    excluded: list[tuple[str, str, str]]
    affected: list[str]


@dataclass(frozen=True, slots=True)
class _Row:
    """One check as a row with its place in time, in hundredths of the run."""

    check: str
    looked_at: str
    status: str
    status_words: str
    cause: int
    why: str
    took: str
    begin: float
    width: float


def page_of(spec: Spec, run: Run, diagnosis: Diagnosis, speaking: Speaking = ENGLISH) -> str:
    """Give the HTML of a report."""
    causes = {finding.code + finding.check_id: n for n, finding in enumerate(diagnosis.findings, start=1)}
    return report_template("preflight.html", speaking.gettext, speaking.ngettext).render(
        language=speaking.code,
        name=plain(f"{spec.name} {spec.version}".strip()),
        site=plain(run.site),
        when=_when(run, speaking),
        notes=[*_notes(run, speaking)],
        counts=[*_counts(diagnosis, speaking)],
        causes=[_cause(spec, run, finding, speaking) for finding in diagnosis.findings],
        affected_count=sum(each.status in _AFFECTED for each in diagnosis.verdicts),
        open_count=sum(each.status in _OPEN for each in diagnosis.verdicts),
        rows=[_row(spec, run, verdict, causes, speaking) for verdict in diagnosis.verdicts],
        seconds=f"{run.took_ms / 1000:.2f}",
        vantage=[*_vantage(run, speaking)],
        version=run.tool_version,
        digest=digest_of(spec, run),
    )  # fmt: skip


_AFFECTED = (Status.FAIL, Status.WARN, Status.BLOCKED)
_OPEN = (Status.UNKNOWN, Status.SKIPPED)


def _when(run: Run, speaking: Speaking) -> str:
    return speaking.said(
        _WHEN,
        source=run.vantage.facts.get("source") or speaking.gettext(mark("an unknown address")),
        at=f"{run.started_at:%Y-%m-%d %H:%M:%S}",
        seconds=f"{run.took_ms / 1000:.2f}",
    )


def _notes(run: Run, speaking: Speaking) -> Iterator[str]:
    if not run.is_complete:
        yield speaking.gettext(STOPPED)
    if busy := busy_words(run, speaking):
        yield busy


def _counts(diagnosis: Diagnosis, speaking: Speaking) -> Iterator[tuple[int, str, str]]:
    counts = Counter(verdict.status for verdict in diagnosis.verdicts)
    for status in _ORDER:
        if counts[status]:
            yield counts[status], speaking.gettext(status.value), status.value


def _cause(spec: Spec, run: Run, finding: Finding, speaking: Speaking) -> _Cause:
    cause, say = finding.cause, speaking.gettext
    return _Cause(
        status=finding.status.value,
        status_words=say(finding.status.value),
        code=finding.code,
        sentence=plain(speaking.finding(finding)),
        whose=domain_text(cause.code.domain.value, speaking.gettext),
        confidence=say(cause.confidence.value),
        check=finding.check_id,
        who=say(finding.request.who),
        ask=plain(speaking.request(finding, spec)),
        ticket=asked_of(spec, run, finding, speaking),
        proof=[plain(fact_words(each)) for each in cause.evidence],
        excluded=[
            (each.code, _otherwise(each.code, finding, speaking), plain(fact_words(each.because)))
            for each in cause.excluded
        ],
        affected=list(finding.affected),
    )


def _otherwise(code: str, finding: Finding, speaking: Speaking) -> str:
    """Give what another cause would have said here, empty where it speaks of what was not looked at."""
    known = CODES.get(code)
    try:
        return plain(speaking.said(known.sentence, **finding.cause.params)) if known else ""
    except KeyError:
        return ""


def _row(spec: Spec, run: Run, verdict: CheckVerdict, causes: dict[str, int], speaking: Speaking) -> _Row:
    observation = run.observations.get(verdict.check_id)
    begin, width = _place(run, verdict.check_id)
    error = speaking.error(observation.error) if observation and observation.error else ""
    check = spec.check(verdict.check_id)
    why = verdict_words(verdict, speaking)
    return _Row(
        check=verdict.check_id,
        looked_at=plain(_looked_at(check)) if check else "",
        status=verdict.status.value,
        status_words=speaking.gettext(verdict.status.value),
        cause=causes.get(verdict.because + (verdict.blocked_by or verdict.check_id), 0),
        why=plain(f"{why} ({error})" if error else why),
        took=f"{observation.took_ms:,.0f} ms" if observation else "",
        begin=begin,
        width=width,
    )


def _looked_at(check: Check) -> str:
    """Give what a check asks, in a few words: its kind, and whom at which port."""
    host = check.text("host")
    port = f":{check.whole('port')}" if check.whole("port") and host else ""
    return f"{check.kind} {host or check.text('name') or check.text('path')}{port}".strip()


def _place(run: Run, check_id: str) -> tuple[float, float]:
    """Give where in the run a check lies: begin and width in hundredths, none where it was not observed."""
    observation = run.observations.get(check_id)
    if observation is None:
        return 0.0, 0.0
    whole = max(run.took_ms, 1.0)
    # A clock that was set meanwhile must not put a bar beside the page.
    begin = min(max((observation.started_at - run.started_at) / timedelta(milliseconds=whole), 0.0), 0.99)
    width = max(observation.took_ms / whole * 100, _NARROWEST)
    return round(begin * 100, 2), round(min(width, 100 - begin * 100), 2)


def _vantage(run: Run, speaking: Speaking) -> Iterator[tuple[str, str]]:
    facts = run.vantage.facts
    gateways = ", ".join(filter(None, (text_at(each, "address") for each in list_at(facts, "gateways"))))
    told = {
        mark("System"): text_at(facts, "system"),
        mark("Addresses"): _listed(facts, "addresses"),
        mark("Gateways"): gateways,
        mark("Name servers"): _listed(facts, "resolvers"),
        mark("Search domains"): _listed(facts, "search"),
    }
    for label, value in told.items():
        if value:
            yield speaking.gettext(label), plain(value)


def _listed(facts: object, name: str) -> str:
    return ", ".join(map(str, list_at(facts, name)))  # type: ignore[arg-type]  # any JSON value
