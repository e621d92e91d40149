"""A severity proposed by criteria; only a person with the right sets one (S2-X09, S2-Z01)."""

from collections.abc import Mapping
from dataclasses import dataclass

from firstfix.engines.triage.criteria import CRITERIA_V1, Criteria
from firstfix.engines.triage.reason import Reason
from firstfix.engines.verdict import mark

__all__ = ["BadAnswer", "Proposal", "propose_severity"]

# How far an open question may raise a proposal above what the answers prove: one level. Two would make
# every report a Sev1 until all is asked, and nobody would read proposals any more.
CAUTION_LEVELS = 1


class BadAnswer(ValueError):
    """An answer to a question that these criteria do not ask, or that it does not offer."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the criteria propose, and why.

    ``proved_severity`` is what the answers alone conclude, ``possible_severity`` the worst that open
    questions could still make of it; ``severity`` lies between them. ``unanswered`` are the open questions.
    """

    severity: int
    reasons: tuple[Reason, ...]
    criteria_version: str
    proved_severity: int
    possible_severity: int
    unanswered: tuple[str, ...] = ()


def propose_severity(answers: Mapping[str, str | None], criteria: Criteria = CRITERIA_V1) -> Proposal:
    """Give the severity that the criteria propose, 1 (worst) to 4, with every reason.

    An open question counts against the optimist: where its answer could make the case worse, the proposal
    is one level worse than what is proved. Nothing is set. Raises :class:`BadAnswer` for an answer that the
    questionnaire does not offer.
    """
    given = _given(answers, criteria)
    proved = min(row.severity for row in criteria.rows if row.is_met(given))
    possible = min(row.severity for row in criteria.rows if row.is_possible(given))
    severity = max(possible, proved - CAUTION_LEVELS)
    open_questions = tuple(question.code for question in criteria.questions if question.code not in given)
    return Proposal(
        severity=severity,
        reasons=(*_met(given, criteria, proved), *_open(open_questions, criteria, proved, severity)),
        criteria_version=criteria.version,
        proved_severity=proved,
        possible_severity=possible,
        unanswered=open_questions,
    )


def _given(answers: Mapping[str, str | None], criteria: Criteria) -> dict[str, str]:
    given = {question: answer for question, answer in answers.items() if answer is not None}
    for code, answer in given.items():
        question = criteria.question(code)
        if question is None:
            raise BadAnswer(f"{criteria.version} has no question {code!r}")
        if answer not in question.answers:
            raise BadAnswer(f"{code} cannot be answered {answer!r}; possible: {', '.join(question.answers)}")
    return given


def _met(given: Mapping[str, str], criteria: Criteria, proved: int) -> list[Reason]:
    rows = [row for row in criteria.rows if row.severity == proved and row.is_met(given)]
    return [Reason(row.code, row.sentence, {"severity": row.severity}) for row in rows]


def _open(codes: tuple[str, ...], criteria: Criteria, proved: int, severity: int) -> list[Reason]:
    sentences = {question.code: question.sentence for question in criteria.questions}
    reasons = [
        Reason("unanswered", mark("Not answered: {question}"), {"question": sentences[code], "code": code})
        for code in codes
    ]
    if severity < proved:
        sentence = mark("Until the open questions are answered, one level worse is proposed: {severity}.")
        reasons.append(Reason("cautious", sentence, {"severity": severity, "proved": proved}))
    return reasons
