"""Make and revoke one's own API tokens."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from firstfix.kernel import policy
from firstfix.kernel.accounts.commands import revoke_api_token
from firstfix.kernel.accounts.issuing import Issued, issue_api_token
from firstfix.kernel.commands import all_commands
from firstfix.kernel.identity import Actor
from firstfix.server.accounts.forms import ApiTokenForm
from firstfix.server.accounts.own_account import back_to_account
from firstfix.server.accounts.sessions import context_of, signed_in

__all__ = ["end_api_token", "new_api_token"]


@require_http_methods(["GET", "HEAD", "POST"])
def new_api_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show its secret, once."""
    _user, actor = signed_in(request)
    if not actor.has_mfa:
        return HttpResponseRedirect(f"{reverse('confirm_second_factor')}?next={reverse('new_api_token')}")
    form = ApiTokenForm(request.POST or None, scopes=_scopes_for(actor))
    if not form.is_valid():
        return _page(request, {"asked": form})
    answer = issue_api_token(context_of(request), **form.given())
    if isinstance(answer, Issued):
        return render(request, "account/api_token_made.html", {"secret": answer.shown_once})
    return _page(request, {"asked": form, "refused": answer})


@require_POST
def end_api_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Revoke a token of one's own."""
    done = revoke_api_token(context_of(request), token_id)
    return back_to_account(request, _("The token opens nothing any more."), done)


def _scopes_for(actor: Actor) -> list[tuple[str, str]]:
    """Give what a token of this person may be allowed: reading, and what machines may do in their roles."""
    named = [made.spec for made in all_commands() if _may_be_delegated(made.spec.name, actor)]
    return [("read", _("Read what you may see")), *((spec.name, _(spec.summary)) for spec in named)]


def _may_be_delegated(command: str, actor: Actor) -> bool:
    return any(actor.has_role(*rule.roles) and not rule.human_only for rule in policy.rules_for(command))


def _page(request: HttpRequest, shown: dict[str, object]) -> HttpResponse:
    return render(
        request, "account/new_api_token.html", shown, status=422 if request.method == "POST" else 200
    )
