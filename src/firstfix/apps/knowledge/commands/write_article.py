"""Change the draft of an article."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.knowledge.commands.authorship import note_author
from firstfix.apps.knowledge.models import Article, Audience
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Work, command
from firstfix.kernel.commands.inputs import Line, Words
from firstfix.kernel.refusal import Reason, Refusal

__all__ = ["ArticleChange", "write_article"]


class ArticleChange(Input):
    """Any part of the draft; what is left out stays as it was."""

    title: Line | None = None
    body: Words | None = None
    audience: Audience | None = None
    is_regulated: bool | None = None
    product_id: UUID | None = None


@command(
    on="article",
    edits=("title", "body", "audience", "is_regulated", "product"),
    says=mark("{actor} changed the draft."),
)
def write_article(work: Work, article: Article, given: ArticleChange) -> Refusal | None:
    """Change the text of a draft, who reads it, or its product; who changes it does not review it."""
    if article.is_regulated and given.is_regulated is False and not work.actor.has_role("council_member"):
        return _stays_regulated()
    for name in ("title", "body", "audience", "is_regulated"):
        value = getattr(given, name)
        if value is not None:
            setattr(article, name, value)
    if given.product_id is not None:
        article.product = work.see("product", given.product_id)
    note_author(work, article)
    return None


def _stays_regulated() -> Refusal:
    return Refusal(
        "stays_regulated",
        mark("Only a council member says that an article is no longer for a regulated context. Ask one to."),
        reason=Reason.NOT_ALLOWED,
        fields={"is_regulated": "only a council member takes this away"},
    )
