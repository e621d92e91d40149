"""The plain steps of an article: handed in, found stale, taken up again, retired."""

from __future__ import annotations

from firstfix.apps.knowledge.commands.authorship import note_author
from firstfix.apps.knowledge.events import ArticleChanged
from firstfix.apps.knowledge.models import Article
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["mark_article_stale", "retire_article", "revise_article", "submit_article"]


@command(on="article", says=mark("{actor} handed the article in for review."))
def submit_article(work: Work, article: Article) -> None:
    """Hand the draft in; somebody who did not write it reviews it, and it stands still until then."""
    article.review_asked_at = work.now
    note_author(work, article)
    _announce(work, article)


@command(on="article", says=mark("{actor} found the article stale: {because}"))
def mark_article_stale(work: Work, article: Article, *, because: Words) -> None:
    """Say that the article does not hold any more; customers no longer see it until it is renewed."""
    article.valid_until = None
    article.review_asked_at = work.now
    _announce(work, article)


@command(on="article", says=mark("{actor} took the article up again: {because}"))
def revise_article(work: Work, article: Article, *, because: Words) -> None:
    """Begin the next edition; what was published is read on until the new one replaces it."""
    article.edition_number += 1
    article.review_asked_at = None
    note_author(work, article)
    _announce(work, article)


@command(on="article", says=mark("{actor} retired the article: {because}"))
def retire_article(work: Work, article: Article, *, because: Words) -> None:
    """Retire the article for good; its editions stay for those who followed them."""
    article.valid_until = None
    _announce(work, article)


def _announce(work: Work, article: Article) -> None:
    work.note(edition=article.edition_number)
    work.emit(ArticleChanged(article.pk, work.target_state or article.state))
