"""What the frame of a page knows of who is signed in: name, menu, the way out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from firstfix.kernel.identity.models import User
from firstfix.server.addresses import address_of
from firstfix.server.security import actor_of, user_of

__all__ = ["language_choices", "who_is_signed_in"]


def who_is_signed_in(request: HttpRequest) -> dict[str, Any]:
    """Give templates the signed-in user and their menu; nothing where nobody is signed in."""
    user = user_of(request) if hasattr(request, "session") else None
    if not isinstance(user, User):
        return {}
    actor = actor_of(request)
    entries = _entries(user.language, is_keeper=actor is not None and actor.has_role("administrator"))
    return {"user": {"name": user.name, "role": "", "key": str(user.pk)}, "user_menu": entries}


def language_choices(spoken: str) -> list[dict[str, Any]]:
    """Give the languages that there are, each by its own name, the one that is spoken marked."""
    return [
        {
            "code": code,
            "label": name,
            "post": address_of("new_language", code),
            "is_spoken": code == spoken,
        }
        for code, name in settings.LANGUAGES
    ]


def _entries(spoken: str, *, is_keeper: bool) -> list[dict[str, Any] | None]:
    keeping = (
        [{"label": _("Accounts"), "href": address_of("accounts"), "icon": "people"}] if is_keeper else []
    )
    return [
        {"label": _("Your account"), "href": address_of("account"), "icon": "person"},
        *keeping,
        *(
            {"label": one["label"], "post": one["post"], "icon": "message", "lang": one["code"]}
            for one in language_choices(spoken)
            if not one["is_spoken"]
        ),
        None,
        {"label": _("Sign out"), "post": address_of("sign_out"), "icon": "exit", "ends_session": True},
    ]
