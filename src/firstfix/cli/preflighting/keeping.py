"""Runs as files: read to be judged again, written with their diagnosis."""

from __future__ import annotations

from firstfix.cli.preflighting.files import BadInput
from firstfix.engines.custody.canonical import canonical_bytes
from firstfix.engines.diagnosis import Diagnosis, Run, Spec, diagnose
from firstfix.engines.diagnosis.chains_anew import with_chains_judged
from firstfix.engines.diagnosis.document import diagnosis_document
from firstfix.engines.diagnosis.run_file import RunFileError, read_run, run_digest, run_document

__all__ = ["diagnosis_of_kept", "kept_document", "kept_run"]


def kept_run(name: str, content: bytes) -> tuple[Spec, Run]:
    """Give the spec and the run that were kept. Raises BadInput."""
    try:
        return read_run(content)
    except RunFileError as error:
        raise BadInput(f"{name}: {error}") from None


def diagnosis_of_kept(spec: Spec, run: Run) -> Diagnosis:
    """Give the diagnosis of a run that was kept, its chains of certificates judged anew as well."""
    return diagnose(spec, with_chains_judged(spec, run))


def kept_document(spec: Spec, run: Run, diagnosis: Diagnosis) -> bytes:
    """Give run, diagnosis and the run's digest as canonical JSON, as it is kept and printed."""
    document = run_document(spec, run)
    added = {"diagnosis": diagnosis_document(diagnosis), "digest": run_digest(document)}
    return canonical_bytes({**document, **added})
