"""What happens on site: arrival, safety, stopping, notes, time, parts."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models import Case, Visibility
from firstfix.apps.directory.models import Person, SafetyNotes
from firstfix.apps.visits.models.changes import Change
from firstfix.apps.visits.models.visits import Visit
from firstfix.kernel.ids import new_id

__all__ = [
    "CheckIn",
    "CheckInMethod",
    "CheckOut",
    "Geofence",
    "NoteKind",
    "SafetyAcknowledgement",
    "SafetyOccasion",
    "StopWork",
    "TimeEntry",
    "TimeKind",
    "WorkNote",
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
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
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
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
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
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="safety_acknowledgements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
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
    stopped_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField()
    clearance = models.TextField(_("how it was made safe"), blank=True)
    cleared_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
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


class NoteKind(models.TextChoices):
    """What a work note tells; actions become the corrective actions of the service report."""

    ACTION = "action", _("what was done")
    OBSERVATION = "observation", _("what was seen")


class WorkNote(models.Model):
    """What was done or seen while working, remotely or on site; only added, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="work_notes")
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="work_notes"
    )
    change = models.ForeignKey(
        Change, on_delete=models.PROTECT, null=True, blank=True, related_name="work_notes"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=NoteKind)
    visibility = models.CharField(_("visibility"), max_length=8, choices=Visibility)
    text = models.TextField(_("text"))
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="work_note_kind_known", condition=Q(kind__in=NoteKind.values)),
            models.CheckConstraint(
                name="work_note_visibility_known", condition=Q(visibility__in=Visibility.values)
            ),
        )
        indexes = (models.Index(fields=["case", "written_at"], name="work_note_timeline"),)


class TimeKind(models.TextChoices):
    """What time was spent on; every kind is recorded and none is free (S0-P08)."""

    WORK = "work", _("work")
    TRAVEL = "travel", _("travel")
    ON_CALL = "on_call", _("on call")
    ASSIST = "assist", _("help for a colleague")
    WAIT = "wait", _("waiting")


class TimeEntryQuerySet(models.QuerySet["TimeEntry"]):
    """Words for choosing time entries."""

    def running(self) -> TimeEntryQuerySet:
        """Give those that were started and not ended."""
        return self.filter(ended_at=None)

    def last_work_end(self) -> datetime | None:
        """Give when work was last ended, or None where none was; evidence after the fix is later."""
        ended: datetime | None = self.filter(kind=TimeKind.WORK).aggregate(last=models.Max("ended_at"))[
            "last"
        ]
        return ended


class TimeEntry(models.Model):
    """Time of one person on one case: on a visit, or without one. ``assisted`` is who was helped."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="time_entries")
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="time_entries"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="time_entries")
    assisted = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="assisted_time_entries"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=TimeKind)
    note = models.TextField(_("note"), blank=True)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    received_at = models.DateTimeField()

    objects = TimeEntryQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="time_entry_kind_known", condition=Q(kind__in=TimeKind.values)),
            models.CheckConstraint(
                name="time_entry_ends_after_it_starts",
                condition=Q(ended_at=None) | Q(ended_at__gt=F("started_at")),
            ),
            models.CheckConstraint(
                name="time_entry_assists_another", condition=Q(assisted=None) | ~Q(assisted=F("person"))
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="time_entry_one_running_per_person"
            ),
        )
        indexes = (models.Index(fields=["person", "started_at"], name="time_entry_of_person"),)

    @property
    def minutes(self) -> int:
        """Give the whole minutes of the entry, 0 while it runs."""
        return 0 if self.ended_at is None else int((self.ended_at - self.started_at).total_seconds() // 60)
