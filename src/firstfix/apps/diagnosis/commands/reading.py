"""Read a kept run that came as evidence: whose it is, whether it is there, and what the judgement says."""

from __future__ import annotations

from functools import lru_cache

from firstfix.apps.evidence import blobs
from firstfix.apps.evidence.models import EvidenceItem, FileBlob
from firstfix.apps.visits.commands.readiness_answers import refuse_of_another_case
from firstfix.apps.visits.models import WorkOrder
from firstfix.engines.diagnosis.judged import MOST_UPLOADED_BYTES, JudgedRun, RunRefused, judge_run
from firstfix.engines.verdict import mark
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["judged_blob", "judged_run_of", "run_of"]


def run_of(order: WorkOrder, evidence: EvidenceItem) -> JudgedRun:
    """Give the run that the evidence holds, judged; raises Refused where there is none for this order."""
    refuse_of_another_case(order, evidence)
    if evidence.blob is None:
        raise Refused(_no_file())
    return judged_blob(evidence.blob)


def judged_blob(blob: FileBlob) -> JudgedRun:
    """Give the run that a stored file holds, judged; raises Refused with the sentence that says why not."""
    # One byte more than is taken in: the judgement says that it is too much, and nobody reads it all.
    try:
        with blobs.open_kept(blob.sha256) as file:
            content = file.read(MOST_UPLOADED_BYTES + 1)
    except FileNotFoundError:
        raise Refused(_no_file()) from None
    return judged_run_of(content)


def judged_run_of(content: bytes) -> JudgedRun:
    """Give the run that bytes hold, judged; raises Refused with the sentence that says why not."""
    try:
        return _judged(content)
    except RunRefused as refused:
        raise Refused(Refusal(refused.code, refused.template, refused.params)) from None


@lru_cache(maxsize=4)
def _judged(content: bytes) -> JudgedRun:
    """Judge once what an edge looks at before it is kept, and the command again under its lock."""
    return judge_run(content)


def _no_file() -> Refusal:
    return Refusal(
        "run_is_no_file",
        mark("Field evidence_id: there is no file behind this evidence. Upload the run's file as evidence."),
        remedy="add_evidence",
        fields={"evidence_id": "no file"},
    )
