"""Keep the accounts of others: invite, send a new link, end sessions, disable. For administrators."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstfix.kernel.accounts.issuing import Issued, issue_invitation, issue_link
from firstfix.kernel.accounts.queries import visible_users
from firstfix.kernel.commands import CommandContext, Done, find_command
from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.access import AccountLink, LinkPurpose
from firstfix.kernel.refusal import Refusal
from firstfix.server.accounts.forms import InvitationForm
from firstfix.server.accounts.sessions import context_of, signed_in
from firstfix.server.errors import STATUS, sentence

__all__ = ["accounts", "change_account", "invite", "new_link"]

_CHANGES = ("end_sessions", "turn_off_second_factor", "disable_account", "enable_account")


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts, each with what an administrator may do for its owner."""
    actor = _keeper(request)
    users = visible_users(actor).select_related("second_factor").order_by("name")
    return render(
        request, "account/accounts.html", {"owners": users, "own_id": actor.user_id, "is_demo": settings.DEMO}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody, and show the link for them, once."""
    actor = _keeper(request)
    if not actor.has_mfa:
        return HttpResponseRedirect(f"{reverse('confirm_second_factor')}?next={reverse('invite')}")
    person = request.GET.get("person", "")
    form = InvitationForm(request.POST or None, actor=actor, initial={"person_id": person})
    if not form.is_valid():
        return _invite_page(request, {"asked": form})
    answer = issue_invitation(context_of(request), **form.given())
    if isinstance(answer, Refusal):
        return _invite_page(request, {"asked": form, "refused": answer}, status=STATUS[answer.reason])
    return _link_page(request, answer, form.cleaned_data["name"], LinkPurpose.INVITATION)


@require_POST
def new_link(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Give the owner of an account a new link: for the open invitation, else for a new password."""
    owner = get_object_or_404(visible_users(_keeper(request)), pk=user_id)
    purpose = LinkPurpose.PASSWORD_RESET if owner.has_usable_password() else LinkPurpose.INVITATION
    answer = issue_link(context_of(request), owner.pk, purpose=purpose)
    if isinstance(answer, Refusal):
        return _back(request, answer)
    return _link_page(request, answer, owner.name, purpose)


@require_POST
def change_account(request: HttpRequest, user_id: UUID, command: str) -> HttpResponse:
    """End the sessions, the second factor or the whole of an account, or open it again."""
    _keeper(request)
    found = find_command(command) if command in _CHANGES else None
    if found is None:
        raise PermissionDenied
    because = request.POST.get("because", "")
    given = {"because": because} if command.endswith("_account") else {}
    context: CommandContext = context_of(request)
    return _back(request, found(context, user_id, **given))


def _keeper(request: HttpRequest) -> Actor:
    _user, actor = signed_in(request)
    if not actor.has_role("administrator"):
        raise PermissionDenied
    return actor


def _invite_page(request: HttpRequest, shown: dict[str, object], *, status: int = 200) -> HttpResponse:
    is_refused = request.method == "POST" and status == 200
    return render(request, "account/invite.html", shown, status=422 if is_refused else status)


def _link_page(request: HttpRequest, issued: Issued, name: str, purpose: LinkPurpose) -> HttpResponse:
    link = AccountLink.objects.filter(user_id=issued.done.subject_id, purpose=purpose, used_at=None).first()
    shown = {"address": issued.shown_once, "name": name, "link": link}
    return render(request, "account/link_made.html", shown)


def _back(request: HttpRequest, answer: Done | Refusal) -> HttpResponse:
    if isinstance(answer, Done):
        messages.success(request, _("Done. It stands in the ledger under your name."))
    elif answer.code == "second_factor_needed":
        return HttpResponseRedirect(f"{reverse('confirm_second_factor')}?next={reverse('accounts')}")
    else:
        messages.error(request, sentence(answer.template, answer.params))
    return HttpResponseRedirect(reverse("accounts"))
