"""Assignments: an engineer's time held for a visit, and what the engineer said to it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models import Person
from firstfix.apps.visits.models import CrewDuty, Visit
from firstfix.kernel.ids import new_id

__all__ = ["Acceptance", "Assignment", "Decline", "DeclineReason"]


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Words for choosing assignments."""

    def holding(self) -> AssignmentQuerySet:
        """Give those that hold their engineer's time: not released."""
        return self.filter(released_at=None)

    def of(self, engineer: Person) -> AssignmentQuerySet:
        """Give one engineer's."""
        return self.filter(engineer=engineer)

    def overlapping(self, start: datetime, end: datetime) -> AssignmentQuerySet:
        """Give those that touch the time from ``start`` up to ``end``; touching ends do not overlap."""
        return self.filter(start_at__lt=end, end_at__gt=start)

    def day_list(self, engineer: Person, start: datetime, end: datetime) -> AssignmentQuerySet:
        """Give what ``engineer`` has to do from ``start`` up to ``end``, in order."""
        return self.holding().of(engineer).overlapping(start, end).order_by("start_at", "id")

    def unanswered(self) -> AssignmentQuerySet:
        """Give those that hold time and were neither accepted nor declined."""
        return self.holding().filter(acceptance=None, decline=None)


class Assignment(models.Model):
    """That an engineer's time, from ``start_at`` to ``end_at`` with the travel, is held for a visit.

    It holds until it is released: declined, given to somebody else, or the visit is over or cancelled.
    While it holds, no other assignment of this engineer may overlap: commands look under the
    engineer's lock, and the database itself refuses what slips past (migration
    ``0002_never_booked_twice``). The engineer's answers are rows of their own; the visit's state says
    where the visit stands. ``reasons`` are the terms by which this engineer was chosen, for the
    question "why me?" (S0-P16); ``override_reason`` says why a person chose otherwise.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="assignments")
    engineer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    duty = models.CharField(_("duty"), max_length=12, choices=CrewDuty, default=CrewDuty.ENGINEER)
    start_at = models.DateTimeField(_("from"))
    end_at = models.DateTimeField(_("until"))
    travel_minutes = models.PositiveIntegerField(_("minutes of travel before it"), default=0)
    reasons = models.JSONField(default=list, blank=True)
    override_reason = models.TextField(_("why somebody else was chosen"), blank=True)
    assigned_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    assigned_at = models.DateTimeField()
    released_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.TextField(_("why it was released"), blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="assignment_duty_known", condition=Q(duty__in=CrewDuty.values)),
            models.CheckConstraint(
                name="assignment_ends_after_it_starts", condition=Q(end_at__gt=F("start_at"))
            ),
            models.UniqueConstraint(
                fields=["visit", "engineer"], condition=Q(released_at=None), name="assignment_once_per_visit"
            ),
        )
        indexes = (
            models.Index(
                fields=["engineer", "start_at", "end_at"],
                name="assignment_held_time",
                condition=Q(released_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.engineer_id} {self.start_at:%Y-%m-%d %H:%M}"


class Acceptance(models.Model):
    """That the engineer accepted an assignment; the time from assigning to this is a figure (S1-K08)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="acceptance")
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    accepted_at = models.DateTimeField()


class DeclineReason(models.TextChoices):
    """Why an engineer declined."""

    SKILL = "skill", _("skill is missing")
    REST = "rest", _("rest or working time")
    SICK = "sick", _("sick")
    PART = "part", _("part or tool is missing")
    OVERLOAD = "overload", _("the day is too full")
    SAFETY = "safety", _("not safe")
    OTHER = "other", _("other")


class Decline(models.Model):
    """That the engineer declined an assignment, before or after accepting it, and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="decline")
    reason = models.CharField(_("reason"), max_length=10, choices=DeclineReason)
    note = models.TextField(_("in words"), blank=True)
    declined_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    declined_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="decline_reason_known", condition=Q(reason__in=DeclineReason.values)),
        )
