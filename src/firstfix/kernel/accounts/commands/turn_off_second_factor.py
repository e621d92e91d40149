"""Part with an authenticator app."""

from __future__ import annotations

from uuid import UUID

from pydantic import SecretStr

from firstfix.engines.verdict import mark
from firstfix.kernel.accounts.events import AccountSecurityChanged
from firstfix.kernel.accounts.proving import need_proof
from firstfix.kernel.commands import Work, command
from firstfix.kernel.identity.access import SecondFactor
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.sessions import end_sessions_of

__all__ = ["turn_off_second_factor"]


@command(on="user", says=mark("{actor} turned the second factor off."))
def turn_off_second_factor(
    work: Work, user: User, *, proof: SecretStr | None = None, keep: UUID | None = None
) -> None:
    """Turn the second factor off; other sessions end.

    For oneself the edge has asked for password and code. An administrator does it for somebody who
    lost both the authenticator and the recovery codes, after meeting them (ASVS 5.0 6.4.4).
    """
    if user.pk == work.actor.user_id:
        need_proof(work, user, "turn_off_second_factor", proof)
    SecondFactor.objects.filter(pk=user.pk).delete()
    end_sessions_of(user.pk, but=keep)
    work.emit(AccountSecurityChanged(user.pk, "turn_off_second_factor"))
