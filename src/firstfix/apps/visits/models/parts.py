"""Parts at a visit: what was used, on which ground, and that the list is complete."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.assets.models import Asset, PartType, Reservation, StockMove
from firstfix.apps.cases.models import Hypothesis
from firstfix.apps.directory.models import Person
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.visits.models.needs import PartSource
from firstfix.apps.visits.models.visits import Visit
from firstfix.kernel.ids import new_id

__all__ = ["PartUse", "PartsStatement"]


class PartUse(models.Model):
    """That a part was fitted: which, out of which stock, on which ground (S1-X01, S1-D11).

    A part used on a hypothesis names it and the evidence of the failure; one used on an inspection's
    finding names that evidence. ``stock_move`` took it out of the van, ``serial_out`` came out for it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="part_uses")
    part_type = models.ForeignKey(PartType, on_delete=models.PROTECT, related_name="uses")
    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="part_uses"
    )
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    serial_in = models.CharField(_("serial number fitted"), max_length=100, blank=True)
    serial_out = models.CharField(_("serial number taken out"), max_length=100, blank=True)
    ground = models.CharField(_("on which ground"), max_length=20, choices=PartSource)
    hypothesis = models.ForeignKey(
        Hypothesis, on_delete=models.PROTECT, null=True, blank=True, related_name="part_uses"
    )
    failing_evidence = models.ForeignKey(
        EvidenceItem, on_delete=models.PROTECT, null=True, blank=True, related_name="part_uses"
    )
    reservation = models.ForeignKey(
        Reservation, on_delete=models.PROTECT, null=True, blank=True, related_name="uses"
    )
    stock_move = models.OneToOneField(StockMove, on_delete=models.PROTECT, related_name="use")
    used_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    used_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="part_use_of_something", condition=Q(quantity__gt=0)),
            models.CheckConstraint(name="part_use_ground_known", condition=Q(ground__in=PartSource.values)),
            models.CheckConstraint(
                name="part_use_on_a_hypothesis_shows_the_failure",
                condition=~Q(ground="hypothesis")
                | Q(hypothesis__isnull=False, failing_evidence__isnull=False),
            ),
            models.CheckConstraint(
                name="part_use_on_a_finding_shows_it",
                condition=~Q(ground="finding") | Q(failing_evidence__isnull=False),
            ),
            models.CheckConstraint(
                name="part_use_serial_names_one", condition=Q(serial_in="", serial_out="") | Q(quantity=1)
            ),
        )


class PartsStatement(models.Model):
    """That somebody said: the parts used at this visit are all recorded, or none was used."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="parts_statement")
    stated_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    stated_at = models.DateTimeField()
    received_at = models.DateTimeField()
