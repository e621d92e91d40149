"""Who is asking: puts the actor on the request, and lets nobody unknown past the public pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from firstfix.server.accounts.refusals import sign_in_needed
from firstfix.server.security import actor_of, is_open_to, is_public, user_of

__all__ = ["ActorMiddleware"]


class ActorMiddleware:
    """Sets ``request.actor`` (on public routes None: they ask ``actor_of``) and guards every route.

    A route is closed unless it says that it is public (:func:`firstfix.server.security.public`), so a
    forgotten check shuts a door instead of leaving it open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request with its actor at hand."""
        request.user = SimpleLazyObject(lambda: user_of(request))  # type: ignore[assignment]
        request.actor = None  # type: ignore[attr-defined]
        timezone.deactivate()
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, callback: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Give the way to the sign-in page where the route needs an actor and there is none."""
        if is_public(callback):
            return None
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        if request.actor is None:  # type: ignore[attr-defined]
            return sign_in_needed(request)
        if not is_open_to(callback, request.actor, request.method):  # type: ignore[attr-defined]
            raise PermissionDenied
        _speak_as(request)
        return None


def _speak_as(request: HttpRequest) -> None:
    """Use the language and the zone that a signed-in person chose."""
    user = user_of(request)
    if not user.is_authenticated:
        return
    translation.activate(_spoken(user.language))
    try:
        timezone.activate(ZoneInfo(user.zone))
    except (ZoneInfoNotFoundError, ValueError):
        timezone.deactivate()


def _spoken(language: str) -> str:
    """Give the nearest language that there is a catalogue for: de for de-AT, English for any other."""
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return settings.LANGUAGE_CODE
