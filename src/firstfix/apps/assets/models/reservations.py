"""The promise of a part to a piece of work, from the wish to the fix."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.assets.models.stock import PartType, StockLocation
from firstfix.apps.directory.models import Organization, Person
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel.ids import new_id

__all__ = ["RESERVED_FOR", "Reservation"]

LIFE = MACHINES["reservation"]

RESERVED_FOR = ("case", "work_order")
"""What a part can be reserved for; named by type and id because those tables lie higher."""


class ReservationQuerySet(models.QuerySet["Reservation"]):
    """Words for choosing reservations."""

    def open(self) -> ReservationQuerySet:
        """Give those that still ask something of somebody."""
        return self.exclude(state__in=sorted(LIFE.endings))

    def made_for(self, subject_type: str, subject_id: UUID) -> ReservationQuerySet:
        """Give those for one case or one work order."""
        return self.filter(for_type=subject_type, for_id=subject_id)

    def late(self, now: datetime) -> ReservationQuerySet:
        """Give those that were needed before ``now`` and are not yet in the van."""
        return self.open().exclude(state="in_van").filter(needed_by_at__lt=now)


class Reservation(models.Model):
    """One part on its way from the shelf to the fix; its life is ``MACHINES["reservation"]``.

    ``location`` is where the part lies now (empty until allocated), ``destination`` where it is
    wanted, ``expected_at`` when it should arrive there (S0-P14). ``organization`` is the customer
    whose work it serves and says who may see it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(
        _("state"),
        max_length=24,
        choices=[(state, state) for state in LIFE.states],
        default=LIFE.initial,
    )
    part_type = models.ForeignKey(PartType, on_delete=models.PROTECT, related_name="reservations")
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    serial = models.CharField(_("serial number"), max_length=100, blank=True)
    for_type = models.CharField(max_length=40)
    for_id = models.UUIDField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="reservations")
    location = models.ForeignKey(
        StockLocation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reservations",
        db_index=False,
    )
    destination = models.ForeignKey(
        StockLocation, on_delete=models.PROTECT, null=True, blank=True, related_name="expected_reservations"
    )
    needed_by_at = models.DateTimeField(_("needed by"))
    expected_at = models.DateTimeField(_("expected"), null=True, blank=True)
    requested_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    requested_at = models.DateTimeField()

    objects = ReservationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="reservation_state_known", condition=Q(state__in=LIFE.states)),
            models.CheckConstraint(name="reservation_of_something", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="reservation_serial_names_one", condition=Q(serial="") | Q(quantity=1)
            ),
            models.CheckConstraint(name="reservation_for_known", condition=Q(for_type__in=RESERVED_FOR)),
            models.CheckConstraint(
                name="reservation_lies_somewhere_once_allocated",
                condition=Q(state__in=["requested", "released", "lost"]) | Q(location__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=["for_type", "for_id"], name="reservation_by_subject"),
            models.Index(fields=["location", "part_type", "state"], name="reservation_by_shelf"),
        )
