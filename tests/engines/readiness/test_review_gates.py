"""Who has to look at a text before others rely on it."""

from __future__ import annotations

from itertools import product

import pytest

from firstfix.engines.readiness.review_gates import (
    SecondReviewFacts,
    judge_other_reviewer,
    judge_second_review,
)


def test_somebody_else_reviews_than_who_wrote_it() -> None:
    assert judge_other_reviewer(is_own=False).passes
    (lack,) = judge_other_reviewer(is_own=True).missing
    assert (lack.code, lack.waivable) == ("other_reviewer", False)
    assert "knowledge_reviewer" in lack.who


@pytest.mark.parametrize(
    ("is_regulated", "is_for_customers", "is_approved", "is_asked"), [*product((True, False), repeat=4)]
)
def test_only_customers_in_a_regulated_context_wait_for_the_council(
    is_regulated: bool, is_for_customers: bool, is_approved: bool, is_asked: bool
) -> None:
    verdict = judge_second_review(
        SecondReviewFacts(is_regulated, is_for_customers, is_approved=is_approved, is_asked=is_asked)
    )
    assert verdict.passes is (not (is_regulated and is_for_customers) or is_approved)
    assert verdict.override is None
    for lack in verdict.missing:
        assert (lack.who, lack.waivable) == (("council_member",), False)
        assert lack.code == ("second_review_open" if is_asked else "second_review")
        assert lack.remedy == (None if is_asked else "request_approval")
