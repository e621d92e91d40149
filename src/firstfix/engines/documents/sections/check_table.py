"""The table of checklist results that diagnostics and validation share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from firstfix.engines.documents.evidence_numbers import cite
from firstfix.engines.documents.facts import CheckFact
from firstfix.engines.documents.model import Column, Table
from firstfix.engines.documents.texts import Moment, Said, Text, Written
from firstfix.engines.documents.words import said, word, written
from firstfix.engines.verdict import mark


def check_table(title: Said, checks: Iterable[CheckFact], zone: str, numbers: Mapping[str, str]) -> Table:
    """Give one row a check, in the order performed: expected, seen, outcome, evidence, time."""
    columns = (
        Column(said("check", mark("Check")), 5),
        Column(said("expected", mark("Expected")), 3),
        Column(said("seen", mark("Seen")), 4),
        Column(said("outcome", mark("Outcome")), 3),
        Column(said("evidence_short", mark("Evidence")), 2),
        Column(said("when", mark("When")), 4),
    )
    ordered = sorted(checks, key=lambda check: check.performed_at)
    return Table(title, columns, tuple(_row(check, zone, numbers) for check in ordered))


def _row(check: CheckFact, zone: str, numbers: Mapping[str, str]) -> tuple[Text, ...]:
    return (
        Written(check.title),
        written(check.expected),
        written(_seen(check)),
        word(check.outcome),
        cite(numbers, check.evidence),
        Moment(check.performed_at, zone),
    )


def _seen(check: CheckFact) -> str:
    value = f"{check.value} {check.unit}".strip()
    return f"{value} ({check.reason})" if value and check.reason else value or check.reason
