"""The forgery check on everything that travels with a cookie, pages, htmx and API alike.

Django lets a view opt out of the check, and API frameworks opt all of theirs out. Here the cookie
decides and not the view: a request that could act by a session's cookie is always checked. A request
that brings its own authority (an ``Authorization`` header) never acts by the cookie
(:func:`firstfix.server.security.actor_of`), and no other site can make a browser send that header.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

from firstfix.server.security import brings_own_authority

__all__ = ["CookieCsrfMiddleware"]


class CookieCsrfMiddleware(CsrfViewMiddleware):
    """Checks every unsafe request that a cookie could authorise, whatever its view opted out of."""

    def process_view(
        self, request: HttpRequest, callback: Callable[..., Any], callback_args: Any, callback_kwargs: Any
    ) -> HttpResponseBase | None:
        """Give the refusal of a forged request, or None."""
        if brings_own_authority(request):
            return None
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        checked = _always_checked if has_session else callback
        return super().process_view(request, checked, callback_args, callback_kwargs)


def _always_checked() -> None:
    """Stand in for a view that did not opt out."""
