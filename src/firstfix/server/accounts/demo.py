"""Sign in to the demo without a password: only in the demo, only on this machine.

Three doors stand before it: the addresses exist only where ``settings.DEMO`` is set
(:mod:`firstfix.server.accounts.urls`), the views ask again, and so does the network address.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from firstfix.apps.directory.models import CUSTOMER_ROLES, Role
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.standing import ACCOUNT_HOLDER, actor_for_user
from firstfix.server.accounts.sessions import after_sign_in, open_session
from firstfix.server.security import is_loopback, public
from firstfix.server.wording import first_upper

__all__ = ["demo_people", "demo_sign_in"]

# Who moves a case comes first, in the order in which it reaches them; then who reads, then customers.
_ROLES = tuple(sorted(Role.values, key=lambda role: (role in CUSTOMER_ROLES, Role.values.index(role))))
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
    shown = [(names.get(role, ""), found) for role, found in groups.items() if found]
    return render(request, "account/demo_people.html", {"groups": shown})


@public(_BECAUSE)
@require_POST
def demo_sign_in(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Sign in as somebody of the demo, as if with the second factor."""
    _refuse_outside_the_demo(request)
    user = get_object_or_404(User, pk=user_id, disabled_at=None)
    open_session(request, user, with_second_factor=True)
    return after_sign_in(request, user)


def _refuse_outside_the_demo(request: HttpRequest) -> None:
    if not settings.DEMO or not is_loopback(request):
        raise Http404
