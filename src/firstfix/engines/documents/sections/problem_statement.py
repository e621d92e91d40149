"""Section 1: what was reported, and what it meant for the customer."""

from __future__ import annotations

from firstfix.engines.documents.facts import ReportFacts
from firstfix.engines.documents.model import Block, KeyValues, Paragraph, Section
from firstfix.engines.documents.texts import Text, Written
from firstfix.engines.documents.words import said, word, written
from firstfix.engines.verdict import mark


def problem_statement(facts: ReportFacts) -> Section:
    """Give the problem in the words in which it was reported, with its severity and the device."""
    blocks: tuple[Block, ...] = ()
    if facts.case.problem.strip():
        blocks = (Paragraph(Written(facts.case.problem), role="quote"), KeyValues(_judged(facts)))
    return Section("problem_statement", said("problem_statement", mark("Problem statement")), blocks)


def _judged(facts: ReportFacts) -> tuple[tuple[Text, Text], ...]:
    pairs: tuple[tuple[Text, Text], ...] = (
        (said("kind", mark("Kind")), word(facts.case.kind)),
        (said("severity", mark("Severity")), written(facts.case.severity)),
        (said("priority", mark("Priority")), written(facts.case.priority)),
    )
    if facts.case.impact:
        pairs += ((said("impact", mark("Impact")), written(facts.case.impact)),)
    return pairs
