"""Who acts in a request, and which pages anybody may see.

:func:`actor_of` is the only place that turns a request into an actor::

    Authorization: Bearer firstfix_...   the token's person, within the token's scopes   2 queries
    a session of a signed-in user        the person with the roles held now              3 queries
    a session opened by an external link the external party, for one subject             2 queries
    anything else                        None

The answer is kept on the request. A request that brings an ``Authorization`` header never falls back
to the cookie, which is why the forgery check may leave it alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject

from firstfix.kernel import clock
from firstfix.kernel.identity import Actor, ActorKind
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.sessions import time_in
from firstfix.kernel.identity.standing import actor_for_link, actor_for_session, actor_for_token

__all__ = [
    "actor_of",
    "brings_own_authority",
    "client_address",
    "csrf_token_of",
    "forget_known",
    "is_loopback",
    "is_open_to",
    "is_public",
    "open_to_external_parties",
    "page_security",
    "public",
    "user_of",
]

View = TypeVar("View", bound=Callable[..., Any])

EXTERNAL_LINK_KEY = "external_link"
_SCHEME = "bearer "
# A session is written once a minute at most, so that reading stays reading.
_SEEN_EVERY_SECONDS = 60
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_NOT_ASKED = object()


def actor_of(request: HttpRequest) -> Actor | None:
    """Give who acts in this request, or None; asked once and kept."""
    known = getattr(request, "known_actor", _NOT_ASKED)
    if known is _NOT_ASKED:
        known = _find_actor(request)
        request.known_actor = known  # type: ignore[attr-defined]
    return known  # type: ignore[return-value]


def user_of(request: HttpRequest) -> User | AnonymousUser:
    """Give the signed-in user of the session, within its limits, or nobody; asked once and kept."""
    known = getattr(request, "known_user", None)
    if known is None:
        known = AnonymousUser() if brings_own_authority(request) else get_user(request)
        if known.is_authenticated:
            _note_seen(request)
        request.known_user = known  # type: ignore[attr-defined]
    return known


def forget_known(request: HttpRequest) -> None:
    """Ask anew who acts: the session has just changed hands."""
    request.__dict__.pop("known_actor", None)
    request.__dict__.pop("known_user", None)


def brings_own_authority(request: HttpRequest) -> bool:
    """Tell whether the request names its authority itself, so that no cookie counts."""
    return "HTTP_AUTHORIZATION" in request.META


def public(because: str) -> Callable[[View], View]:
    """Let anybody reach the view; ``because`` says why, for the list of public routes."""

    def mark(view: View) -> View:
        view.is_public_because = because  # type: ignore[attr-defined]
        return view

    return mark


def open_to_external_parties(view: View) -> View:
    """Let who came by an external link reach the view; every other route is closed to them."""
    view.is_open_to_external_parties = True  # type: ignore[attr-defined]
    return view


def is_open_to(view: Callable[..., Any], actor: Actor, method: str | None) -> bool:
    """Tell whether this kind of actor may reach the view at all; rights are judged behind it.

    A token reads, pages and files included, only where ``read`` is among its scopes.
    """
    if actor.kind is ActorKind.EXTERNAL:
        return bool(getattr(view, "is_open_to_external_parties", False))
    return method not in {"GET", "HEAD"} or actor.covers("read")


def is_public(view: Callable[..., Any]) -> bool:
    """Tell whether anybody may reach the view."""
    return bool(getattr(view, "is_public_because", ""))


def client_address(request: HttpRequest) -> str:
    """Give the network address that asks; a proxy's word counts only if the proxy is ours."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    while hops and address in settings.TRUSTED_PROXIES:
        address = hops.pop()
    return address


def is_loopback(request: HttpRequest) -> bool:
    """Tell whether the request comes from this machine and through no proxy."""
    is_forwarded = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    return request.META.get("REMOTE_ADDR") in _LOOPBACK and not is_forwarded


def page_security(request: HttpRequest) -> dict[str, Any]:
    """Give templates the nonce, the token of forms and the messages of this request."""
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "csrf_token": SimpleLazyObject(lambda: csrf_token_of(request)),
        "messages": get_messages(request),
    }


def csrf_token_of(request: HttpRequest) -> str:
    """Give the token of this page's forms: one for all of them, and a new one once somebody signed in."""
    secret, token = getattr(request, "known_csrf", (None, ""))
    if secret is None or secret != request.META.get("CSRF_COOKIE"):
        token = get_token(request)
        request.known_csrf = (request.META["CSRF_COOKIE"], token)  # type: ignore[attr-defined]
    return token


def _find_actor(request: HttpRequest) -> Actor | None:
    if brings_own_authority(request):
        return _by_token(str(request.META["HTTP_AUTHORIZATION"]))
    user = user_of(request)
    if isinstance(user, User):
        return actor_for_session(user, request.session)
    link_id = request.session.get(EXTERNAL_LINK_KEY)
    return actor_for_link(UUID(link_id)) if link_id else None


def _by_token(header: str) -> Actor | None:
    scheme, secret = header[: len(_SCHEME)].lower(), header[len(_SCHEME) :].strip()
    return actor_for_token(secret) if scheme == _SCHEME and secret else None


def _note_seen(request: HttpRequest) -> None:
    """Move the idle limit on; a second factor that was idle too long must be shown again."""
    session, now = request.session, clock.now()
    seen_at = time_in(session, "seen_at") or now
    idle = now - seen_at
    if idle > settings.SECOND_FACTOR_IDLE_LIMIT:
        session.pop("second_factor_at", None)
    if idle.total_seconds() >= _SEEN_EVERY_SECONDS:
        session["seen_at"] = now.isoformat()
