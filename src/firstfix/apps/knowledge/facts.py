"""What this capability answers to gates: who may review (S2-R04), and whether the council did (S2-R08)."""

from __future__ import annotations

from firstfix.apps.knowledge.models import Article
from firstfix.apps.knowledge.queries import council_approval
from firstfix.engines.readiness.review_gates import (
    SecondReviewFacts,
    judge_other_reviewer,
    judge_second_review,
)
from firstfix.engines.verdict import Verdict
from firstfix.kernel.facts import Provider, Question

__all__ = ["PROVIDERS"]


def other_reviewer(question: Question) -> Verdict | None:
    """Give whether somebody else wrote the text; nobody can tell without a person."""
    article, reviewer_id = question.subject, question.actor.person_id
    if not isinstance(article, Article) or reviewer_id is None:
        return None
    return judge_other_reviewer(is_own=article.is_written_by(reviewer_id))


def second_review(question: Question) -> Verdict | None:
    """Give whether the council approved the text, where customers in a regulated context read it."""
    article = question.subject
    if not isinstance(article, Article):
        return None
    return judge_second_review(
        SecondReviewFacts(
            is_regulated=article.is_regulated,
            is_for_customers=article.audience == "customer",
            is_approved=council_approval(article, question.actor.person_id, question.now) is not None,
            is_asked=article.council_questions(question.now).undecided().exists(),
        )
    )


PROVIDERS: dict[str, Provider] = {"other_reviewer": other_reviewer, "second_review": second_review}
