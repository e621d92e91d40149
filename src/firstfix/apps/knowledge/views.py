"""Pages about knowledge: what is written down, and one article with its reviews."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.knowledge.forms import article_page, articles_page, editions_page
from firstfix.apps.knowledge.queries import newest_edition, visible_articles
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = ["article", "articles"]


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """Show what is written down: all of it to our side, what was published for them to customers."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    if sees_internal(actor):
        return render(request, "knowledge/articles.html", articles_page(actor, request.GET, clock.now()))
    return render(request, "knowledge/editions.html", editions_page(actor, request.GET))


@require_safe
def article(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """Show one article: to our side as it is worked on, to a customer as it was published."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = visible_articles(actor).select_related("team", "product", "source_case")
    found = rows.filter(pk=article_id).first()
    if found is not None:
        return render(request, "knowledge/article.html", article_page(actor, found, clock.now()))
    edition = newest_edition(actor, article_id)
    if edition is None:
        raise Http404
    return render(request, "knowledge/edition.html", {"edition": edition})
