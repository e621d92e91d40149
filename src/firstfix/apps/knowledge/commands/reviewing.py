"""Review an article: publish it, renew it, or send it back to those who wrote it."""

from __future__ import annotations

from firstfix.apps.cases.commands.approval_use import use_up
from firstfix.apps.cases.models import ApprovalRequest
from firstfix.apps.knowledge.events import ArticleChanged, ArticlePublished
from firstfix.apps.knowledge.models import Article, ArticleEdition, ArticleReview, ReviewOutcome
from firstfix.apps.knowledge.queries import council_approval
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Day, Words
from firstfix.kernel.refusal import Refusal

__all__ = ["publish_article", "renew_article", "return_article"]


@command(on="article", says=mark("{actor} reviewed and published the article, valid until {valid_until}."))
def publish_article(work: Work, article: Article, *, valid_until: Day) -> Refusal | None:
    """Publish the text that was handed in as its next edition, and vouch for it until a day (S2-D08)."""
    refusal = _is_over(work, valid_until)
    if refusal is not None:
        return refusal
    ArticleEdition.objects.create(
        id=work.new_id("edition"),
        article=article,
        number=article.edition_number,
        audience=article.audience,
        title=article.title,
        body=article.body,
        published_by_id=work.actor.person_id,
        published_at=work.at,
    )
    _vouch(work, article, ReviewOutcome.PUBLISHED, valid_until)
    return None


@command(on="article", says=mark("{actor} reviewed the article again; it is valid until {valid_until}."))
def renew_article(work: Work, article: Article, *, valid_until: Day) -> Refusal | None:
    """Vouch again for what was published, after looking whether it still holds."""
    refusal = _is_over(work, valid_until)
    if refusal is None:
        _vouch(work, article, ReviewOutcome.RENEWED, valid_until)
    return refusal


@command(on="article", says=mark("{actor} sent the article back: {because}"))
def return_article(work: Work, article: Article, *, because: Words) -> None:
    """Send the draft back to those who wrote it, with what is missing or wrong."""
    _keep(work, article, ReviewOutcome.RETURNED, reason=because)
    work.emit(ArticleChanged(article.pk, work.target_state or article.state))


def _is_over(work: Work, valid_until: Day) -> Refusal | None:
    if valid_until > work.now.date():
        return None
    return Refusal(
        "invalid_input",
        mark("Field valid_until: the article would be out of date at once. Give a later day."),
        fields={"valid_until": "it is not later than today"},
    )


def _vouch(work: Work, article: Article, outcome: ReviewOutcome, valid_until: Day) -> None:
    article.valid_until = valid_until
    _keep(work, article, outcome, valid_until=valid_until, approval=_second_review(work, article))
    work.emit(ArticlePublished(article.pk, article.edition_number, article.audience))


def _second_review(work: Work, article: Article) -> ApprovalRequest | None:
    """Give the council's approval, used up; the gate has seen that there is one where one is needed."""
    if not article.needs_second_review:
        return None
    approval = council_approval(article, work.actor.person_id, work.now)
    return use_up(work, approval.pk) if approval is not None else None


def _keep(
    work: Work,
    article: Article,
    outcome: ReviewOutcome,
    *,
    reason: str = "",
    valid_until: Day | None = None,
    approval: ApprovalRequest | None = None,
) -> None:
    ArticleReview.objects.create(
        id=work.new_id("review"),
        article=article,
        edition_number=article.edition_number,
        outcome=outcome,
        reason=reason,
        valid_until=valid_until,
        approval=approval,
        reviewed_by_id=work.actor.person_id,
        reviewed_at=work.at,
    )
    work.note(edition=article.edition_number, outcome=outcome.value)
