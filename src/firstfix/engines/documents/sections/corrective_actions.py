"""Section 3: what was done about it, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from firstfix.engines.documents.evidence_numbers import cite
from firstfix.engines.documents.facts import ActionFact, ReportFacts
from firstfix.engines.documents.model import Block, Section, Step, Steps
from firstfix.engines.documents.texts import Identifier, Moment, Text, Written
from firstfix.engines.documents.words import said
from firstfix.engines.verdict import mark


def corrective_actions(facts: ReportFacts, numbers: Mapping[str, str]) -> Section:
    """Give the actions taken as numbered steps with who, when, the change and the evidence."""
    ordered = sorted(facts.actions, key=lambda action: action.at)
    steps = tuple(
        Step(Written(action.action), tuple(_notes(action, facts.place.zone, numbers))) for action in ordered
    )
    title = said("actions_taken", mark("Actions taken"))
    blocks: tuple[Block, ...] = (Steps(title, steps),) if steps else ()
    return Section("corrective_actions", said("corrective_actions", mark("Corrective actions")), blocks)


def _notes(action: ActionFact, zone: str, numbers: Mapping[str, str]) -> Iterator[Text]:
    yield Moment(action.at, zone)
    yield Written(action.by)
    if action.change_number:
        yield said("under_change", mark("under change {number}"), number=Identifier(action.change_number))
    cited = cite(numbers, action.evidence)
    if isinstance(cited, Identifier):
        yield said("with_evidence", mark("evidence {numbers}"), numbers=cited)
