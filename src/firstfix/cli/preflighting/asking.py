"""Findings as tickets: each request with its way, its proof and where it was seen, to be sent as it is."""

from __future__ import annotations

from collections.abc import Iterator

from firstfix.cli.preflighting.speaking import ENGLISH, Speaking
from firstfix.cli.preflighting.telling import plain
from firstfix.engines.diagnosis import Diagnosis, Evidence, Finding, Run, Spec
from firstfix.engines.diagnosis.ticket import Ticket, ticket_text
from firstfix.engines.verdict import mark

__all__ = ["asked_of", "fact_words", "requests_text", "route_of"]

_LOOKED = mark("Seen by {check} at {at} UTC from {source} ({code}; {spec}, firstfix {version}).")
# Wide enough to be seen between two tickets in a plain text.
_BETWEEN = "\n\n" + "-" * 72 + "\n\n"


def requests_text(spec: Spec, run: Run, diagnosis: Diagnosis, speaking: Speaking = ENGLISH) -> str:
    """Give all requests of a run as one text, each under whom it is for; one sentence where there is none."""
    if not diagnosis.findings:
        return speaking.gettext(mark("There is nothing to ask for: nothing was found that is wrong.")) + "\n"
    return _BETWEEN.join(_addressed(spec, run, diagnosis, speaking)) + "\n"


def asked_of(spec: Spec, run: Run, finding: Finding, speaking: Speaking = ENGLISH) -> str:
    """Give the request of one finding as the text of a ticket."""
    sentence = speaking.finding(finding)
    ticket = Ticket(
        subject=plain(f"{run.site}: {sentence}" if run.site else sentence),
        ask=plain(speaking.request(finding, spec)),
        route=[(label, plain(value)) for label, value in route_of(finding, speaking)],
        proof_head=speaking.gettext(mark("Proof:")),
        proof=[plain(fact_words(each)) for each in finding.cause.evidence],
        looked=plain(_looked(spec, run, finding, speaking)),
    )
    return ticket_text(ticket)


def route_of(finding: Finding, speaking: Speaking = ENGLISH) -> list[tuple[str, str]]:
    """Give from where to where something is asked for, as labels with values; what has none is left out."""
    request = finding.request
    address = "" if request.address == request.target else request.address
    port = f"{request.protocol} {request.port}".strip() if request.port else ""
    named = (
        (mark("From"), request.source), (mark("To"), request.target),
        (mark("Address"), address), (mark("Port"), port),
    )  # fmt: skip
    return [(speaking.gettext(label), value) for label, value in named if value]


def fact_words(evidence: Evidence) -> str:
    """Give a fact: which check saw what."""
    return f"{evidence.check_id}: {evidence.path} = {evidence.value}"


def _addressed(spec: Spec, run: Run, diagnosis: Diagnosis, speaking: Speaking) -> Iterator[str]:
    for finding in diagnosis.findings:
        who = speaking.said(mark("To {who}:"), who=speaking.gettext(finding.request.who))
        yield f"{who}\n\n{asked_of(spec, run, finding, speaking)}"


def _looked(spec: Spec, run: Run, finding: Finding, speaking: Speaking) -> str:
    observation = run.observations.get(finding.check_id)
    at = observation.started_at if observation else run.started_at
    return speaking.said(
        _LOOKED,
        check=finding.check_id,
        at=f"{at:%Y-%m-%d %H:%M:%S}",
        source=run.vantage.facts.get("source") or speaking.gettext(mark("an unknown address")),
        code=finding.code,
        spec=f"{spec.name} {spec.version}".strip(),
        version=run.tool_version,
    )
