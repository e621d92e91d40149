"""Judgement over what probes observed: which cause, whose fault, what proves it, what to ask for.

``spec = read_spec(content, variables)`` reads the prerequisites of a product at a site; probes carry out its
checks and give a ``Run``; ``diagnose(spec, run)`` gives findings and a verdict for each check.

What only some need, and what takes time to load, is imported from where it is: ``run_file`` keeps runs, so
that they can be judged again on any machine at any time; ``comparing`` compares two, ``document`` gives a
diagnosis and ``schema`` the form of a spec as JSON.
"""

from firstfix.engines.diagnosis.answer_time import answer_ms, is_slow
from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.codes import CODES
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
from firstfix.engines.diagnosis.spec import Check, Problem, Spec, SpecError
from firstfix.engines.diagnosis.words import Confidence, Domain, Layer, Status, Symptom, Who

__all__ = [
    "CODES",
    "KINDS",
    "Cause",
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
    "Spec",
    "SpecError",
    "Status",
    "Symptom",
    "Vantage",
    "Who",
    "answer_ms",
    "diagnose",
    "exit_code_of",
    "frozen",
    "is_slow",
    "read_spec",
]
