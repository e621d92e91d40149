"""Working hours, kept in the form that the service clock reads."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from firstfix.kernel.ids import new_id

__all__ = ["WorkCalendar"]


class WorkCalendar(models.Model):
    """Hours that count: of a site, a team, a person or a service target.

    ``definition`` has the shape of ``engines.service_clock.Calendar.to_json()``: zone, windows by
    weekday, holidays and exceptions. ``version`` is raised by the command wrapper at each change,
    so that a target clock can say under which edition of the calendar it was computed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    code = models.CharField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=300)
    definition = models.JSONField(_("hours and holidays"))

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> str:
        """Give the IANA time zone that the hours are told in."""
        return str(self.definition["zone"])
