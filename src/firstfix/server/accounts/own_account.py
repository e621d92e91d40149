"""One's own account: sessions, password, what is on."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstfix.kernel import clock
from firstfix.kernel.accounts.commands import change_password, choose_language, end_sessions
from firstfix.kernel.accounts.proving import make_proof
from firstfix.kernel.commands import Done
from firstfix.kernel.identity.access import ApiToken, RecoveryCode, SecondFactor
from firstfix.kernel.identity.credentials import check_password
from firstfix.kernel.identity.sessions import sessions_of
from firstfix.kernel.refusal import Refusal
from firstfix.server.accounts.forms import ChangePasswordForm
from firstfix.server.accounts.menu import language_choices
from firstfix.server.accounts.sessions import context_of, handle_of, keep_session, origin_of, signed_in
from firstfix.server.accounts.signing_in import said_of

__all__ = ["account", "back_to_account", "end_other_sessions", "end_session", "new_language", "new_password"]

# Longer than anybody stays away from work; it says nothing but a language.
_LANGUAGE_COOKIE_SECONDS = 365 * 24 * 3600


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show the second factor, the sessions and the tokens of who is signed in."""
    user, actor = signed_in(request)
    shown = {
        "owner": user,
        "factor": SecondFactor.objects.filter(pk=user.pk).first(),
        "unused_codes_count": RecoveryCode.objects.filter(factor_id=user.pk, used_at=None).count(),
        "is_strong": actor.has_mfa,
        "sessions": sessions_of(user.pk),
        "own_handle": handle_of(request),
        "languages": language_choices(user.language),
        "tokens": ApiToken.objects.usable(clock.now()).filter(user=user).order_by("-created_at"),
    }
    return render(request, "account/account.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Change the password; the other sessions end."""
    user, _actor = signed_in(request)
    form = ChangePasswordForm(request.POST or None, user=user)
    if not form.is_valid():
        return _password_page(request, form)
    answer = check_password(user.email, form.cleaned_data["present"], origin_of(request, user.email))
    if answer.user is None:
        return _password_page(request, form, said=said_of(answer))
    done = change_password(
        context_of(request),
        user.pk,
        password=form.cleaned_data["password"],
        proof=make_proof(user, "change_password"),
        keep=handle_of(request),
    )
    if isinstance(done, Refusal):
        return _password_page(request, form, said=done.text())
    keep_session(request, user)
    return back_to_account(request, _("The password is changed, and you are signed out everywhere else."))


@require_POST
def new_language(request: HttpRequest, language: str) -> HttpResponse:
    """Speak another language from the next page on, and on this browser's sign-in page too."""
    user, _actor = signed_in(request)
    done = choose_language(context_of(request), user.pk, language=language)
    if isinstance(done, Refusal):
        return back_to_account(request, "", done)
    with translation.override(language):
        messages.success(request, _("From now on the pages speak English to you."))
    response = HttpResponseRedirect(_where_they_were(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_LANGUAGE_COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_POST
def end_session(request: HttpRequest, handle: UUID) -> HttpResponse:
    """End one session of one's own."""
    user, _actor = signed_in(request)
    done = end_sessions(context_of(request), user.pk, only=handle)
    if handle == handle_of(request) and isinstance(done, Done):
        request.session.flush()
        return HttpResponseRedirect(reverse("sign_in"))
    return back_to_account(request, _("The session is ended."), done)


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all sessions of one's own but this."""
    user, _actor = signed_in(request)
    done = end_sessions(context_of(request), user.pk, keep=handle_of(request))
    return back_to_account(request, _("You are signed out everywhere else."), done)


def back_to_account(request: HttpRequest, said: str, answer: Done | Refusal | None = None) -> HttpResponse:
    """Give the way back to the account page, saying what happened, or why it did not."""
    if isinstance(answer, Refusal):
        messages.error(request, _(answer.template).format(**answer.params))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("account"))


def _where_they_were(request: HttpRequest) -> str:
    """Give the page that the choice was made on; what is not ours counts for nothing."""
    place = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(place, {request.get_host()}, require_https=request.is_secure())
    return place if place and is_ours else reverse("account")


def _password_page(request: HttpRequest, form: ChangePasswordForm, *, said: str = "") -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "account/new_password.html", {"asked": form, "said": said}, status=status)
