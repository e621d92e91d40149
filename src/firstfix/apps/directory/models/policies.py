"""What may be done with data and media, told once and used by organisations and sites."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.kernel.ids import new_id

__all__ = ["DataPolicy", "Handling"]


class Handling(models.TextChoices):
    """How freely something may be done."""

    ALLOWED = "allowed", _("allowed")
    WITH_CONSENT = "with_consent", _("only with the customer's consent")
    FORBIDDEN = "forbidden", _("forbidden")


class DataPolicy(models.Model):
    """What may be done with an organisation's or a site's data and media (S1-G01, S1-G03, S2-A08).

    An organisation has one; a site may have its own, which then counts there.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    name = models.CharField(_("name"), max_length=300, unique=True)
    photos = models.CharField(_("photos"), max_length=12, choices=Handling, default=Handling.WITH_CONSENT)
    removable_media = models.CharField(
        _("removable media"), max_length=12, choices=Handling, default=Handling.FORBIDDEN
    )
    file_transfer = models.CharField(
        _("files leaving the site"), max_length=12, choices=Handling, default=Handling.WITH_CONSENT
    )
    allows_model_use = models.BooleanField(_("may be used by language models"), default=False)
    retention_days = models.PositiveIntegerField(_("days until evidence is erased"), null=True, blank=True)
    wording = models.TextField(_("what the person on site is told"), blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="data_policy_handling_known",
                condition=Q(photos__in=Handling.values)
                & Q(removable_media__in=Handling.values)
                & Q(file_transfer__in=Handling.values),
            ),
        )

    def __str__(self) -> str:
        return self.name
