"""Part types, where they lie, and every move between two places: nothing appears or vanishes."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, F, Q, Sum, When
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models import Organization, Person, Site
from firstfix.kernel.ids import new_id

__all__ = ["MoveReason", "PartType", "StockLocation", "StockLocationKind", "StockMove"]


class PartType(models.Model):
    """A kind of part as the catalogue knows it.

    ``is_data_bearing`` parts leave a site only with their sanitisation on record (S1-F22). Money is
    in ``currency`` (ISO 4217).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    number = models.CharField(_("part number"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=300)
    is_serialised = models.BooleanField(_("each piece has a serial number"), default=False)
    is_data_bearing = models.BooleanField(_("holds data"), default=False)
    unit_value = models.DecimalField(_("value"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="part_type_value_has_a_currency",
                condition=Q(unit_value=None) | (Q(unit_value__gte=0) & ~Q(currency="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class StockLocationKind(models.TextChoices):
    """What kind of place; those without walls make every move have two ends."""

    DEPOT = "depot", _("depot")
    LOCAL = "local", _("local store")
    VAN = "van", _("van")
    SITE = "site", _("customer's site")
    VENDOR = "vendor", _("vendor")
    TRANSIT = "transit", _("on the way")
    WRITE_OFF = "write_off", _("written off")


class StockLocationQuerySet(models.QuerySet["StockLocation"]):
    """Words for choosing stock locations."""

    def van_of(self, person: Person) -> StockLocationQuerySet:
        """Give the van that ``person`` drives, if any."""
        return self.filter(kind=StockLocationKind.VAN, person=person)


class StockLocation(models.Model):
    """A place where parts can be: on a shelf, in a van, at a site, at the vendor, on the way.

    ``write_off`` is where scrapped parts and counting differences go, so that a count that does not
    match is a move too (S1-K07).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=StockLocationKind)
    code = models.CharField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=300)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="stock_locations"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="stock_locations"
    )
    vendor = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="stock_locations"
    )

    objects = StockLocationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="stock_location_kind_known", condition=Q(kind__in=StockLocationKind.values)
            ),
            models.CheckConstraint(
                name="stock_location_van_has_a_driver", condition=~Q(kind="van") | Q(person__isnull=False)
            ),
            models.CheckConstraint(
                name="stock_location_site_is_named", condition=~Q(kind="site") | Q(site__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(kind="van"), name="stock_location_one_van_per_person"
            ),
            models.UniqueConstraint(
                fields=["site"], condition=Q(kind="site"), name="stock_location_once_per_site"
            ),
        )

    def __str__(self) -> str:
        return self.name


class MoveReason(models.TextChoices):
    """Why a part moved."""

    RECEIPT = "receipt", _("delivered by the vendor")
    TRANSFER = "transfer", _("moved between stores")
    LOAD = "load", _("loaded into a van")
    USE = "use", _("fitted")
    REMOVE = "remove", _("taken out")
    RETURN = "return", _("brought back")
    DEFECTIVE = "defective", _("found defective")
    COUNT = "count", _("counting difference")
    SCRAP = "scrap", _("scrapped")


class StockMoveQuerySet(models.QuerySet["StockMove"]):
    """Words for asking what is where: levels are never stored, they are the sum of the moves."""

    def touching(self, location: StockLocation) -> StockMoveQuerySet:
        """Give the moves into and out of ``location``."""
        return self.filter(Q(to_location=location) | Q(from_location=location))

    def on_hand(self, location: StockLocation, part_type: PartType) -> int:
        """Give how many of ``part_type`` lie at ``location``, those reserved included."""
        moves = self.touching(location).filter(part_type=part_type)
        return moves.aggregate(count=_signed_sum(location))["count"] or 0

    def levels(self, location: StockLocation) -> dict[object, int]:
        """Give the count by part type id of all that lies at ``location``; what is gone is left out."""
        rows = self.touching(location).values("part_type").annotate(count=_signed_sum(location))
        return {row["part_type"]: row["count"] for row in rows.order_by() if row["count"]}

    def serials_at(self, location: StockLocation, part_type: PartType) -> set[str]:
        """Give the serial numbers of ``part_type`` that lie at ``location``."""
        moves = self.touching(location).filter(part_type=part_type).exclude(serial="")
        counted = moves.values("serial").annotate(count=_signed_sum(location)).order_by()
        return {row["serial"] for row in counted if row["count"] > 0}


class StockMove(models.Model):
    """That parts went from one place to another: double entry, never changed, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    part_type = models.ForeignKey(PartType, on_delete=models.PROTECT, related_name="moves")
    from_location = models.ForeignKey(
        StockLocation, on_delete=models.PROTECT, related_name="moves_out", db_index=False
    )
    to_location = models.ForeignKey(
        StockLocation, on_delete=models.PROTECT, related_name="moves_in", db_index=False
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    serial = models.CharField(_("serial number"), max_length=100, blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=MoveReason)
    note = models.TextField(_("note"), blank=True)
    moved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    moved_at = models.DateTimeField()
    received_at = models.DateTimeField()

    objects = StockMoveQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="stock_move_of_something", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="stock_move_between_two_places", condition=~Q(from_location=F("to_location"))
            ),
            models.CheckConstraint(
                name="stock_move_serial_names_one", condition=Q(serial="") | Q(quantity=1)
            ),
            models.CheckConstraint(name="stock_move_reason_known", condition=Q(reason__in=MoveReason.values)),
        )
        indexes = (
            models.Index(fields=["to_location", "part_type"], name="stock_move_in"),
            models.Index(fields=["from_location", "part_type"], name="stock_move_out"),
            models.Index(fields=["part_type", "serial"], name="stock_move_serial", condition=~Q(serial="")),
        )


def _signed_sum(location: StockLocation) -> Sum:
    return Sum(Case(When(to_location=location, then=F("quantity")), default=-F("quantity")))
