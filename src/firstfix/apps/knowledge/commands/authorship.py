"""Who stands for a text: everybody who wrote at it or handed it in."""

from __future__ import annotations

from firstfix.apps.knowledge.models import Article, ArticleAuthor
from firstfix.kernel.commands import Work

__all__ = ["note_author"]


def note_author(work: Work, article: Article) -> None:
    """Keep that the actor stands for the edition in work; a machine stands for nothing (S2-A03)."""
    person_id = work.actor.person_id
    if person_id is None or article.is_written_by(person_id):
        return
    ArticleAuthor.objects.create(
        id=work.new_id("author"),
        article=article,
        edition_number=article.edition_number,
        person_id=person_id,
        wrote_at=work.at,
    )
