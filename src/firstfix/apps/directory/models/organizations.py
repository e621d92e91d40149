"""Organisations: customers, vendors, partners, and ourselves."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models.policies import DataPolicy
from firstfix.kernel.ids import new_id

__all__ = ["Organization", "OrganizationKind", "OrganizationProfile"]


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Words for choosing organisations."""

    def customers(self) -> OrganizationQuerySet:
        """Give those that we serve."""
        return self.filter(kind=OrganizationKind.CUSTOMER)

    def among(self, organization_ids: frozenset[UUID]) -> OrganizationQuerySet:
        """Give those with one of these ids."""
        return self.filter(pk__in=organization_ids)


class OrganizationKind(models.TextChoices):
    """What the organisation is to us."""

    CUSTOMER = "customer", _("customer")
    VENDOR = "vendor", _("vendor")
    PARTNER = "partner", _("partner")
    OWN = "own", _("own organisation")


class OrganizationProfile(models.TextChoices):
    """Which set of rules applies: regulated adds custody, restricted tools, formal sign-off (S1-G07)."""

    STANDARD = "standard", _("standard")
    REGULATED = "regulated", _("regulated")


class Organization(models.Model):
    """A customer, a vendor, a partner, or ourselves.

    ``replacement_limit_count`` is how many pieces one case may replace before a manager has to approve it
    (S1-R12); each operator decides it, so there is none where it is empty.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=12, choices=OrganizationKind)
    code = models.CharField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=300)
    profile = models.CharField(
        _("profile"), max_length=12, choices=OrganizationProfile, default=OrganizationProfile.STANDARD
    )
    data_policy = models.ForeignKey(
        DataPolicy, on_delete=models.PROTECT, null=True, blank=True, related_name="organizations"
    )
    replacement_limit_count = models.PositiveIntegerField(
        _("pieces that a case may replace without a manager"), null=True, blank=True
    )
    language = models.CharField(_("language"), max_length=12, default="en")

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="organization_kind_known", condition=Q(kind__in=OrganizationKind.values)
            ),
            models.CheckConstraint(
                name="organization_profile_known", condition=Q(profile__in=OrganizationProfile.values)
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_regulated(self) -> bool:
        """Tell whether the regulated profile applies."""
        return self.profile == OrganizationProfile.REGULATED
