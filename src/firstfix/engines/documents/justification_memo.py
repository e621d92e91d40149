"""The on-site justification memo: why a person had to go, from what was recorded (S0-P03).

The same machinery as the service report; nothing in it is typed for the memo's sake.
"""

from __future__ import annotations

from collections.abc import Mapping

from firstfix.engines.documents.audience import shown_to
from firstfix.engines.documents.evidence_numbers import number_evidence
from firstfix.engines.documents.facts import ReadinessFact, ReportFacts
from firstfix.engines.documents.front import front_page, report_meta
from firstfix.engines.documents.model import Audience, Block, Column, Document, Section, Table
from firstfix.engines.documents.sections import evidence_annex, problem_statement
from firstfix.engines.documents.sections.diagnostics_performed import hypotheses_table, remote_attempts_table
from firstfix.engines.documents.texts import Text, Written
from firstfix.engines.documents.words import said, word, written
from firstfix.engines.verdict import mark


def write_justification_memo(facts: ReportFacts, *, audience: Audience) -> Document:
    """Give the memo of one visit: the problem, what remote work showed, the suspected cause, readiness."""
    shown = shown_to(audience, facts)
    numbers = number_evidence(shown.evidence)
    annex = evidence_annex(shown, numbers)
    return Document(
        title=said("justification_memo", mark("On-site justification")),
        meta=report_meta(shown, "justification_memo", audience),
        front=front_page(shown),
        sections=(problem_statement(shown), _remote(shown), _suspected(shown, numbers), _ready(shown)),
        annexes=() if annex.is_empty else (annex,),
    )


def _remote(facts: ReportFacts) -> Section:
    blocks: tuple[Block, ...] = (remote_attempts_table(facts),) if facts.remote_attempts else ()
    return Section("remote_work", said("remote_work", mark("What was tried without a visit")), blocks)


def _suspected(facts: ReportFacts, numbers: Mapping[str, str]) -> Section:
    blocks: tuple[Block, ...] = (hypotheses_table(facts, numbers),) if facts.hypotheses else ()
    return Section("reason_for_visit", said("reason_for_visit", mark("Why a visit was needed")), blocks)


def _ready(facts: ReportFacts) -> Section:
    blocks: tuple[Block, ...] = (_readiness_table(facts.readiness),) if facts.readiness else ()
    return Section("readiness", said("readiness", mark("Readiness before dispatch")), blocks)


def _readiness_table(readiness: tuple[ReadinessFact, ...]) -> Table:
    columns = (
        Column(said("needed", mark("Needed")), 5),
        Column(said("state", mark("State")), 2),
        Column(said("reason", mark("Reason")), 5),
    )
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (Written(one.name), word(one.state), written(one.reason)) for one in readiness
    )
    return Table(said("readiness_checks", mark("Conditions for the visit")), columns, rows)
