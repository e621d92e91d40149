"""Judgement over what probes observed: which cause, whose fault, what proves it, what to ask for.

``spec = read_spec(content, variables)`` reads the prerequisites of a product at a site.
"""

from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.kinds import KINDS
from firstfix.engines.diagnosis.reading import read_spec
from firstfix.engines.diagnosis.schema import spec_schema
from firstfix.engines.diagnosis.spec import Check, Problem, Spec, SpecError
from firstfix.engines.diagnosis.words import Confidence, Domain, Layer, Status, Symptom, Who

__all__ = [
    "KINDS",
    "Check",
    "Confidence",
    "Domain",
    "Kind",
    "Layer",
    "Problem",
    "Spec",
    "SpecError",
    "Status",
    "Symptom",
    "Who",
    "read_spec",
    "spec_schema",
]
