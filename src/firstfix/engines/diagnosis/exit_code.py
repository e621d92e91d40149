"""The exit code of a run: scripts of Troubleshoot's host preflights keep working (0 to 4 mean the same)."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.finding import Diagnosis
from firstfix.engines.diagnosis.words import Status

__all__ = ["BAD_SPEC", "FAILED", "INCOMPLETE", "INTERNAL", "NAGIOS", "PASSED", "WARNED", "exit_code_of"]

PASSED: Final = 0
INTERNAL: Final = 1
BAD_SPEC: Final = 2
FAILED: Final = 3
WARNED: Final = 4
INCOMPLETE: Final = 5

# Monitoring plugins' states: OK, WARNING, CRITICAL, UNKNOWN.
NAGIOS: Final = {PASSED: 0, WARNED: 1, FAILED: 2, INCOMPLETE: 3, BAD_SPEC: 3}


def exit_code_of(diagnosis: Diagnosis) -> int:
    """Give the exit code: a failure counts more than what is not known, and that more than a warning."""
    statuses = {verdict.status for verdict in diagnosis.verdicts}
    statuses |= {finding.status for finding in diagnosis.findings}
    if Status.FAIL in statuses:
        return FAILED
    if statuses & {Status.UNKNOWN, Status.SKIPPED} or (Status.BLOCKED in statuses and not diagnosis.findings):
        return INCOMPLETE
    return WARNED if Status.WARN in statuses else PASSED
