"""What was observed in each case, sums of it by month, and how far the ledger was followed.

Everything here is computed from the ledger and the records beside it, and can be thrown away and computed
again (:mod:`firstfix.apps.scorecards.commands.rebuild_scorecards`).
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models import Case
from firstfix.apps.directory.models import Organization, Person, Team
from firstfix.kernel.ids import new_id

__all__ = ["ScoreCell", "ScoreKeeping", "ScorecardRebuild", "ScoredCase"]

MONTH_LENGTH = len("2026-03")
SEGMENT_LENGTH = 64


class ScoredCaseQuerySet(models.QuerySet["ScoredCase"]):
    """Words for choosing observed cases."""

    def opened_in(self, months: list[str]) -> ScoredCaseQuerySet:
        """Give those that were opened in one of these months."""
        return self.filter(month__in=months)

    def due_again(self, now: datetime) -> ScoredCaseQuerySet:
        """Give those whose figures time alone has changed by ``now``."""
        return self.filter(review_at__lte=now)


class ScoredCase(models.Model):
    """What every measure observed in one case: its figure, or the code of the reason why there is none.

    A measure that does not speak of the case at all is not among ``observed``. ``review_at`` is when time
    alone may change it, as when the days of watching for a repeat are over. ``version`` is the length of
    the case's chain that was read.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="scored")
    version = models.PositiveIntegerField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.CharField(_("month of opening"), max_length=MONTH_LENGTH)
    job_type = models.CharField(_("kind"), max_length=SEGMENT_LENGTH)
    priority = models.CharField(_("priority"), max_length=SEGMENT_LENGTH, blank=True)
    category = models.CharField(_("fault code"), max_length=SEGMENT_LENGTH, blank=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    observed = models.JSONField()
    review_at = models.DateTimeField(null=True, blank=True)

    objects = ScoredCaseQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["month", "case"], name="scored_case_by_month"),
            models.Index(fields=["organization", "month", "case"], name="scored_case_of_customer"),
            models.Index(fields=["owner", "month"], name="scored_case_of_owner"),
            models.Index(fields=["review_at"], name="scored_case_due", condition=Q(review_at__isnull=False)),
        )


class ScoreCell(models.Model):
    """Sums over the cases that were opened in one month, of all customers or one, in one segment or all.

    ``scope`` is a customer's id, or empty for all customers. ``segment`` names an attribute and ``value``
    what it is; both are empty for all cases. ``tallies`` and ``runs`` are read and written by
    :mod:`firstfix.apps.scorecards.queries.tallies` alone.
    """

    scope = models.CharField(max_length=36, blank=True)
    segment = models.CharField(max_length=12, blank=True)
    value = models.CharField(max_length=SEGMENT_LENGTH, blank=True)
    month = models.CharField(max_length=MONTH_LENGTH)
    tallies = models.JSONField(default=dict)
    runs = models.BinaryField(default=b"")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["scope", "segment", "value", "month"], name="score_cell_once"),
        )


class ScoreKeeping(models.Model):
    """How far the figures follow the ledger: the one row of this table.

    ``link_id`` is the last ledger link that was read. ``rebuild`` is set while everything is computed
    anew; until that is done nothing is followed. ``definitions`` is the hash of what was computed by.
    ``found`` is what was seen when the ledger was last looked through as a whole (commands/looking.py).
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    link_id = models.BigIntegerField(default=0)
    kept_at = models.DateTimeField(null=True)
    definitions = models.CharField(max_length=64, blank=True)
    found = models.JSONField(default=dict, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    rebuild = models.ForeignKey("ScorecardRebuild", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(name="score_keeping_only_one", condition=Q(id=1)),)


class ScorecardRebuild(models.Model):
    """That somebody had all figures computed anew, and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    reason = models.TextField(_("why"))
    asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    case_count = models.PositiveIntegerField(default=0)
