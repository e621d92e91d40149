"""Sign in, show the code, sign out."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from firstfix.kernel.identity.credentials import Answer, check_code, check_password, has_second_factor
from firstfix.kernel.identity.models import User
from firstfix.server.accounts.forms import CodeForm, SignInForm
from firstfix.server.accounts.sessions import after_sign_in, open_session, origin_of, safe_next
from firstfix.server.security import forget_known, public, user_of

__all__ = ["said_of", "sign_in", "sign_in_code", "sign_out"]

_PENDING = "pending_user"
logger = logging.getLogger("firstfix.security")


@public("Whoever is not signed in signs in here.")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for mailbox and password."""
    if request.method != "POST":
        if user_of(request).is_authenticated:
            return HttpResponseRedirect(safe_next(request))
        return _sign_in_page(request, SignInForm())
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form, status=422)
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    answer = check_password(email, password, origin_of(request, email))
    if answer.user is None:
        form = SignInForm(initial={"email": email})
        return _sign_in_page(request, form, said=said_of(answer), status=_status(answer))
    return _go_on(request, answer.user)


@public("The second step of signing in.")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of who has shown the password."""
    user = User.objects.filter(pk=request.session.get(_PENDING), disabled_at=None).first()
    if user is None:
        return HttpResponseRedirect(reverse("sign_in"))
    form = CodeForm(request.POST or None)
    if not form.is_valid():
        return _code_page(request, form)
    answer = check_code(user, form.cleaned_data["code"], origin_of(request, user.email))
    if answer.user is None:
        return _code_page(request, CodeForm(), said=said_of(answer), status=_status(answer))
    return _come_in(request, user, with_second_factor=True)


@public("Leaving is always possible.")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    request.session.flush()
    forget_known(request)
    response = HttpResponseRedirect(f"{reverse('sign_in')}?out=1")
    # The browser forgets pages, drafts' storage stays: it is the person's own (ASVS 5.0 14.3.1).
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def said_of(answer: Answer) -> str:
    """Give in words why a try did not open, the same for every account that does or does not exist."""
    if answer.wait is None:
        return _("That did not fit. Look at what you typed, then try again.")
    return _wait_words(answer.wait)


def _wait_words(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    if seconds < 90:
        words = ngettext("Wait {n} second, then try again.", "Wait {n} seconds, then try again.", seconds)
        return words.format(n=seconds)
    minutes = -(-seconds // 60)
    words = ngettext("Wait {n} minute, then try again.", "Wait {n} minutes, then try again.", minutes)
    return words.format(n=minutes)


def _status(answer: Answer) -> int:
    return 422 if answer.wait is None else 429


def _go_on(request: HttpRequest, user: User) -> HttpResponse:
    if not has_second_factor(user):
        return _come_in(request, user, with_second_factor=False)
    wanted = safe_next(request)
    request.session.flush()
    request.session[_PENDING], request.session["next"] = str(user.pk), wanted
    return HttpResponseRedirect(reverse("sign_in_code"))


def _come_in(request: HttpRequest, user: User, *, with_second_factor: bool) -> HttpResponse:
    wanted = request.session.get("next") or safe_next(request)
    open_session(request, user, with_second_factor=with_second_factor)
    logger.info("user %s signed in%s", user.pk, " with second factor" if with_second_factor else "")
    return after_sign_in(request, user, to=wanted)


def _sign_in_page(
    request: HttpRequest, form: SignInForm, *, said: str = "", status: int = 200
) -> HttpResponse:
    shown = {
        "asked": form,
        "said": said,
        "next": safe_next(request),
        "is_out": "out" in request.GET,
        "is_chosen": "chosen" in request.GET,
        "demo_address": reverse("demo_people") if settings.DEMO else "",
    }
    return render(request, "account/sign_in.html", shown, status=status)


def _code_page(request: HttpRequest, form: CodeForm, *, said: str = "", status: int = 200) -> HttpResponse:
    return render(request, "account/code.html", {"asked": form, "said": said}, status=status)
