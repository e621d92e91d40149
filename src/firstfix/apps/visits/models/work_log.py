"""What was done and how long it took: work notes and time entries."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models import Case, Visibility
from firstfix.apps.directory.models import Person
from firstfix.apps.visits.models.changes import Change
from firstfix.apps.visits.models.visits import Visit
from firstfix.kernel.ids import new_id

__all__ = ["NoteKind", "TimeEntry", "TimeKind", "WorkNote"]


class NoteKind(models.TextChoices):
    """What a work note tells; actions become the corrective actions of the service report."""

    ACTION = "action", _("what was done")
    OBSERVATION = "observation", _("what was seen")


class WorkNote(models.Model):
    """What was done or seen while working, remotely or on site; only added, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="work_notes", db_index=False)
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="work_notes"
    )
    change = models.ForeignKey(
        Change, on_delete=models.PROTECT, null=True, blank=True, related_name="work_notes"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=NoteKind)
    visibility = models.CharField(_("visibility"), max_length=8, choices=Visibility)
    text = models.TextField(_("text"))
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
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
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="time_entries", db_index=False)
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
