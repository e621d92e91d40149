"""Close an account."""

from __future__ import annotations

from firstfix.engines.verdict import mark
from firstfix.kernel.accounts.events import AccountDisabled
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Line
from firstfix.kernel.identity.access import AccountLink, ApiToken
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.sessions import end_sessions_of
from firstfix.kernel.refusal import Refusal

__all__ = ["disable_account"]


@command(on="user", says=mark("{actor} disabled the account: {because}"))
def disable_account(work: Work, user: User, *, because: Line) -> Refusal | None:
    """Close an account: sessions, tokens and links end at once. Nothing is deleted."""
    if not user.is_active:
        return Refusal("account_disabled", mark("This account is disabled already."))
    user.disabled_at = work.now
    user.session_epoch += 1
    end_sessions_of(user.pk)
    AccountLink.objects.open(work.now).filter(user=user).update(used_at=work.now)
    for token in ApiToken.objects.usable(work.now).filter(user=user):
        work.touch("api_token", token.pk, edited=("revoked_at",))
        ApiToken.objects.filter(pk=token.pk).update(revoked_at=work.now)
    work.emit(AccountDisabled(user.pk))
    return None
