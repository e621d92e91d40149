"""The six sections of the service report and its annexes: one function each, facts in, section out."""

from firstfix.engines.documents.sections.annexes import evidence_annex, open_annex, time_annex
from firstfix.engines.documents.sections.corrective_actions import corrective_actions
from firstfix.engines.documents.sections.diagnostics_performed import diagnostics_performed
from firstfix.engines.documents.sections.parts_replaced import parts_replaced
from firstfix.engines.documents.sections.problem_statement import problem_statement
from firstfix.engines.documents.sections.sign_off import sign_off
from firstfix.engines.documents.sections.validation_results import validation_results

__all__ = [
    "corrective_actions",
    "diagnostics_performed",
    "evidence_annex",
    "open_annex",
    "parts_replaced",
    "problem_statement",
    "sign_off",
    "time_annex",
    "validation_results",
]
