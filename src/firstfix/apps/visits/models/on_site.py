"""What happens on site: arrival, safety, stopping, leaving."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models import Person, SafetyNotes
from firstfix.apps.visits.models.visits import Visit
from firstfix.kernel.ids import new_id

__all__ = [
    "CheckIn",
    "CheckInMethod",
    "CheckOut",
    "Geofence",
    "SafetyAcknowledgement",
    "SafetyOccasion",
    "StopWork",
]


class CheckInMethod(models.TextChoices):
    """How arrival was told. No method stores a place: there is no location in the schema (S0-P02)."""

    TYPED = "typed", _("said by the engineer")
    SITE_CODE = "site_code", _("code at the site")
    CUSTOMER = "customer", _("said by the customer")


class Geofence(models.TextChoices):
    """What the device answered when it was asked, by its owner's wish, whether it is at the site."""

    NOT_ASKED = "not_asked", _("not asked")
    INSIDE = "inside", _("at the site")
    OUTSIDE = "outside", _("not at the site")


class CheckIn(models.Model):
    """That a person arrived: a fact with a time. The device keeps where it is to itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="check_ins")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    method = models.CharField(_("how"), max_length=10, choices=CheckInMethod, default=CheckInMethod.TYPED)
    geofence = models.CharField(max_length=10, choices=Geofence, default=Geofence.NOT_ASKED)
    checked_in_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="check_in_method_known", condition=Q(method__in=CheckInMethod.values)
            ),
            models.CheckConstraint(name="check_in_geofence_known", condition=Q(geofence__in=Geofence.values)),
        )


class CheckOut(models.Model):
    """That a person left the site."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="check_outs")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    checked_out_at = models.DateTimeField()
    received_at = models.DateTimeField()


class SafetyOccasion(models.TextChoices):
    """When the notes were read: before travelling (readiness), or on site before work starts."""

    BEFORE_TRAVEL = "before_travel", _("before travelling")
    ON_SITE = "on_site", _("on site")


class SafetyAcknowledgement(models.Model):
    """That a person read the safety notes: which wording, on which occasion.

    ``wording_sha256`` binds it to the very words that were shown, whatever is written later.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, related_name="safety_acknowledgements", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    notes = models.ForeignKey(SafetyNotes, on_delete=models.PROTECT, related_name="acknowledgements")
    wording_sha256 = models.CharField(max_length=64)
    occasion = models.CharField(_("occasion"), max_length=14, choices=SafetyOccasion)
    acknowledged_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="safety_acknowledgement_occasion_known", condition=Q(occasion__in=SafetyOccasion.values)
            ),
        )
        indexes = (models.Index(fields=["visit", "person", "occasion"], name="safety_ack_of_visit"),)


class StopWork(models.Model):
    """That somebody stopped unsafe work, why, and who cleared the hazard when (S1-X09)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="stops")
    hazard = models.TextField(_("what is unsafe"))
    stopped_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    stopped_at = models.DateTimeField()
    clearance = models.TextField(_("how it was made safe"), blank=True)
    cleared_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="stop_work_cleared_by_somebody_in_words",
                condition=Q(cleared_at=None) | (Q(cleared_by__isnull=False) & ~Q(clearance="")),
            ),
            models.UniqueConstraint(
                fields=["visit"], condition=Q(cleared_at=None), name="stop_work_one_open_per_visit"
            ),
        )
