"""Sites: where equipment stands, how to get in, and what to beware of."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models.calendars import WorkCalendar
from firstfix.apps.directory.models.organizations import Organization
from firstfix.apps.directory.models.policies import DataPolicy
from firstfix.apps.directory.models.zones import refuse_unknown_zone
from firstfix.kernel.ids import new_id

__all__ = ["HazardKind", "SafetyNotes", "Site"]


class SiteQuerySet(models.QuerySet["Site"]):
    """Words for choosing sites."""

    def of(self, organization: Organization) -> SiteQuerySet:
        """Give the sites of one organisation."""
        return self.filter(organization=organization)


class Site(models.Model):
    """A place where equipment stands: how to find it, how to get in, when, and what to beware of."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="sites", db_index=False
    )
    code = models.CharField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=300)
    address = models.TextField(_("street address"))
    locality = models.CharField(_("town"), max_length=300)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    country = models.CharField(_("country (ISO 3166-1 alpha-2)"), max_length=2)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=64)
    calendar = models.ForeignKey(
        WorkCalendar, on_delete=models.PROTECT, null=True, blank=True, related_name="sites"
    )
    access_rules = models.TextField(_("how to get in"), blank=True)
    access_notice_minutes = models.PositiveIntegerField(_("notice needed before access"), default=0)
    needs_escort = models.BooleanField(_("an escort is needed"), default=False)
    needs_legal_clearance = models.BooleanField(_("the law demands a clearance"), default=False)
    data_policy = models.ForeignKey(
        DataPolicy, on_delete=models.PROTECT, null=True, blank=True, related_name="sites"
    )

    objects = SiteQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "code"], name="site_code_once_per_organization"),
            models.CheckConstraint(
                name="site_coordinates_whole_and_on_earth",
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a time zone that nobody's clocks know."""
        refuse_unknown_zone(self.zone)

    def local_time(self, moment: datetime) -> datetime:
        """Give ``moment`` (aware) as the clocks at the site show it."""
        return moment.astimezone(ZoneInfo(self.zone))

    def policy_in_force(self) -> DataPolicy | None:
        """Give the site's own data policy, else its organisation's."""
        return self.data_policy or self.organization.data_policy


class HazardKind(models.TextChoices):
    """What kind of harm it can do."""

    ELECTRICAL = "electrical", _("electricity")
    HEIGHT = "height", _("work at height")
    CONFINED_SPACE = "confined_space", _("confined space")
    TRAFFIC = "traffic", _("vehicles and machines")
    NOISE = "noise", _("noise")
    CHEMICAL = "chemical", _("chemicals")
    RADIATION = "radiation", _("radio waves or laser light")
    BIOLOGICAL = "biological", _("infection")
    LONE_WORK = "lone_work", _("working alone")
    OTHER = "other", _("other")


class SafetyNotesQuerySet(models.QuerySet["SafetyNotes"]):
    """Words for choosing safety notes."""

    def in_force(self, site: Site) -> SafetyNotes | None:
        """Give the newest notes of ``site``, or None where nobody wrote any."""
        return self.filter(site=site).order_by("written_at", "id").last()


class SafetyNotes(models.Model):
    """The hazards of a site and what to do about them, or the statement that none is known.

    Notes are only added; the newest count. ``hazards`` lists :class:`HazardKind` codes, empty where
    none is known. Whoever goes there reads ``wording`` first (S1-X09); nobody waives that (S1-R17).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="safety_notes", db_index=False)
    hazards = models.JSONField(_("hazards"), default=list, blank=True)
    wording = models.TextField(_("what to beware of, what to do"))
    written_by = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    written_at = models.DateTimeField()

    objects = SafetyNotesQuerySet.as_manager()

    class Meta:
        constraints = (models.CheckConstraint(name="safety_notes_say_something", condition=~Q(wording="")),)
        indexes = (models.Index(fields=["site", "written_at"], name="safety_notes_newest"),)
