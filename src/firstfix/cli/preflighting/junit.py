"""The verdicts as JUnit XML: one test case a check, so that a build shows them."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from firstfix.cli.preflighting.telling import verdict_words
from firstfix.engines.diagnosis import CheckVerdict, Diagnosis, Finding, Run, Spec, Status

__all__ = ["junit_of"]

# What XML 1.0 has no place for (section 2.2), however it is written.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_of(spec: Spec, run: Run, diagnosis: Diagnosis) -> bytes:
    """Give the XML of a run."""
    findings = {finding.check_id: finding for finding in reversed(diagnosis.findings)}
    statuses = [verdict.status for verdict in diagnosis.verdicts]
    suite = ET.Element(
        "testsuite",
        name=_allowed(f"{spec.name} {run.site}".strip()),
        tests=str(len(statuses)),
        failures=str(statuses.count(Status.FAIL)),
        errors="0",
        skipped=str(sum(status in {Status.BLOCKED, Status.UNKNOWN, Status.SKIPPED} for status in statuses)),
        time=f"{run.took_ms / 1000:.3f}",
        # Ant, who wrote these files first, knows no zone and no fractions; it is UTC.
        timestamp=f"{run.started_at:%Y-%m-%dT%H:%M:%S}",
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in (
        ("site", run.site),
        ("spec.version", run.spec_version),
        ("firstfix", run.tool_version),
    ):
        ET.SubElement(properties, "property", name=name, value=_allowed(value))
    for verdict in diagnosis.verdicts:
        _case(suite, spec, run, verdict, findings.get(verdict.check_id))
    content: bytes = ET.tostring(suite, encoding="utf-8", xml_declaration=True)
    return content


def _case(suite: ET.Element, spec: Spec, run: Run, verdict: CheckVerdict, finding: Finding | None) -> None:
    observation = run.observations.get(verdict.check_id)
    took = observation.took_ms / 1000 if observation else 0.0
    case = ET.SubElement(
        suite, "testcase", classname=_allowed(spec.name), name=verdict.check_id, time=f"{took:.3f}"
    )
    if verdict.status is Status.FAIL and finding is not None:
        failure = ET.SubElement(case, "failure", type=finding.code, message=_allowed(finding.text()))
        failure.text = _allowed(finding.request.text)
    elif verdict.status is Status.WARN and finding is not None:
        ET.SubElement(case, "system-out").text = _allowed(f"{finding.code}: {finding.text()}")
    elif verdict.status in {Status.BLOCKED, Status.UNKNOWN, Status.SKIPPED}:
        ET.SubElement(case, "skipped", message=_allowed(verdict_words(verdict)))


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
