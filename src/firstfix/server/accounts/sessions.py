"""Open and close sessions: the one place where somebody becomes signed in."""

from __future__ import annotations

import secrets
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import login, update_session_auth_hash
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from firstfix.apps.cases.queries import sees_internal
from firstfix.kernel import clock
from firstfix.kernel.commands import CommandContext
from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.credentials import Origin
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.sessions import end_sessions_of, sessions_of
from firstfix.server.accounts.agents import agent_name
from firstfix.server.security import actor_of, client_address, forget_known, user_of

__all__ = [
    "after_sign_in",
    "context_of",
    "handle_of",
    "keep_session",
    "open_session",
    "origin_of",
    "remember_browser",
    "safe_next",
    "show_second_factor",
    "signed_in",
]

# Desk, laptop, phone, and a few that were forgotten; the oldest ends (ASVS 5.0 7.1.2).
MOST_SESSIONS = 10
_BROWSER_DAYS = 180
# Who goes out begins with the day, who only keeps accounts with the people, all others with the queue.
_BEGINS_WITH_THE_DAY = ("engineer", "trainee")


def open_session(request: HttpRequest, user: User, *, with_second_factor: bool) -> None:
    """Sign ``user`` in: a new session with a new key; whatever the browser held before is gone."""
    request.session.flush()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    now = clock.now().isoformat()
    agent = agent_name(request.headers.get("User-Agent", ""))
    request.session.update({"handle": str(uuid4()), "started_at": now, "seen_at": now, "agent": agent})
    if with_second_factor:
        request.session["second_factor_at"] = now
    for oldest in sessions_of(user.pk)[MOST_SESSIONS - 1 :]:
        end_sessions_of(user.pk, only=oldest.handle)
    forget_known(request)


def show_second_factor(request: HttpRequest) -> None:
    """Note that the second factor was shown just now; the session gets a new key (ASVS 5.0 7.2.4)."""
    request.session["second_factor_at"] = clock.now().isoformat()
    request.session.cycle_key()
    forget_known(request)


def keep_session(request: HttpRequest, user: User) -> None:
    """Let this session live on after a change that ends the others."""
    user.refresh_from_db()
    request.user = user
    update_session_auth_hash(request, user)
    forget_known(request)


def signed_in(request: HttpRequest) -> tuple[User, Actor]:
    """Give who is signed in, for pages that only a user reaches; raises PermissionDenied otherwise."""
    user, actor = user_of(request), actor_of(request)
    if not isinstance(user, User) or actor is None:
        raise PermissionDenied("This page is for people who are signed in.")
    return user, actor


def context_of(request: HttpRequest, actor: Actor | None = None) -> CommandContext:
    """Give the context of a command from a page; a form may carry its own command id."""
    chosen = actor or signed_in(request)[1]
    try:
        return CommandContext(chosen, command_id=UUID(request.POST["command_id"]))
    except (KeyError, ValueError):
        return CommandContext(chosen)


def handle_of(request: HttpRequest) -> UUID:
    """Give the id of this session as its owner sees it."""
    return UUID(request.session["handle"])


def safe_next(request: HttpRequest) -> str:
    """Give where to go on; an address outside this server counts for nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    return wanted if is_ours else "/"


def origin_of(request: HttpRequest, email: str) -> Origin:
    """Give where a try comes from; a browser counts as known only for its own account."""
    try:
        cookie = request.get_signed_cookie(settings.BROWSER_COOKIE_NAME, default="")
    except signing.BadSignature:
        cookie = ""
    browser, _, owner = str(cookie).partition(".")
    is_theirs = bool(browser) and constant_time_compare(owner, _owner_mark(email))
    return Origin(client_address(request), browser if is_theirs else "")


def remember_browser(response: HttpResponse, user: User) -> None:
    """Let the browser be known for this account the next time; it opens nothing by itself."""
    response.set_signed_cookie(
        settings.BROWSER_COOKIE_NAME,
        f"{secrets.token_hex(16)}.{_owner_mark(user.email)}",
        max_age=_BROWSER_DAYS * 24 * 3600,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def after_sign_in(request: HttpRequest, user: User, *, to: str | None = None) -> HttpResponse:
    """Give the way on for somebody who has just signed in."""
    wanted = to or safe_next(request)
    response = HttpResponseRedirect(_first_page(request) if wanted == "/" else wanted)
    remember_browser(response, user)
    return response


def _first_page(request: HttpRequest) -> str:
    actor = actor_of(request)
    if actor is not None and actor.has_role(*_BEGINS_WITH_THE_DAY):
        return reverse("my_day")
    keeps_only = actor is not None and actor.has_role("administrator") and not sees_internal(actor)
    return reverse("people" if keeps_only else "queue")


def _owner_mark(email: str) -> str:
    return salted_hmac("firstfix.browser", email.casefold(), algorithm="sha256").hexdigest()[:32]
