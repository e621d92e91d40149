"""Who is away and who is on call, planned in whole stretches of time."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models import Person, Team
from firstfix.kernel.ids import new_id

__all__ = ["Absence", "AbsenceKind", "OnCallShift", "OnCallTier"]


class AbsenceKind(models.TextChoices):
    """Why somebody is away; no finer than planning needs."""

    LEAVE = "leave", _("leave")
    SICK = "sick", _("sick")
    TRAINING = "training", _("training")
    REST = "rest", _("rest time")
    OTHER = "other", _("other")


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Words for choosing absences."""

    def overlapping(self, start: datetime, end: datetime) -> AbsenceQuerySet:
        """Give those that touch the time from ``start`` up to ``end``."""
        return self.filter(start_at__lt=end, end_at__gt=start)


class Absence(models.Model):
    """That a person is away from ``start_at`` to ``end_at``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=AbsenceKind)
    start_at = models.DateTimeField(_("from"))
    end_at = models.DateTimeField(_("until"))
    noted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    noted_at = models.DateTimeField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="absence_kind_known", condition=Q(kind__in=AbsenceKind.values)),
            models.CheckConstraint(
                name="absence_ends_after_it_starts", condition=Q(end_at__gt=F("start_at"))
            ),
        )
        indexes = (models.Index(fields=["person", "start_at"], name="absence_of_person"),)


class OnCallTier(models.TextChoices):
    """Who is called first."""

    PRIMARY = "primary", _("called first")
    SECONDARY = "secondary", _("called next")


class OnCallShiftQuerySet(models.QuerySet["OnCallShift"]):
    """Words for choosing shifts."""

    def at(self, moment: datetime) -> OnCallShiftQuerySet:
        """Give who is on call at that moment, first the one who is called first."""
        return self.filter(start_at__lte=moment, end_at__gt=moment).order_by("tier", "start_at")


class OnCallShift(models.Model):
    """That a person is on call for a team from ``start_at`` to ``end_at`` (S1-F15)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="on_call_shifts", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="on_call_shifts")
    tier = models.CharField(_("tier"), max_length=10, choices=OnCallTier, default=OnCallTier.PRIMARY)
    start_at = models.DateTimeField(_("from"))
    end_at = models.DateTimeField(_("until"))

    objects = OnCallShiftQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="on_call_shift_tier_known", condition=Q(tier__in=OnCallTier.values)),
            models.CheckConstraint(
                name="on_call_shift_ends_after_it_starts", condition=Q(end_at__gt=F("start_at"))
            ),
            models.UniqueConstraint(fields=["team", "tier", "start_at"], name="on_call_shift_once"),
        )
        indexes = (models.Index(fields=["team", "start_at"], name="on_call_shift_of_team"),)
