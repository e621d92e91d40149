"""Sign in to the demo without a password: only in the demo, only on this machine.

Three doors stand before it: the addresses exist only where ``settings.DEMO`` is set
(:mod:`firstfix.server.accounts.urls`), the views ask again, and so does the network address.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language_from_request, gettext
from django.views.decorators.http import require_POST, require_safe

from firstfix.apps.directory.models import CUSTOMER_ROLES, Role
from firstfix.engines.verdict import mark
from firstfix.kernel.accounts.commands import choose_language
from firstfix.kernel.commands import CommandContext
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.standing import ACCOUNT_HOLDER, actor_for_user
from firstfix.server.accounts.sessions import after_sign_in, open_session, signed_in
from firstfix.server.security import is_loopback, public
from firstfix.server.wording import first_upper

__all__ = ["demo_people", "demo_sign_in"]

# Who moves a case comes first, in the order in which it reaches them; then who reads, then customers.
_ROLES = tuple(sorted(Role.values, key=lambda role: (role in CUSTOMER_ROLES, Role.values.index(role))))
# Where the demo has most to show, role by role; who is named is at it just now (cli.demo_region).
_TRY: Mapping[str, str] = {
    "dispatcher": mark("Visits without an engineer wait: open the board, plan the day, ask why, publish."),
    "engineer": mark(
        "Jonas Brenner is at work on a switch: note what was done, add proof, let the customer sign."
    ),
    "support_specialist": mark("A core switch is down since this morning: open its case and make it ready."),
    "lead_specialist": mark("Triage, try it remotely, escalate with a package, write an article."),
    "manager": mark("The scorecard: each figure beside the one that keeps it honest."),
    "auditor": mark("Reads everything, changes nothing, and checks the ledger."),
    "administrator": mark("Accounts, rights, sites and equipment, what goes on in the background."),
    "customer_contact": mark("Sees the cases of one customer only, in public words."),
}
_FIRST = frozenset({"Dana Vogt", "Jonas Brenner", "Samira Haddad", "Sabine Ott", "Greta Thoma"})
_BECAUSE = "Exists in the demo only, and answers this machine only."


@public(_BECAUSE)
@require_safe
def demo_people(request: HttpRequest) -> HttpResponse:
    """List everybody whom one can try the demo as."""
    _refuse_outside_the_demo(request)
    users = User.objects.filter(disabled_at=None).order_by("name")
    groups: dict[str, list[User]] = {role: [] for role in (*_ROLES, "")}
    for user in users:
        held = actor_for_user(user).roles - {ACCOUNT_HOLDER}
        groups[next((role for role in _ROLES if role in held), "")].append(user)
    names = {role.value: first_upper(role.label) for role in Role}
    shown = [
        (names.get(role, ""), gettext(_TRY[role]) if role in _TRY else "", found)
        for role, found in groups.items()
        if found
    ]
    return render(request, "account/demo_people.html", {"groups": shown, "first": _FIRST})


@public(_BECAUSE)
@require_POST
def demo_sign_in(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Sign in as somebody of the demo, as if with the second factor."""
    _refuse_outside_the_demo(request)
    user = get_object_or_404(User, pk=user_id, disabled_at=None)
    open_session(request, user, with_second_factor=True)
    _speak_as_the_browser(request, user)
    return after_sign_in(request, user)


def _speak_as_the_browser(request: HttpRequest, user: User) -> None:
    """Let whoever tries the demo go on in the language that the list of people was in."""
    spoken = get_language_from_request(request)
    if spoken != user.language:
        choose_language(CommandContext(signed_in(request)[1]), user.pk, language=spoken)


def _refuse_outside_the_demo(request: HttpRequest) -> None:
    if not settings.DEMO or not is_loopback(request):
        raise Http404
