"""Section 2: what was tried remotely, what was suspected, and what the checks before the fix showed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from firstfix.engines.documents.evidence_numbers import cite
from firstfix.engines.documents.facts import CheckFact, ReportFacts
from firstfix.engines.documents.model import Block, Column, Section, Step, Steps, Table
from firstfix.engines.documents.sections.check_table import check_table
from firstfix.engines.documents.texts import Moment, Text, Written
from firstfix.engines.documents.words import said, word, written
from firstfix.engines.verdict import mark


def diagnostics_performed(facts: ReportFacts, numbers: Mapping[str, str]) -> Section:
    """Give remote attempts, hypotheses with their evidence, what was seen, and the checks before the fix."""
    title = said("diagnostics_performed", mark("Diagnostics performed"))
    return Section("diagnostics_performed", title, tuple(_blocks(facts, numbers)))


def _blocks(facts: ReportFacts, numbers: Mapping[str, str]) -> Iterator[Block]:
    if facts.remote_attempts:
        yield remote_attempts_table(facts)
    if facts.hypotheses:
        yield hypotheses_table(facts, numbers)
    if facts.observations:
        yield _observed(facts)
    found = [check for check in facts.checks if check.phase == "before_fix"]
    if found:
        yield _checks(found, facts, numbers)


def remote_attempts_table(facts: ReportFacts) -> Table:
    """Give what was tried without a visit, in order."""
    columns = (
        Column(said("tried_remotely", mark("Tried")), 4),
        Column(said("result", mark("Result")), 4),
        Column(said("by", mark("By")), 2),
        Column(said("when", mark("When")), 3),
    )
    ordered = sorted(facts.remote_attempts, key=lambda attempt: attempt.at)
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (Written(one.attempt), written(one.result), written(one.by), Moment(one.at, facts.place.zone))
        for one in ordered
    )
    return Table(said("remote_attempts", mark("Before the visit, from remote")), columns, rows)


def hypotheses_table(facts: ReportFacts, numbers: Mapping[str, str]) -> Table:
    """Give the causes considered, each with the evidence on either side."""
    columns = (
        Column(said("suspected_cause", mark("Suspected cause")), 6),
        Column(said("verdict", mark("Verdict")), 2),
        Column(said("evidence_for", mark("Evidence for")), 2),
        Column(said("evidence_against", mark("Evidence against")), 2),
    )
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (
            Written(one.statement),
            word(one.verdict),
            cite(numbers, one.evidence_for),
            cite(numbers, one.evidence_against),
        )
        for one in facts.hypotheses
    )
    return Table(said("hypotheses", mark("Causes considered")), columns, rows)


def _observed(facts: ReportFacts) -> Steps:
    ordered = sorted(facts.observations, key=lambda seen: seen.at)
    steps = tuple(
        Step(Written(seen.action), (Moment(seen.at, facts.place.zone), Written(seen.by))) for seen in ordered
    )
    return Steps(said("observations", mark("What was seen")), steps)


def _checks(checks: list[CheckFact], facts: ReportFacts, numbers: Mapping[str, str]) -> Table:
    return check_table(
        said("checks_before", mark("Checks before the fix")), checks, facts.place.zone, numbers
    )
