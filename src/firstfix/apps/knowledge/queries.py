"""What of knowledge an actor may see, and what its pages read.

Our side sees all of it, drafts too. A customer's person sees what was published for customers, as long as
somebody vouches for it, and never a draft. Who administers or holds a link to one subject sees none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from firstfix.apps.cases.models import ApprovalRequest
from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.directory.models import CUSTOMER_ROLES
from firstfix.apps.knowledge.models import Article, ArticleAuthor, ArticleEdition, Audience
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = [
    "ROWS",
    "council_approval",
    "listed_articles",
    "listed_editions",
    "newest_edition",
    "visible_article_editions",
    "visible_articles",
]

ROWS = 100
"""Articles of one page; beyond them a person filters."""


def visible_articles(actor: Actor) -> QuerySet[Article]:
    """Give the articles with their drafts to our side, and none to others: they read editions."""
    return Article.objects.all() if sees_internal(actor) else Article.objects.none()


def visible_article_editions(actor: Actor) -> QuerySet[ArticleEdition]:
    """Give every edition to our side; to a customer's person the newest one that is meant for them."""
    if sees_internal(actor):
        return ArticleEdition.objects.all()
    if actor.subject is not None or not actor.has_role(*CUSTOMER_ROLES):
        return ArticleEdition.objects.none()
    newer = ArticleEdition.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
    vouched_for = ~Q(article__state="retired") & Q(article__valid_until__gte=clock.now().date())
    return ArticleEdition.objects.filter(~Exists(newer), vouched_for, audience=Audience.CUSTOMER)


def newest_edition(actor: Actor, article_id: UUID) -> ArticleEdition | None:
    """Give the newest edition of an article that the actor may read."""
    rows = visible_article_editions(actor).filter(article=article_id)
    return (
        rows.select_related("article__team", "article__product", "published_by").order_by("-number").first()
    )


def listed_articles(actor: Actor, asked: Mapping[str, str]) -> QuerySet[Article]:
    """Give the articles that fit ``state``, ``audience`` and the words ``q``, the newest first."""
    rows = visible_articles(actor).select_related("team", "product").order_by("-number")
    chosen = {name: asked[name] for name in ("state", "audience") if asked.get(name)}
    words = _words(asked)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(body__icontains=words))
    return rows.filter(**chosen)


def listed_editions(actor: Actor, asked: Mapping[str, str]) -> QuerySet[ArticleEdition]:
    """Give what a customer's person may read and fits the words ``q``."""
    rows = visible_article_editions(actor).select_related("article__product").order_by("title", "pk")
    words = _words(asked)
    return rows.filter(Q(title__icontains=words) | Q(body__icontains=words)) if words else rows


def council_approval(article: Article, reviewer_id: UUID | None, now: datetime) -> ApprovalRequest | None:
    """Give the council's approval of the text as it is, by neither an author nor the reviewer (S2-R08)."""
    authors: QuerySet[Any, Any] = ArticleAuthor.objects.filter(
        article=article, edition_number=article.edition_number
    ).values("person")
    granted = article.council_questions(now).filter(state="granted")
    others = granted.exclude(decided_by=reviewer_id).exclude(decided_by__in=authors)
    return others.order_by("decided_at", "id").first()


def _words(asked: Mapping[str, str]) -> str:
    return asked.get("q", "").replace("\x00", "").strip()[:100]
