"""Pair an authenticator app with one's account."""

from __future__ import annotations

from uuid import UUID

from pydantic import SecretStr

from firstfix.engines.verdict import mark
from firstfix.kernel.accounts.at_the_page import only_at_the_page
from firstfix.kernel.accounts.events import AccountSecurityChanged
from firstfix.kernel.accounts.recovery import RecoveryInput, keep_recovery_codes
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Count
from firstfix.kernel.identity.access import SecondFactor
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.sessions import end_sessions_of
from firstfix.kernel.refusal import Refusal

__all__ = ["turn_on_second_factor"]


@command(on="user", says=mark("{actor} turned the second factor on."))
def turn_on_second_factor(
    work: Work,
    user: User,
    *,
    sealed_seed: SecretStr,
    used_step: Count,
    recovery: RecoveryInput,
    keep: UUID | None = None,
) -> Refusal | None:
    """Pair an authenticator app; the edge has seen a right code of it. Other sessions end."""
    only_at_the_page(work)
    if SecondFactor.objects.filter(pk=user.pk).exists():
        return Refusal(
            "second_factor_is_on",
            mark("A second factor is on already. Turn it off first, then pair the new authenticator."),
            remedy="turn_off_second_factor",
        )
    factor = SecondFactor.objects.create(
        user=user,
        sealed_seed=sealed_seed.get_secret_value(),
        last_step=used_step,
        paired_at=work.now,
    )
    keep_recovery_codes(factor, recovery)
    end_sessions_of(user.pk, but=keep)
    work.emit(AccountSecurityChanged(user.pk, "turn_on_second_factor"))
    return None
