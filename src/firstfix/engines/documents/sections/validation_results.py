"""Section 5: what was measured after the fix."""

from __future__ import annotations

from collections.abc import Mapping

from firstfix.engines.documents.facts import ReportFacts
from firstfix.engines.documents.model import Block, Section
from firstfix.engines.documents.sections.check_table import check_table
from firstfix.engines.documents.words import said
from firstfix.engines.verdict import mark


def validation_results(facts: ReportFacts, numbers: Mapping[str, str]) -> Section:
    """Give the checks made after the fix with what they showed."""
    found = [check for check in facts.checks if check.phase == "after_fix"]
    title = said("checks_after", mark("Checks after the fix"))
    blocks: tuple[Block, ...] = (check_table(title, found, facts.place.zone, numbers),) if found else ()
    return Section("validation_results", said("validation_results", mark("Validation results")), blocks)
