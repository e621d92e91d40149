"""Who coordinates a Sev1 case, and how often the customer hears of it (S2-R16)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models.case import Case
from firstfix.apps.directory.models import Person
from firstfix.kernel.ids import new_id

__all__ = ["IncidentCommand", "UpdateCadence"]


class IncidentCommand(models.Model):
    """That an incident commander took the coordination of a Sev1 case; the newest one has it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="incident_commands")
    commander = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    taken_at = models.DateTimeField()


class UpdateCadence(models.Model):
    """How often the customer is told how it stands, set by whom and when; the newest one counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="update_cadences")
    every_minutes = models.PositiveIntegerField(_("minutes between updates"))
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="update_cadence_takes_time", condition=Q(every_minutes__gte=1)),
        )

    def next_due_at(self, last_told_at: datetime | None) -> datetime:
        """Give when the customer is to hear next: from the last words to them or from its setting."""
        begins_at = self.set_at if last_told_at is None else max(self.set_at, last_told_at)
        return begins_at + timedelta(minutes=self.every_minutes)
