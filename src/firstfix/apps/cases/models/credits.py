"""What was discussed of credits and penalties: a manager's matter, hidden from everybody else (S1-R11)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models.case import Case
from firstfix.apps.directory.models import Person
from firstfix.kernel.ids import new_id

__all__ = ["CreditDiscussion", "CreditKind"]


class CreditKind(models.TextChoices):
    """Which way the money goes."""

    CREDIT = "credit", _("credit to the customer")
    PENALTY = "penalty", _("penalty under the contract")


class CreditDiscussion(models.Model):
    """One word on a credit or a penalty in a case; only added, read and written by managers alone.

    ``amount`` is text, as it was said ("two monthly fees", "EUR 1,200.00"): nothing is reckoned with it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="credit_discussions")
    kind = models.CharField(_("kind"), max_length=8, choices=CreditKind)
    amount = models.TextField(_("amount"))
    words = models.TextField(_("what was said"))
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="credit_discussion_kind_known", condition=Q(kind__in=CreditKind.values)
            ),
        )
