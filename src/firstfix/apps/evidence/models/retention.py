"""How long content is kept: holds that stop its erasure, and what is left where something was erased."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models import Case
from firstfix.apps.directory.models import DataPolicy, Person
from firstfix.kernel.ids import new_id

__all__ = ["Erasure", "LegalHold"]


class LegalHold(models.Model):
    """That nothing of a case may be erased, from when to when, because of what (a claim, an inquiry)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="legal_holds", db_index=False)
    reason = models.TextField(_("why"))
    placed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=Q(lifted_at=None), name="legal_hold_one_at_a_time"
            ),
        )


class Erasure(models.Model):
    """The stone over what was erased: of which case, when, by whom, under which rule, and how much.

    The rule is written down as it was that day (``retention_days``, ``ended_at``), because policies change.
    Hashes, times, states and the ledger's rows stay.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="erasures", db_index=False)
    policy = models.ForeignKey(DataPolicy, on_delete=models.PROTECT, related_name="+", db_index=False)
    retention_days = models.PositiveIntegerField()
    ended_at = models.DateTimeField()
    erased_by = models.UUIDField()
    erased_at = models.DateTimeField()
    file_count = models.PositiveIntegerField()
    file_bytes = models.PositiveBigIntegerField()
    message_count = models.PositiveIntegerField()
    ledger_text_count = models.PositiveIntegerField()

    class Meta:
        indexes = (models.Index(fields=["case", "erased_at"], name="erasure_of_case"),)
