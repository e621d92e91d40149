"""Choose a new password while signed in."""

from __future__ import annotations

from uuid import UUID

from pydantic import SecretStr

from firstfix.engines.verdict import mark
from firstfix.kernel.accounts.events import AccountSecurityChanged
from firstfix.kernel.accounts.proving import need_proof
from firstfix.kernel.commands import Work, command
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.passwords import NewPassword
from firstfix.kernel.identity.sessions import end_sessions_of

__all__ = ["change_password"]


@command(on="user", says=mark("{actor} changed the password; all other sessions ended."))
def change_password(
    work: Work, user: User, *, password: NewPassword, proof: SecretStr, keep: UUID | None = None
) -> None:
    """Choose a new password; all sessions but ``keep`` end. The edge has asked for the present one."""
    need_proof(work, user, "change_password", proof)
    user.password = password.get_secret_value()
    end_sessions_of(user.pk, but=keep)
    work.emit(AccountSecurityChanged(user.pk, "change_password"))
