"""Who has to look at a text before others rely on it? The gates before an article is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstfix.engines.readiness.findings import Finding, verdict_of
from firstfix.engines.verdict import Holds, Missing, Verdict, mark

__all__ = ["SecondReviewFacts", "judge_other_reviewer", "judge_second_review"]

_REVIEWERS = ("knowledge_reviewer", "lead_specialist")
_COUNCIL = ("council_member",)


@dataclass(frozen=True, slots=True)
class SecondReviewFacts:
    """What is known of the council's word on a text as it stands.

    ``is_regulated`` and ``is_for_customers`` say whether it needs one (S2-R08). An approval counts in
    ``is_approved`` only if it is of this text, in force, and by a council member who neither wrote nor
    now publishes it; ``is_asked`` says that somebody was asked and has not answered.
    """

    is_regulated: bool
    is_for_customers: bool
    is_approved: bool
    is_asked: bool

    @property
    def is_needed(self) -> bool:
        """Tell whether the text is for customers in a regulated context."""
        return self.is_regulated and self.is_for_customers


def judge_other_reviewer(*, is_own: bool) -> Verdict:
    """Give whether somebody else reviews than those who wrote the text (S2-R04, S2-A03)."""
    return verdict_of("other_reviewer", _other_reviewer(is_own))


def judge_second_review(known: SecondReviewFacts) -> Verdict:
    """Give whether the council's second review is there, where the text needs one (S2-R08)."""
    return verdict_of("second_review", _second_review(known))


def _other_reviewer(is_own: bool) -> Iterator[Finding]:
    if is_own:
        sentence = mark("You wrote this text or handed it in, so somebody else has to review it.")
        yield Missing("other_reviewer", sentence, who=_REVIEWERS, waivable=False)
    else:
        yield Holds("other_reviewer", mark("Somebody else wrote it."))


def _second_review(known: SecondReviewFacts) -> Iterator[Finding]:
    if not known.is_needed:
        yield Holds("second_review_not_needed", mark("No second review is needed for these readers."))
    elif known.is_approved:
        yield Holds("second_review", mark("The council approved this text."))
    else:
        yield _no_second_review(known)


def _no_second_review(known: SecondReviewFacts) -> Missing:
    if known.is_asked:
        sentence = mark("The council was asked about this text and has not answered yet.")
        return Missing("second_review_open", sentence, who=_COUNCIL, waivable=False)
    sentence = mark(
        "Customers in a regulated context will read this: a council member who neither wrote nor publishes it"
        " has to approve it first."
    )
    return Missing("second_review", sentence, who=_COUNCIL, remedy="request_approval", waivable=False)
