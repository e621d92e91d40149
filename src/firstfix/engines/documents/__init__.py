"""Documents from facts: service report and justification memo as one model for page, PDF and JSON.

``write_service_report(facts, audience=...)`` gives a :class:`Document`; ``content_hash`` is what a
signature binds to; ``read_out`` gives the strings that every renderer shows.
"""

from firstfix.engines.documents.audience import shown_to
from firstfix.engines.documents.canonical import canonical_json, content_hash, load_document
from firstfix.engines.documents.facts import ReportFacts
from firstfix.engines.documents.justification_memo import write_justification_memo
from firstfix.engines.documents.model import Audience, Document, Section, Visibility
from firstfix.engines.documents.readable import all_texts, read_out, showable
from firstfix.engines.documents.service_report import REPORT_SECTIONS, judge_report, write_service_report

__all__ = [
    "REPORT_SECTIONS",
    "Audience",
    "Document",
    "ReportFacts",
    "Section",
    "Visibility",
    "all_texts",
    "canonical_json",
    "content_hash",
    "judge_report",
    "load_document",
    "read_out",
    "showable",
    "shown_to",
    "write_justification_memo",
    "write_service_report",
]
