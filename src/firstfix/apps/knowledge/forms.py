"""What the pages about knowledge draw: the lists, one article with its reviews, and what leads it on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from firstfix.apps.cases.models import ApprovalRequest
from firstfix.apps.cases.queries import visible_approval_requests
from firstfix.apps.knowledge.models import Article, ArticleEdition, Audience
from firstfix.apps.knowledge.queries import ROWS, listed_articles, listed_editions, newest_edition
from firstfix.engines.lifecycle import MACHINES, STATE_WORDS
from firstfix.kernel import policy
from firstfix.kernel.identity import Actor

__all__ = ["article_page", "articles_page", "editions_page"]

# One command leads on from each state of an article; what stands beside it are the other ways.
_NEXT: Mapping[str, str] = {
    "draft": "submit_article",
    "in_review": "publish_article",
    "stale": "renew_article",
}
_OTHER_WAYS = (
    "write_article", "return_article", "revise_article", "mark_article_stale", "retire_article",
)  # fmt: skip


def articles_page(actor: Actor, asked: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Give the list that our side reads: drafts too, filtered by state, readers and words."""
    known = {"state": MACHINES["article"].states, "audience": Audience.values}
    chosen = {name: asked[name] for name, codes in known.items() if asked.get(name) in codes}
    found = list(listed_articles(actor, chosen | {"q": asked.get("q", "")})[: ROWS + 1])
    return {
        "articles": found[:ROWS],
        "is_cut": len(found) > ROWS,
        "asked": chosen | {"q": asked.get("q", "").replace("\x00", "")[:100]},
        "states": [(code, _(STATE_WORDS[code])) for code in known["state"]],
        "audiences": Audience.choices,
        "today": now.date(),
        "may_draft": policy.may("draft_article", actor) is True,
    }


def editions_page(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Give the list that a customer's person reads: what was published for customers."""
    found = list(listed_editions(actor, asked)[: ROWS + 1])
    return {
        "editions": found[:ROWS],
        "is_cut": len(found) > ROWS,
        "asked": {"q": asked.get("q", "").replace("\x00", "")[:100]},
    }


def article_page(actor: Actor, article: Article, now: datetime) -> dict[str, Any]:
    """Give one article as our side works on it: the text, what changed, who reviewed it, what is next."""
    edition = newest_edition(actor, article.pk)
    reviews = article.reviews.select_related("reviewed_by", "approval__decided_by")
    return {
        "article": article,
        "edition": edition,
        "is_changed": _is_changed(article, edition),
        "following": _NEXT.get(article.state, ""),
        "ways": _OTHER_WAYS,
        "facts": _facts(article),
        "authors": _authors(article),
        "reviews": reviews.order_by("-reviewed_at"),
        "editions": article.editions.select_related("published_by").order_by("-number"),
        "council": _council(actor, article),
        "is_over": article.state == "published" and not article.is_vouched_for(now.date()),
    }


def _is_changed(article: Article, edition: ArticleEdition | None) -> bool:
    """Tell whether the text in work differs from what is read now."""
    return edition is not None and (edition.title, edition.body) != (article.title, article.body)


def _authors(article: Article) -> list[str]:
    rows = article.authors.filter(edition_number=article.edition_number).order_by("wrote_at")
    return list(rows.values_list("person__name", flat=True))


def _council(actor: Actor, article: Article) -> QuerySet[ApprovalRequest]:
    """Give what the council was asked about this article, the newest question first."""
    asked = visible_approval_requests(actor).filter(subject_type="article", subject_id=article.pk)
    return asked.select_related("requested_by", "decided_by").order_by("-requested_at")


def _facts(article: Article) -> list[dict[str, Any]]:
    known: list[dict[str, Any]] = [
        {"icon": "people", "label": _("Domain"), "text": article.team.name},
        {"label": _("For"), "text": article.get_audience_display()},
        {"label": _("Edition"), "text": article.edition_number},
    ]
    if article.product is not None:
        known.append({"icon": "asset", "text": str(article.product)})
    if article.valid_until is not None:
        known.append({"icon": "clock", "label": _("Valid until"), "text": article.valid_until.isoformat()})
    return known
