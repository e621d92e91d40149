"""The user: an e-mail address with a password, and nothing that grants a right.

Rights come from role grants in the directory and are asked through :mod:`firstfix.kernel.policy`;
there is no Django admin and ``is_superuser`` opens nothing (architecture.md, "App anatomy").
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from firstfix.kernel.ids import new_id

__all__ = ["User", "UserQuerySet"]


class UserQuerySet(BaseUserManager["User"]):
    """How users are found and made: by e-mail address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Give a new user; without a password the account opens only by an invitation."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Give the user with this e-mail address; upper and lower case are the same mailbox."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """One account that can sign in.

    ``session_epoch`` is part of every session's hash: raising it ends all sessions of the user at
    once (ASVS 5.0 V7.4). ``disabled_at`` is when the account was closed; rows are never deleted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=12, default="en")
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    # Sessions say when somebody was here; a column that every sign-in writes would go round commands.
    last_login = None

    objects: ClassVar[UserQuerySet] = UserQuerySet()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(Lower("email"), name="kernel_user_email_any_case"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Tell whether the account may sign in."""
        return self.disabled_at is None

    def get_session_auth_hash(self) -> str:
        """Give what a session must still match: the password and the session epoch."""
        return f"{super().get_session_auth_hash()}:{self.session_epoch}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Give the same for each former secret key, so that changing the key signs nobody out."""
        for former in super().get_session_auth_fallback_hash():
            yield f"{former}:{self.session_epoch}"
