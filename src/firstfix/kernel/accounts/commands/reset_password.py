"""Choose a new password by a link that came by mail."""

from __future__ import annotations

from firstfix.engines.verdict import mark
from firstfix.kernel.accounts.events import AccountSecurityChanged
from firstfix.kernel.accounts.links import SecretHash, take_link
from firstfix.kernel.commands import Work, command
from firstfix.kernel.identity.access import LinkPurpose
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.passwords import NewPassword
from firstfix.kernel.identity.sessions import end_sessions_of

__all__ = ["reset_password"]


@command(on="user", says=mark("{actor} chose a new password by a link; all sessions ended."))
def reset_password(work: Work, user: User, *, token_hash: SecretHash, password: NewPassword) -> None:
    """Choose a new password by a one-time link; every session ends, the second factor stays."""
    take_link(user, LinkPurpose.PASSWORD_RESET, token_hash, work.now)
    user.password = password.get_secret_value()
    user.session_epoch += 1
    end_sessions_of(user.pk)
    work.emit(AccountSecurityChanged(user.pk, "reset_password"))
