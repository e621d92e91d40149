"""Who wrote an article, and who looked at it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models import ApprovalRequest
from firstfix.apps.directory.models import Person
from firstfix.apps.knowledge.models.articles import Article
from firstfix.kernel.ids import new_id

__all__ = ["ArticleAuthor", "ArticleReview", "ReviewOutcome"]


class ArticleAuthor(models.Model):
    """That a person wrote at an edition of an article or handed it in; such a person does not review it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="authors", db_index=False)
    edition_number = models.PositiveIntegerField(_("edition"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="articles_written")
    wrote_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["article", "edition_number", "person"], name="article_author_once_an_edition"
            ),
        )


class ReviewOutcome(models.TextChoices):
    """What came of a review."""

    PUBLISHED = "published", _("published")
    RENEWED = "renewed", _("renewed")
    RETURNED = "returned", _("sent back")


class ArticleReview(models.Model):
    """That somebody reviewed an edition: what came of it, why, until when it is vouched for.

    ``approval`` is the council's word where the edition needed a second review (S2-R08).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="reviews")
    edition_number = models.PositiveIntegerField(_("edition"))
    outcome = models.CharField(_("what came of it"), max_length=12, choices=ReviewOutcome)
    reason = models.TextField(_("why"), blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    approval = models.OneToOneField(
        ApprovalRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="article_review"
    )
    reviewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="article_review_outcome_known", condition=Q(outcome__in=ReviewOutcome.values)
            ),
            models.CheckConstraint(
                name="article_review_vouched_until_or_returned_with_a_reason",
                condition=(Q(outcome="returned", valid_until=None) & ~Q(reason=""))
                | (~Q(outcome="returned") & Q(valid_until__isnull=False)),
            ),
        )
