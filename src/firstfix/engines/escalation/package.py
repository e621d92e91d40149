"""What an escalation carries before it is submitted (domain.md, gate 5).

A receiver who has to ask back loses a day, and so does the customer. What is asked of engineering rests
on the basics, on something that was tried and on evidence (S1-X04, S2-X02); what is asked of a manager
or of security rests on the impact alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstfix.engines.readiness import Basic
from firstfix.engines.readiness.findings import Finding, verdict_of
from firstfix.engines.readiness.preparation import BASIC_WORDS
from firstfix.engines.verdict import Holds, Missing, Verdict, mark

__all__ = ["PackageFacts", "judge_package"]

_DIAGNOSTICIANS = ("engineer", "support_specialist", "lead_specialist")


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """What is known of the case that an escalation speaks of.

    ``is_technical`` says that the reason is a fault (a suspected defect, a diagnosis that goes deeper, a
    hotfix); ``asks_basics`` that the kind of case has basics at all (domain.md, the table of gates).
    """

    is_technical: bool
    asks_basics: bool
    has_impact: bool
    open_basics: tuple[Basic, ...]
    tried_count: int
    evidence_count: int


def judge_package(known: PackageFacts) -> Verdict:
    """Give whether the package is complete, or what is missing and who can give it."""
    return verdict_of("escalation_package", _findings(known))


def _findings(known: PackageFacts) -> Iterator[Finding]:
    yield _impact(known)
    if known.is_technical:
        if known.asks_basics:
            yield _basics(known)
        yield _tried(known)
        yield _evidence(known)


def _impact(known: PackageFacts) -> Finding:
    if known.has_impact:
        return Holds("impact", mark("The impact is stated."))
    sentence = mark("Nobody stated the impact: who is affected, in what, since when.")
    return Missing("impact", sentence, who=_DIAGNOSTICIANS, remedy="state_impact", waivable=False)


def _basics(known: PackageFacts) -> Finding:
    if not known.open_basics:
        return Holds("basics", mark("The basics were looked at."))
    return Missing(
        "basics",
        mark("Basics that nobody looked at: {basics}."),
        {"basics": ", ".join(BASIC_WORDS[basic] for basic in known.open_basics)},
        who=_DIAGNOSTICIANS,
        remedy="answer_basic",
        waivable=False,
    )


def _tried(known: PackageFacts) -> Finding:
    if known.tried_count:
        return Holds("tried", mark("What was tried is written down: {count}"), {"count": known.tried_count})
    sentence = mark("Nothing is written down of what was tried or suspected.")
    return Missing("tried", sentence, who=_DIAGNOSTICIANS, remedy="record_remote_attempt", waivable=False)


def _evidence(known: PackageFacts) -> Finding:
    if known.evidence_count:
        return Holds("evidence", mark("Evidence in the case: {count}"), {"count": known.evidence_count})
    sentence = mark("There is no evidence in the case: no log, value, capture or photo.")
    return Missing("evidence", sentence, who=_DIAGNOSTICIANS, remedy="add_evidence", waivable=False)
