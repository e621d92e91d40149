"""What happens to articles that others may react to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

__all__ = ["ArticleChanged", "ArticlePublished"]


@dataclass(frozen=True, slots=True)
class ArticleChanged:
    """An article reached another state of its life."""

    article_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class ArticlePublished:
    """An edition of an article was published, or its validity renewed."""

    article_id: UUID
    edition_number: int
    audience: str
