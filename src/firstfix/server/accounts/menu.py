"""What the frame of a page knows of who is signed in: name, menu, the way out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from firstfix.kernel.identity.models import User
from firstfix.server.addresses import address_of
from firstfix.server.security import actor_of, user_of

__all__ = ["who_is_signed_in"]


def who_is_signed_in(request: HttpRequest) -> dict[str, Any]:
    """Give templates the signed-in user and their menu; nothing where nobody is signed in."""
    user = user_of(request) if hasattr(request, "session") else None
    if not isinstance(user, User):
        return {}
    actor = actor_of(request)
    entries = _entries(is_keeper=actor is not None and actor.has_role("administrator"))
    return {"user": {"name": user.name, "role": "", "key": str(user.pk)}, "user_menu": entries}


def _entries(*, is_keeper: bool) -> list[dict[str, Any] | None]:
    keeping = (
        [{"label": _("Accounts"), "href": address_of("accounts"), "icon": "people"}] if is_keeper else []
    )
    return [
        {"label": _("Your account"), "href": address_of("account"), "icon": "person"},
        *keeping,
        None,
        {"label": _("Sign out"), "post": address_of("sign_out"), "icon": "exit", "ends_session": True},
    ]
