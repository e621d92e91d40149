"""Who is signed in, as Django's sessions ask it: by the key of an account (``AUTHENTICATION_BACKENDS``)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import UUIDField

from firstfix.kernel.identity.models import User
from firstfix.kernel.statements import Question, Slot

__all__ = ["AccountBackend"]

_USER = Question(lambda: User.objects.filter(pk=Slot("user_id", UUIDField())))


class AccountBackend(ModelBackend):
    """Django's own backend, whose one question of every page is composed once a process."""

    def get_user(self, user_id: Any) -> User | None:
        """Give the user of a session, or None for an account that is closed or gone."""
        user: User | None = _USER.first(user_id=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
