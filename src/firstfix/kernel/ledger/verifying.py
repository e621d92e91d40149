"""Check the whole ledger as an outsider would, as a job: over a fresh export, with the public key alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firstfix.engines.custody import verify_export
from firstfix.kernel.jobs.running import JobRun
from firstfix.kernel.ledger.checkpoints import ledger_key
from firstfix.kernel.ledger.exporting import export_ledger

__all__ = ["VERIFY_JOB", "run_verification"]

VERIFY_JOB = "verify_ledger"

# A broken ledger may have a finding a row; the first ones say where to look.
FINDINGS_KEPT = 50


def run_verification(_run: JobRun) -> Mapping[str, Any]:
    """Give whether the ledger is intact, what was counted, and the first findings in words."""
    found = verify_export(export_ledger(), [ledger_key().verifier])
    return {
        "is_intact": found.is_intact,
        "row_count": found.counts.row_count,
        "subject_count": found.counts.subject_count,
        "checkpoint_count": found.counts.checkpoint_count,
        "erased_text_count": found.counts.erased_text_count,
        "finding_count": found.finding_count,
        "findings": [finding.text() for finding in found.findings[:FINDINGS_KEPT]],
    }
