"""The report as one HTML file that needs no network: what to hand to the customer's IT, and to keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from firstfix.cli.preflighting.telling import verdict_words
from firstfix.engines.diagnosis import CheckVerdict, Diagnosis, Evidence, Finding, Run, Spec

__all__ = ["page_of"]

_STYLE = Path(__file__).parent / "report.css"


def page_of(spec: Spec, run: Run, diagnosis: Diagnosis) -> str:
    """Give the HTML of a report."""
    title = f"{spec.name} {spec.version}".strip() + (f", {run.site}" if run.site else "")
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n<main>",
            f"<h1>{escape(title)}</h1>",
            f"<p>{_when(run)}</p>",
            "" if run.is_complete else "<p>The run was stopped before its end.</p>",
            *_findings(diagnosis),
            *_checks(run, diagnosis),
            "</main>\n</body>\n</html>\n",
        ]
    )


def _when(run: Run) -> str:
    source = run.vantage.facts.get("source") or "an unknown address"
    at = f"{run.started_at:%Y-%m-%d %H:%M:%S} UTC by this computer's clock"
    return escape(
        f"Looked from {source} at {at}; it took {run.took_ms / 1000:.2f} s. Firstfix {run.tool_version}."
    )


def _findings(diagnosis: Diagnosis) -> Iterator[str]:
    if not diagnosis.findings:
        yield "<p>Nothing was found that is wrong.</p>"
        return
    yield "<h2>What is wrong, and what to ask for</h2>"
    for finding in diagnosis.findings:
        yield from _finding(finding)


def _finding(finding: Finding) -> Iterator[str]:
    cause, request = finding.cause, finding.request
    yield f'<section class="{finding.status.value}">'
    yield f"<h3>{escape(finding.text())}</h3>"
    told = (finding.status.value, finding.code, cause.code.domain.value, cause.confidence.value)
    yield f'<p class="codes">{escape(" · ".join(told))}</p>'
    yield f"<p><strong>To {escape(request.who)}:</strong> {escape(request.text)}</p>"
    yield from _request_table(finding)
    yield "<h4>Proof</h4>\n<ul>"
    yield from _evidence(cause.evidence)
    yield "</ul>"
    if cause.excluded:
        yield "<h4>What it is not</h4>\n<ul>"
        for each in cause.excluded:
            yield f"<li><code>{escape(each.code)}</code>: {_fact(each.because)}</li>"
        yield "</ul>"
    if finding.affected:
        yield f"<p>Takes along: {escape(', '.join(finding.affected))}.</p>"
    yield "</section>"


def _request_table(finding: Finding) -> Iterator[str]:
    request = finding.request
    rows = {
        "What": request.action,
        "From": request.source,
        "To": request.target if request.target == request.address else f"{request.target} {request.address}",
        "Port": f"{request.protocol} {request.port}" if request.port else "",
    }
    yield "<table>"
    for name, value in rows.items():
        if value.strip():
            yield f'<tr><th scope="row">{name}</th><td>{escape(value.strip())}</td></tr>'
    yield "</table>"


def _checks(run: Run, diagnosis: Diagnosis) -> Iterator[str]:
    yield "<h2>Every check</h2>\n<table>"
    heads = ("Check", "Status", "Why", "Time")
    yield "<tr>" + "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr>"
    for verdict in diagnosis.verdicts:
        yield _row(run, verdict)
    yield "</table>"


def _row(run: Run, verdict: CheckVerdict) -> str:
    observation = run.observations.get(verdict.check_id)
    took = f"{observation.took_ms:.0f} ms" if observation else ""
    status = verdict.status.value
    why = verdict_words(verdict) + (f" ({observation.error})" if observation and observation.error else "")
    cells = (verdict.check_id, status, why, took)
    return f'<tr class="{status}">' + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _evidence(evidence: Iterable[Evidence]) -> Iterator[str]:
    for each in evidence:
        yield f"<li>{_fact(each)}</li>"


def _fact(evidence: Evidence) -> str:
    return f"{escape(evidence.check_id)} <code>{escape(evidence.path)}</code> = {escape(evidence.value)}"
