"""Articles and runbooks, and the editions of them that were published."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.assets.models import Product
from firstfix.apps.cases.models import ApprovalKind, ApprovalRequest, Case
from firstfix.apps.directory.models import Person, Team
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel.ids import new_id
from firstfix.kernel.statements import insert

__all__ = ["Article", "ArticleEdition", "ArticleKind", "ArticleNumber", "Audience"]

LIFE = MACHINES["article"]


class ArticleKind(models.TextChoices):
    """What the text is for."""

    ARTICLE = "article", _("article")
    RUNBOOK = "runbook", _("runbook")


class Audience(models.TextChoices):
    """Who reads it."""

    INTERNAL = "internal", _("our people")
    CUSTOMER = "customer", _("customers")


class ArticleNumberManager(models.Manager["ArticleNumber"]):
    """Where the next number comes from."""

    def draw(self) -> int:
        """Give the next article number; a number drawn by a draft that was then refused is skipped."""
        number = self.model()
        insert([number])
        return number.pk


class ArticleNumber(models.Model):
    """A number that was given out. The database counts, so two articles never share one."""

    id = models.BigAutoField(primary_key=True)

    objects = ArticleNumberManager()


class Article(models.Model):
    """A piece of knowledge; its life is ``MACHINES["article"]`` (S2-D08).

    ``title``, ``body``, ``audience`` are the text as it is being worked on, ``edition_number`` the edition
    that it will be; what was published stands in :class:`ArticleEdition` and is read until it is followed
    or retired. ``team`` is the domain: whose leads keep it (S2-R04). ``review_asked_at`` is when the review
    that is due was called for; what was approved before speaks of an older text. ``valid_until`` is the day
    until which the published edition is vouched for, empty where nobody does. ``drafted_by`` is empty
    where a machine drafted it (S2-A03).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    number = models.PositiveBigIntegerField(_("number"), unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ArticleKind)
    state = models.CharField(
        _("state"), max_length=24, choices=[(state, state) for state in LIFE.states], default=LIFE.initial
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="articles", verbose_name=_("domain")
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="articles"
    )
    source_case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="articles"
    )
    audience = models.CharField(_("who reads it"), max_length=12, choices=Audience)
    is_regulated = models.BooleanField(_("for a regulated context"))
    title = models.CharField(_("title"), max_length=300)
    body = models.TextField(_("text"))
    edition_number = models.PositiveIntegerField(_("edition"), default=1)
    drafted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    drafted_at = models.DateTimeField()
    review_asked_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="article_kind_known", condition=Q(kind__in=ArticleKind.values)),
            models.CheckConstraint(name="article_state_known", condition=Q(state__in=LIFE.states)),
            models.CheckConstraint(name="article_audience_known", condition=Q(audience__in=Audience.values)),
            models.CheckConstraint(
                name="article_published_is_valid_until_a_day",
                condition=~Q(state="published") | Q(valid_until__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        """Give the name that people say: ``KB-12``."""
        return f"KB-{self.number}"

    @property
    def needs_second_review(self) -> bool:
        """Tell whether customers in a regulated context will read it (S2-R08)."""
        return self.is_regulated and self.audience == Audience.CUSTOMER

    def is_vouched_for(self, on: date) -> bool:
        """Tell whether somebody vouches for what was published on that day."""
        return self.valid_until is not None and self.valid_until >= on and self.state != "retired"

    def is_written_by(self, person_id: UUID) -> bool:
        """Tell whether this person wrote the text that is being worked on, or handed it in."""
        return self.authors.filter(edition_number=self.edition_number, person_id=person_id).exists()

    def council_questions(self, now: datetime) -> models.QuerySet[ApprovalRequest]:
        """Give what the council was asked of the text as it is: undecided, or granted and unused (S2-R08)."""
        asked = ApprovalRequest.objects.filter(kind=ApprovalKind.REGULATED_ARTICLE)
        fresh = asked.about("article", self.pk).filter(requested_at__gte=self.review_asked_at or now)
        return (fresh.undecided() | fresh.in_force(now)).unused()


class ArticleEdition(models.Model):
    """What was published once, for whom; it never changes again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="editions", db_index=False)
    number = models.PositiveIntegerField(_("edition"))
    audience = models.CharField(_("who reads it"), max_length=12, choices=Audience)
    title = models.CharField(_("title"), max_length=300)
    body = models.TextField(_("text"))
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    published_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["article", "number"], name="article_edition_once"),
            models.CheckConstraint(
                name="article_edition_audience_known", condition=Q(audience__in=Audience.values)
            ),
        )

    def __str__(self) -> str:
        return self.title
