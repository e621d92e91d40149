"""Severity criteria as plain JSON, as the council writes them and the ledger keeps them (S2-R06)."""

from collections.abc import Mapping
from typing import Any

from firstfix.engines.triage.criteria import BrokenCriteria, Criteria, Criterion, Question

__all__ = ["criteria_from", "written"]


def written(criteria: Criteria) -> dict[str, Any]:
    """Give the criteria as JSON: ``questions`` with their answers, and ``rows`` that conclude."""
    return {
        "questions": [
            {"code": question.code, "sentence": question.sentence, "answers": dict(question.answers)}
            for question in criteria.questions
        ],
        "rows": [
            {
                "code": row.code,
                "severity": row.severity,
                "when": {code: sorted(accepted) for code, accepted in row.when.items()},
                "sentence": row.sentence,
            }
            for row in criteria.rows
        ],
    }


def criteria_from(definition: Mapping[str, Any], *, version: str) -> Criteria:
    """Give the criteria that ``definition`` writes down, under the name ``version``.

    Raises :class:`BrokenCriteria` with what is wrong where it is not of this form, or where its rows
    contradict its questions.
    """
    _only(definition, {"questions", "rows"}, "the definition")
    questions = tuple(_question(entry) for entry in _listed(definition, "questions"))
    rows = tuple(_row(entry) for entry in _listed(definition, "rows"))
    _once("questions", [question.code for question in questions])
    _once("rows", [row.code for row in rows])
    return Criteria(version, questions, rows)


def _question(entry: Any) -> Question:
    code = _text(entry, "code", "a question")
    _only(entry, {"code", "sentence", "answers"}, f"question {code}")
    answers = {
        str(answer): _text(_mapping(entry, "answers", code), answer, code) for answer in entry["answers"]
    }
    if not answers:
        raise BrokenCriteria(f"question {code} has no answers")
    return Question(code, _text(entry, "sentence", code), answers)


def _row(entry: Any) -> Criterion:
    code = _text(entry, "code", "a row")
    _only(entry, {"code", "severity", "when", "sentence"}, f"row {code}")
    severity = entry.get("severity")
    if not isinstance(severity, int) or isinstance(severity, bool):
        raise BrokenCriteria(f"row {code} needs a severity from 1 to 4")
    when = {
        str(question): _accepted(answers, code) for question, answers in _mapping(entry, "when", code).items()
    }
    return Criterion(code, severity, when, _text(entry, "sentence", code))


def _accepted(answers: Any, code: str) -> frozenset[str]:
    if not isinstance(answers, list) or not answers or not all(isinstance(one, str) for one in answers):
        raise BrokenCriteria(f"row {code} has to list the answers that it asks for")
    return frozenset(answers)


def _listed(definition: Mapping[str, Any], name: str) -> list[Any]:
    found = definition.get(name)
    if not isinstance(found, list) or not found or not all(isinstance(entry, dict) for entry in found):
        raise BrokenCriteria(f"{name} has to be a list of objects with one at least")
    return found


def _mapping(entry: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    found = entry.get(name)
    if not isinstance(found, dict):
        raise BrokenCriteria(f"{where} needs {name} as an object")
    return found


def _text(entry: Mapping[str, Any], name: str, where: str) -> str:
    found = entry.get(name)
    if not isinstance(found, str) or not found.strip():
        raise BrokenCriteria(f"{where} needs {name} in words")
    return found


def _only(entry: Mapping[str, Any], names: set[str], where: str) -> None:
    unknown = sorted(set(entry) - names)
    if unknown:
        raise BrokenCriteria(f"{where} has no part named {', '.join(unknown)}")


def _once(name: str, codes: list[str]) -> None:
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise BrokenCriteria(f"{name} hold {', '.join(twice)} more than once")
