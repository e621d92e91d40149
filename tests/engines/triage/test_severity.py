"""Severity is proposed by criteria, with reasons, and set by nobody here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.triage import (
    CRITERIA_V1,
    BadAnswer,
    BrokenCriteria,
    Criteria,
    Criterion,
    Question,
    propose_severity,
)

CALM = {
    "service": "works",
    "affected": "one",
    "workaround": "yes",
    "safety": "no",
    "data_loss": "no",
    "data_exposure": "no",
    "regulatory": "no",
    "business": "runs",
}
answers = st.fixed_dictionaries(
    {
        question.code: st.one_of(st.none(), st.sampled_from(sorted(question.answers)))
        for question in CRITERIA_V1.questions
    }
)


@pytest.mark.covers("S2-X09")
@pytest.mark.parametrize(
    ("changes", "severity", "code"),
    [
        ({}, 4, "nothing_impaired"),
        ({"service": "degraded"}, 3, "degradation"),
        ({"service": "down"}, 3, "outage"),
        ({"business": "slowed"}, 3, "business_slowed"),
        ({"service": "down", "affected": "group", "workaround": "no"}, 2, "group_outage"),
        ({"service": "degraded", "affected": "site", "workaround": "no"}, 2, "wide_degradation"),
        ({"service": "down", "affected": "site"}, 2, "wide_outage_with_workaround"),
        ({"business": "stopped"}, 2, "business_stopped_with_workaround"),
        ({"regulatory": "yes"}, 2, "regulatory"),
        ({"service": "down", "affected": "several_sites", "workaround": "no"}, 1, "wide_outage"),
        ({"business": "stopped", "workaround": "no"}, 1, "business_stopped"),
        ({"safety": "yes"}, 1, "danger"),
        ({"data_loss": "yes"}, 1, "data_loss"),
        ({"data_exposure": "yes"}, 1, "data_exposure"),
    ],
)
def test_full_answers_give_one_severity_with_its_reason(changes, severity, code):
    proposal = propose_severity(CALM | changes)
    assert proposal.severity == proposal.proved_severity == proposal.possible_severity == severity
    assert code in [reason.code for reason in proposal.reasons]
    assert proposal.criteria_version == "severity-1"
    assert proposal.unanswered == ()


def test_an_open_question_is_said_and_makes_the_proposal_cautious():
    proposal = propose_severity(CALM | {"safety": None})
    assert (proposal.severity, proposal.proved_severity, proposal.possible_severity) == (3, 4, 1)
    assert proposal.unanswered == ("safety",)
    assert [reason.text() for reason in proposal.reasons] == [
        "No answer says that anything is impaired.",
        "Not answered: Is anybody in danger?",
        "Until the open questions are answered, one level worse is proposed: 3.",
    ]


def test_an_open_question_that_cannot_make_it_worse_changes_nothing():
    proposal = propose_severity({"safety": "yes"})
    assert proposal.severity == 1
    assert "cautious" not in [reason.code for reason in proposal.reasons]


@given(answers)
def test_a_proposal_lies_between_what_is_proved_and_what_is_possible(given_answers):
    proposal = propose_severity(given_answers)
    assert proposal.possible_severity <= proposal.severity <= proposal.proved_severity
    assert proposal.proved_severity - proposal.severity <= 1
    assert all(reason.text() for reason in proposal.reasons)


@given(answers)
def test_possible_is_the_worst_that_answering_the_open_questions_could_prove(given_answers):
    """An independent oracle: try every completion of the open questions."""
    completions = [{}]
    for question in CRITERIA_V1.questions:
        chosen = given_answers[question.code]
        options = [chosen] if chosen else sorted(question.answers)
        completions = [done | {question.code: option} for done in completions for option in options]
        if len(completions) > 2000:
            return
    worst = min(propose_severity(done).proved_severity for done in completions)
    assert propose_severity(given_answers).possible_severity == worst


@pytest.mark.parametrize("bad", [{"mood": "bad"}, {"safety": "perhaps"}])
def test_an_answer_the_questionnaire_does_not_offer_is_refused_by_name(bad):
    with pytest.raises(BadAnswer, match=next(iter(bad))):
        propose_severity(bad)


@pytest.mark.parametrize(
    "row",
    [
        Criterion("x", 1, {"mood": frozenset({"bad"})}, "x"),
        Criterion("x", 1, {"safe": frozenset({"maybe"})}, "x"),
        Criterion("x", 5, {"safe": frozenset({"no"})}, "x"),
    ],
)
def test_criteria_that_contradict_themselves_are_refused(row):
    question = Question("safe", "Safe?", {"yes": "yes", "no": "no"})
    with pytest.raises(BrokenCriteria):
        Criteria("broken", (question,), (row, Criterion("rest", 4, {}, "rest")))
    with pytest.raises(BrokenCriteria, match="nothing else does"):
        Criteria("broken", (question,), ())
