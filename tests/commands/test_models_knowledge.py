"""What the database itself refuses of articles and escalations."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from firstfix.apps.escalations.models import Escalation, EscalationStep
from firstfix.apps.knowledge.models import Article, ArticleAuthor, ArticleEdition, ArticleReview
from tests import rows
from tests.commands.rule_tables import Rules, check_rule, untried
from tests.rows import NOON, TODAY

pytestmark = pytest.mark.django_db

_numbers = count(1)


def article(**fields: Any) -> Article:
    readers = {"audience": "internal", "is_regulated": False}
    wanted = {"number": next(_numbers), "kind": "article", "team": rows.team(), "title": "t", "body": "b"}
    return Article.objects.create(**wanted | readers | {"drafted_at": NOON} | fields)


def review(**fields: Any) -> ArticleReview:
    wanted = {"article": article(), "edition_number": 1, "reviewed_by": rows.person(), "reviewed_at": NOON}
    return ArticleReview.objects.create(**wanted | fields)


def escalation(**fields: Any) -> Escalation:
    words = {"title": "t", "question": "q", "reason": "hotfix", "ask": "fix", "created_at": NOON}
    return Escalation.objects.create(**{"case": rows.case(), "to_team": rows.team()} | words | fields)


def step(**fields: Any) -> EscalationStep:
    wanted = {"escalation": escalation(), "taken_by": rows.person(), "taken_at": NOON}
    return EscalationStep.objects.create(**wanted | fields)


RULES: Rules = {
    "article_published_is_valid_until_a_day": (
        article,
        lambda: {"state": "published", "valid_until": TODAY},
        lambda: {"state": "published"},
    ),
    "article_review_vouched_until_or_returned_with_a_reason": (
        review,
        lambda: {"outcome": "published", "valid_until": TODAY},
        lambda: {"outcome": "published", "reason": "It is fine."},
    ),
    "escalation_step_answered_with_something": (
        step,
        lambda: {"kind": "answered", "answer": "fix", "wording": "Release 7.3."},
        lambda: {"kind": "answered", "wording": "Release 7.3."},
    ),
    "escalation_step_returned_with_reasons": (
        step,
        lambda: {"kind": "returned", "reasons": ["wrong_team"], "wording": "Ask the network team."},
        lambda: {"kind": "returned", "wording": "Ask the network team."},
    ),
    "escalation_step_said_in_words": (
        step,
        lambda: {"kind": "submitted", "wording": "It drops every hour."},
        lambda: {"kind": "submitted"},
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_database_keeps_the_rule(rule: str) -> None:
    check_rule(rule, *RULES[rule])


def test_every_rule_is_tried() -> None:
    assert untried(RULES, ("escalations", "knowledge")) == set()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("submitted", {"answer": "fix"}),
        ("submitted", {"reasons": ["wrong_team"]}),
        ("returned", {"reasons": []}),
    ],
)
def test_a_step_carries_nothing_that_belongs_to_another_kind(kind: str, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        step(kind=kind, wording="Words.", **fields)


def test_a_return_without_a_reason_is_no_review() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        review(outcome="returned")


def test_an_edition_is_published_once_and_an_author_kept_once() -> None:
    one, somebody = article(), rows.person()
    edition = {"article": one, "number": 1, "audience": "internal", "title": "t", "body": "b"}
    author = {"article": one, "edition_number": 1, "person": somebody, "wrote_at": NOON}
    signed = {"published_by": somebody, "published_at": NOON}
    for model, fields in ((ArticleEdition, edition | signed), (ArticleAuthor, author)):
        model.objects.create(**fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**fields)
