"""A visit's documents as JSON, page fragment and PDF/A: three readings of one document model (S1-D01)."""

from firstfix.apps.visits.report.json_bytes import render_json
from firstfix.apps.visits.report.page import render_page
from firstfix.apps.visits.report.pdf import render_pdf

__all__ = ["render_json", "render_page", "render_pdf"]
