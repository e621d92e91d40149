"""The tables of what opens an account or a subject besides a password: links, tokens, second factors."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.kernel.ids import new_id

__all__ = ["AccountLink", "ApiToken", "ExternalLink", "LinkPurpose", "RecoveryCode", "SecondFactor"]


class BearerQuerySet(models.QuerySet[Any]):
    """Words for choosing what can still be used."""

    def usable(self, at: datetime) -> BearerQuerySet:
        """Give those that were not revoked and have not expired by ``at``."""
        return self.filter(revoked_at=None, expires_at__gt=at)


class LinkPurpose(models.TextChoices):
    """What a one-time link is for."""

    FIRST_ADMINISTRATOR = "first_administrator", _("first administrator")
    INVITATION = "invitation", _("invitation")
    PASSWORD_RESET = "password_reset", _("password reset")


class AccountLinkQuerySet(models.QuerySet["AccountLink"]):
    """Words for choosing one-time links."""

    def open(self, at: datetime) -> AccountLinkQuerySet:
        """Give those that were neither used nor replaced and have not expired by ``at``."""
        return self.filter(used_at=None, expires_at__gt=at)


class AccountLink(models.Model):
    """A link that works once, until a time, for one purpose; only the hash of its secret is here.

    ``user`` is empty only for the first administrator, before anybody exists. A newer link for the
    same user and purpose takes the place of the older.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=20, choices=LinkPurpose)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="links"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = AccountLinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="account_link_purpose_known", condition=Q(purpose__in=LinkPurpose.values)
            ),
            models.CheckConstraint(
                name="account_link_names_its_user",
                condition=Q(user__isnull=False) | Q(purpose=LinkPurpose.FIRST_ADMINISTRATOR.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} until {self.expires_at:%Y-%m-%d %H:%M}"


class ApiToken(models.Model):
    """A key for programs that act for a person, within named commands and until a day.

    ``shown_start`` is how its owner tells tokens apart; ``last_used_on`` is a day and not a time,
    so that a token is no diary of its owner.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=300)
    shown_start = models.CharField(max_length=24)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("may do"), default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("expires"))
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = BearerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="api_token_expires_after_it_starts", condition=Q(expires_at__gt=F("created_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExternalLink(models.Model):
    """A link by which somebody without an account sees and answers exactly one subject (S1-F26)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    party = models.CharField(_("for whom"), max_length=300)
    purpose = models.CharField(_("what for"), max_length=300)
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.UUIDField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("expires"))
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = BearerQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["subject_type", "subject_id"], name="external_link_subject"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="external_link_expires_after_it_starts", condition=Q(expires_at__gt=F("created_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.subject_type}"


class SecondFactor(models.Model):
    """An authenticator app that a person paired: its sealed seed, and the last step that was used."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="second_factor"
    )
    sealed_seed = models.TextField()
    recovery_salt = models.CharField(max_length=32)
    last_step = models.BigIntegerField(default=0)
    paired_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"since {self.paired_at:%Y-%m-%d}"


class RecoveryCode(models.Model):
    """One of the codes that stand in for a lost authenticator, each once."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["factor", "digest"], name="recovery_code_once"),
        ]

    def __str__(self) -> str:
        return "used" if self.used_at else "unused"
