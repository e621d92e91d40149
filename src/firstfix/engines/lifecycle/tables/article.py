"""The life of an article or runbook: reviewed by another person, valid for a time (S2-D08, S2-A03).

What is for customers in a regulated context is published only after the council's second review (S2-R08).
"""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["ARTICLE"]

_REVIEWED = ("other_reviewer", "second_review")

ARTICLE = Machine(
    name="article",
    initial="draft",
    transitions=(
        Transition(BEGINNING, "draft_article", "draft"),
        # A draft is written as often as it takes; what is in review stands still.
        Transition("draft", "write_article", "draft"),
        Transition("draft", "submit_article", "in_review"),
        Transition("in_review", "return_article", "draft"),
        Transition("in_review", "publish_article", "published", needs=_REVIEWED),
        Transition("published", "mark_article_stale", "stale"),
        Transition("stale", "renew_article", "published", needs=_REVIEWED),
        *from_each(("published", "stale"), "revise_article", "draft"),
        *from_each(("draft", "in_review", "published", "stale"), "retire_article", "retired"),
    ),
    shown={
        "draft": "draft",
        "in_review": "in_review",
        "published": "published",
        "stale": "stale",
        "retired": "retired",
    },
    endings=frozenset({"retired"}),
)
