"""What was promised to whom in time: contracts and their service targets."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models.calendars import WorkCalendar
from firstfix.apps.directory.models.organizations import Organization
from firstfix.apps.directory.models.sites import Site
from firstfix.apps.directory.models.teams import Team
from firstfix.engines.service_clock import TargetKind
from firstfix.kernel.ids import new_id

__all__ = ["TARGET_KINDS", "Agreement", "Contract", "ContractSite", "OnReopening", "ServiceTarget"]


class Agreement(models.TextChoices):
    """Between whom the promise stands (ITIL 4, service level management)."""

    SLA = "sla", _("service level agreement with the customer")
    OLA = "ola", _("operational level agreement between teams")
    UC = "uc", _("underpinning contract of a vendor")


class OnReopening(models.TextChoices):
    """What a stopped clock does when its record is reopened (engines.service_clock: reopen, restart)."""

    CONTINUE = "continue", _("goes on with what was used")
    RESTART = "restart", _("begins again at zero")


TARGET_KINDS = (
    (TargetKind.ACKNOWLEDGE.value, _("acknowledge")),
    (TargetKind.RESPOND.value, _("respond")),
    (TargetKind.ARRIVE.value, _("arrive on site")),
    (TargetKind.RESTORE.value, _("restore service")),
    (TargetKind.RESOLVE.value, _("resolve")),
)
"""The kinds of promise of the service clock with the words that people read."""


class ContractQuerySet(models.QuerySet["Contract"]):
    """Words for choosing contracts."""

    def in_force(self, on: date | models.Expression) -> ContractQuerySet:
        """Give those that run on that day."""
        return self.filter(start_on__lte=on).exclude(end_on__lt=on)

    def covering(self, site: Site) -> ContractQuerySet:
        """Give those of the site's organisation that name the site, or that name no site at all."""
        return self.filter(organization=site.organization_id).reaching(site.pk)

    def reaching(self, site_id: UUID | models.Expression) -> ContractQuerySet:
        """Give those that name the site, or that name no site at all, whosever they are."""
        named = ContractSite.objects.filter(contract=models.OuterRef("pk"))
        return self.filter(models.Exists(named.filter(site=site_id)) | ~models.Exists(named))


class Contract(models.Model):
    """An agreement: with a customer (sla), between our teams (ola), or of a vendor with us (uc).

    It covers the sites named by :class:`ContractSite`; where none is named, all of the organisation.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="contracts", db_index=False
    )
    agreement = models.CharField(_("agreement"), max_length=4, choices=Agreement, default=Agreement.SLA)
    team = models.ForeignKey(
        Team,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
        help_text=_("bound by an OLA"),
    )
    number = models.CharField(_("number"), max_length=60)
    name = models.CharField(_("name"), max_length=300)
    start_on = models.DateField(_("first day"))
    end_on = models.DateField(_("last day"), null=True, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "number"], name="contract_number_once"),
            models.CheckConstraint(
                name="contract_agreement_known", condition=Q(agreement__in=Agreement.values)
            ),
            models.CheckConstraint(
                name="contract_team_bound_by_ola_only",
                condition=Q(agreement="ola", team__isnull=False) | (~Q(agreement="ola") & Q(team=None)),
            ),
            models.CheckConstraint(
                name="contract_ends_after_it_starts", condition=Q(end_on=None) | Q(end_on__gte=F("start_on"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class ContractSite(models.Model):
    """That a contract names a site."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="sites", db_index=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="contracts")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["contract", "site"], name="contract_site_once"),)


class ServiceTarget(models.Model):
    """One promise in time: how many minutes of which calendar, from which event to which.

    The fields are those of ``engines.service_clock.Target``. ``start_on`` and ``stop_on`` are lists of
    ``cases.ClockEventKind``; ``pause_reasons`` lists the waiting parties (``cases.WaitingParty``) that
    the contract allows to stop the clock. An empty ``calendar`` means every minute counts.
    ``priority`` is 1 to 4 for P1 to P4.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="targets", db_index=False)
    kind = models.CharField(_("kind"), max_length=12, choices=TARGET_KINDS)
    priority = models.PositiveSmallIntegerField(_("priority"))
    minutes = models.PositiveIntegerField(_("minutes"))
    calendar = models.ForeignKey(
        WorkCalendar, on_delete=models.PROTECT, null=True, blank=True, related_name="targets"
    )
    start_on = models.JSONField(_("starts at these events"), default=list, blank=True)
    stop_on = models.JSONField(_("stops at these events"), default=list, blank=True)
    pause_reasons = models.JSONField(_("pauses while waiting for"), default=list, blank=True)
    on_reopening = models.CharField(
        _("when reopened"), max_length=8, choices=OnReopening, default=OnReopening.CONTINUE
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["contract", "kind", "priority"], name="service_target_once"),
            models.CheckConstraint(
                name="service_target_kind_known",
                condition=Q(kind__in=[kind for kind, _label in TARGET_KINDS]),
            ),
            models.CheckConstraint(
                name="service_target_priority_1_to_4", condition=Q(priority__range=(1, 4))
            ),
            models.CheckConstraint(
                name="service_target_on_reopening_known", condition=Q(on_reopening__in=OnReopening.values)
            ),
            models.CheckConstraint(name="service_target_takes_time", condition=Q(minutes__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} P{self.priority}: {self.minutes} min"
