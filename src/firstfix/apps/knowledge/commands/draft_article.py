"""Draft an article or a runbook, from a case or from what somebody knows."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.knowledge.commands.authorship import note_author
from firstfix.apps.knowledge.models import Article, ArticleKind, ArticleNumber, Audience
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Touch, Work, command
from firstfix.kernel.commands.inputs import Line, Words

__all__ = ["ArticleInput", "draft_article"]


class ArticleInput(Input):
    """The text, whose domain it is, who will read it, and whether their context is regulated.

    ``case_id`` names the case that it was learned in; a regulated customer's case makes it regulated.
    """

    title: Line
    body: Words
    team_id: UUID
    audience: Audience
    is_regulated: bool
    kind: ArticleKind = ArticleKind.ARTICLE
    product_id: UUID | None = None
    case_id: UUID | None = None


@command(
    on="article",
    creates=True,
    touches=(Touch("case", given="case_id"),),
    says=mark("{actor} drafted an article: {title}"),
)
def draft_article(work: Work, given: ArticleInput) -> Article:
    """Draft an article or a runbook in Markdown; nobody but our side reads it before it was reviewed."""
    case = work.see("case", given.case_id) if given.case_id else None
    article = Article.objects.create(
        id=work.subject_id,
        version=1,
        number=ArticleNumber.objects.draw(),
        kind=given.kind,
        team=work.see("team", given.team_id),
        product=work.see("product", given.product_id) if given.product_id else None,
        source_case=case,
        audience=given.audience,
        is_regulated=given.is_regulated or (case is not None and case.organization.is_regulated),
        title=given.title,
        body=given.body,
        drafted_by_id=work.actor.person_id,
        drafted_at=work.at,
    )
    note_author(work, article)
    work.note(number=article.number)
    work.result.update(number=article.number, reference=article.reference)
    return article
