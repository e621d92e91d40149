"""What is installed where: products, and the assets that are made of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models import Contract, Organization, Site
from firstfix.kernel.ids import new_id

__all__ = ["Asset", "Product", "Provenance"]


class Provenance(models.TextChoices):
    """Whether a row was made here by a command, or taken over from another system."""

    LIVE = "live", _("made here")
    IMPORTED = "imported", _("imported")


class Product(models.Model):
    """A model that a maker sells. ``interfaces`` lists its ports, each ``{"name", "kind"}``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    maker = models.CharField(_("maker"), max_length=100)
    model = models.CharField(_("model"), max_length=100)
    kind = models.CharField(_("kind"), max_length=60)
    interfaces = models.JSONField(_("interfaces"), default=list, blank=True)
    support_ends_on = models.DateField(_("the maker's support ends"), null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["maker", "model"], name="product_once"),)

    def __str__(self) -> str:
        return f"{self.maker} {self.model}"


class AssetQuerySet(models.QuerySet["Asset"]):
    """Words for choosing assets."""

    def at(self, site: Site) -> AssetQuerySet:
        """Give what stands at one site."""
        return self.filter(site=site)

    def of(self, organization: Organization) -> AssetQuerySet:
        """Give what stands at any site of one organisation."""
        return self.filter(site__organization=organization)

    def with_serial(self, serial: str) -> AssetQuerySet:
        """Give what carries this serial number, whatever its case; makers may share a number."""
        return self.filter(serial__iexact=serial)


class Asset(models.Model):
    """One installed thing: which product, which serial, where exactly, running what, covered by what."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="assets")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="assets")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="assets"
    )
    name = models.CharField(_("name"), max_length=100)
    serial = models.CharField(_("serial number"), max_length=100, blank=True)
    firmware = models.CharField(_("firmware"), max_length=100, blank=True)
    location = models.CharField(_("room, rack, height unit"), max_length=300, blank=True)
    installed_on = models.DateField(_("installed"), null=True, blank=True)
    removed_on = models.DateField(_("removed"), null=True, blank=True)
    provenance = models.CharField(max_length=8, choices=Provenance, default=Provenance.LIVE)

    objects = AssetQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["product", "serial"], condition=~Q(serial=""), name="asset_serial_once_per_product"
            ),
            models.CheckConstraint(name="asset_is_not_its_own_parent", condition=~Q(parent=F("id"))),
            models.CheckConstraint(
                name="asset_provenance_known", condition=Q(provenance__in=Provenance.values)
            ),
        )
        indexes = (models.Index(fields=["serial"], name="asset_by_serial"),)

    def __str__(self) -> str:
        return self.name
