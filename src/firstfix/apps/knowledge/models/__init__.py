"""The tables of knowledge."""

from firstfix.apps.knowledge.models.articles import (
    Article,
    ArticleEdition,
    ArticleKind,
    ArticleNumber,
    Audience,
)
from firstfix.apps.knowledge.models.reviews import ArticleAuthor, ArticleReview, ReviewOutcome

__all__ = [
    "Article",
    "ArticleAuthor",
    "ArticleEdition",
    "ArticleKind",
    "ArticleNumber",
    "ArticleReview",
    "Audience",
    "ReviewOutcome",
]
