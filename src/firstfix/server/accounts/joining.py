"""Follow a one-time link: the first administrator, an invitation, a new password."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstfix.kernel import clock
from firstfix.kernel.accounts.commands import accept_invitation, open_first_administrator, reset_password
from firstfix.kernel.accounts.links import link_behind
from firstfix.kernel.accounts.mailing import ask_for_link
from firstfix.kernel.commands import Command, Done
from firstfix.kernel.identity import system_actor
from firstfix.kernel.identity.access import LinkPurpose
from firstfix.kernel.identity.bearer import hash_of
from firstfix.kernel.identity.credentials import Answer, has_second_factor
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.standing import actor_for_user
from firstfix.kernel.identity.throttling import account_door, address_door, admit
from firstfix.kernel.refusal import Refusal
from firstfix.server.accounts.forms import FirstAdministratorForm, NewPasswordForm, ResetForm
from firstfix.server.accounts.sessions import after_sign_in, context_of, open_session
from firstfix.server.accounts.signing_in import said_of
from firstfix.server.security import client_address, public

__all__ = ["accept", "ask_for_reset", "first_administrator", "reset"]

_BY_LINK = "The link is the authority: it works once and for a limited time."


@public(_BY_LINK)
@require_http_methods(["GET", "HEAD", "POST"])
def first_administrator(request: HttpRequest, secret: str) -> HttpResponse:
    """Open the first account of this installation."""
    if User.objects.exists() or link_behind(secret, LinkPurpose.FIRST_ADMINISTRATOR) is None:
        return link_over_page(request)
    form = FirstAdministratorForm(request.POST or None)
    if not form.is_valid():
        return _page(request, "account/first_administrator.html", {"asked": form})
    given = {name: form.cleaned_data[name] for name in ("name", "email", "password")}
    context = context_of(request, system_actor("first administrator"))
    answer = open_first_administrator(context, token_hash=hash_of(secret), **given)
    if isinstance(answer, Refusal):
        return _page(request, "account/first_administrator.html", {"asked": form, "refused": answer})
    user = User.objects.get(pk=answer.subject_id)
    open_session(request, user, with_second_factor=False)
    return after_sign_in(request, user, to=reverse("second_factor"))


@public(_BY_LINK)
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a password for the account that one was invited to."""
    link = link_behind(secret, LinkPurpose.INVITATION)
    if link is None or link.user is None or not link.user.is_active:
        return link_over_page(request)
    return _choose_password(request, link.user, secret, accept_invitation)


@public(_BY_LINK)
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a new password in the place of a forgotten one."""
    link = link_behind(secret, LinkPurpose.PASSWORD_RESET)
    if link is None or link.user is None or not link.user.is_active:
        return link_over_page(request)
    return _choose_password(request, link.user, secret, reset_password)


@public("Who forgot the password cannot sign in; the answer tells nobody whether an account exists.")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_reset(request: HttpRequest) -> HttpResponse:
    """Have a link for a new password mailed; the answer is the same for every mailbox."""
    form = ResetForm(request.POST or None)
    if not form.is_valid():
        return _page(request, "account/ask_for_reset.html", {"asked": form})
    email = form.cleaned_data["email"]
    doors = [account_door("reset", email), address_door("reset", client_address(request))]
    wait = admit(doors, clock.now())
    if wait is not None:
        said = said_of(Answer(wait=wait))
        return _page(request, "account/ask_for_reset.html", {"asked": form, "said": said}, status=429)
    ask_for_link(
        User.objects.filter(email__iexact=email, disabled_at=None).first(), LinkPurpose.PASSWORD_RESET
    )
    return _page(request, "account/reset_asked.html", {"email": email})


def link_over_page(request: HttpRequest) -> HttpResponse:
    """Give the page for a link that opens nothing."""
    return _page(request, "account/link_over.html", {}, status=404)


def _choose_password(request: HttpRequest, user: User, secret: str, command: Command) -> HttpResponse:
    form = NewPasswordForm(request.POST or None, user=user)
    template = "account/choose_password.html"
    shown = {"asked": form, "owner": user, "is_new": command is accept_invitation}
    if not form.is_valid():
        return _page(request, template, shown)
    context = context_of(request, actor_for_user(user))
    answer = command(context, user.pk, token_hash=hash_of(secret), password=form.cleaned_data["password"])
    if not isinstance(answer, Done):
        return _page(request, template, {**shown, "refused": answer})
    return _after_choosing(request, User.objects.get(pk=user.pk))


def _after_choosing(request: HttpRequest, user: User) -> HttpResponse:
    """Sign in whom the link proved, unless a second factor is still to be shown (ASVS 5.0 6.4.3)."""
    if has_second_factor(user):
        return HttpResponseRedirect(f"{reverse('sign_in')}?chosen=1")
    open_session(request, user, with_second_factor=False)
    return after_sign_in(request, user, to="/")


def _page(
    request: HttpRequest, template: str, shown: dict[str, object], *, status: int = 200
) -> HttpResponse:
    if request.method == "POST" and status == 200 and "asked" in shown:
        status = 422
    response = render(request, template, shown, status=status)
    # The address holds a secret; no other page learns it.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
