"""Severity criteria written as JSON say the same when they are read again; broken ones are refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from firstfix.engines.triage import CRITERIA_V1, BrokenCriteria, criteria_from, written

GOOD = json.dumps(written(CRITERIA_V1))


def test_what_was_written_down_reads_the_same() -> None:
    again = criteria_from(json.loads(GOOD), version=CRITERIA_V1.version)
    assert again == CRITERIA_V1


def test_it_holds_nothing_but_json() -> None:
    assert json.loads(GOOD) == written(CRITERIA_V1)


def changed(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Give the good definition with one place set to another value, or taken out where that is None."""
    definition = json.loads(GOOD)
    place = definition
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return definition


ROW, QUESTION = ("rows", 0), ("questions", 0)
BROKEN = {
    "no questions": (("questions",), None),
    "questions as text": (("questions",), "service"),
    "no rows": (("rows",), []),
    "a row as text": (("rows",), ["outage"]),
    "a row without a code": ((*ROW, "code"), None),
    "a row without words": ((*ROW, "sentence"), " "),
    "a severity beyond": ((*ROW, "severity"), 5),
    "a severity as text": ((*ROW, "severity"), "1"),
    "a severity as a flag": ((*ROW, "severity"), True),
    "an unknown question": ((*ROW, "when"), {"weather": ["rain"]}),
    "an unknown answer": ((*ROW, "when"), {"service": ["purple"]}),
    "no answers asked for": ((*ROW, "when"), {"service": []}),
    "answers that are no words": ((*ROW, "when"), {"service": [1]}),
    "conditions as a list": ((*ROW, "when"), ["service"]),
    "a part too many": ((*ROW, "colour"), "red"),
    "a question without answers": ((*QUESTION, "answers"), {}),
    "an answer that is no words": ((*QUESTION, "answers"), {"works": 1}),
    "a question twice": (("questions", 1, "code"), "service"),
    "no last row": (
        ("rows",),
        [{"code": "a", "severity": 1, "when": {"service": ["down"]}, "sentence": "A"}],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_definition_that_contradicts_itself_is_refused_with_what_is_wrong(name: str) -> None:
    path, value = BROKEN[name]
    with pytest.raises(BrokenCriteria, match=r"\w"):
        criteria_from(changed(path, value), version="severity-2")
