"""Judgement over what probes observed: which cause, whose fault, what proves it, what to ask for.

``spec = read_spec(content, variables)`` reads the prerequisites of a product at a site; probes carry out its
checks and give a ``Run``; ``diagnose(spec, run)`` gives findings and a verdict for each check.
``write_run`` and ``read_run`` keep a run, so that it can be judged again on any machine at any time.
"""

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.codes import CODES
from firstfix.engines.diagnosis.comparing import Change, changes_between
from firstfix.engines.diagnosis.document import diagnosis_document
from firstfix.engines.diagnosis.exit_code import exit_code_of
from firstfix.engines.diagnosis.facts import frozen
from firstfix.engines.diagnosis.finding import (
    Cause,
    CheckVerdict,
    Diagnosis,
    Evidence,
    Excluded,
    Finding,
    Request,
)
from firstfix.engines.diagnosis.judging import diagnose
from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.kinds import KINDS
from firstfix.engines.diagnosis.observation import Observation, RawEvidence, Run, Vantage
from firstfix.engines.diagnosis.reading import read_spec
from firstfix.engines.diagnosis.run_file import RunFileError, read_run, run_document, write_run
from firstfix.engines.diagnosis.schema import spec_schema
from firstfix.engines.diagnosis.spec import Check, Problem, Spec, SpecError
from firstfix.engines.diagnosis.words import Confidence, Domain, Layer, Status, Symptom, Who

__all__ = [
    "CODES",
    "KINDS",
    "Cause",
    "Change",
    "Check",
    "CheckVerdict",
    "Code",
    "Confidence",
    "Diagnosis",
    "Domain",
    "Evidence",
    "Excluded",
    "Finding",
    "Kind",
    "Layer",
    "Observation",
    "Problem",
    "RawEvidence",
    "Request",
    "Run",
    "RunFileError",
    "Spec",
    "SpecError",
    "Status",
    "Symptom",
    "Vantage",
    "Who",
    "changes_between",
    "diagnose",
    "diagnosis_document",
    "exit_code_of",
    "frozen",
    "read_run",
    "read_spec",
    "run_document",
    "spec_schema",
    "write_run",
]
