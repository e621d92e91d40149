"""Pair an authenticator app with one's account."""

from __future__ import annotations

from uuid import UUID

from pydantic import SecretStr

from firstfix.engines.verdict import mark
from firstfix.kernel.accounts.events import AccountSecurityChanged
from firstfix.kernel.accounts.proving import need_proof
from firstfix.kernel.accounts.recovery import RecoveryInput, keep_recovery_codes
from firstfix.kernel.commands import Input, Work, command
from firstfix.kernel.commands.inputs import Count
from firstfix.kernel.identity.access import SecondFactor
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.sessions import end_sessions_of
from firstfix.kernel.refusal import Refusal

__all__ = ["Pairing", "turn_on_second_factor"]


class Pairing(Input):
    """The sealed seed with the step of its first right code, the recovery codes, and the proof."""

    sealed_seed: SecretStr
    used_step: Count
    recovery: RecoveryInput
    proof: SecretStr
    keep: UUID | None = None


@command(on="user", says=mark("{actor} turned the second factor on."))
def turn_on_second_factor(work: Work, user: User, given: Pairing) -> Refusal | None:
    """Pair an authenticator app; the edge has seen a right code of it. Other sessions end."""
    need_proof(work, user, "turn_on_second_factor", given.proof)
    if SecondFactor.objects.filter(pk=user.pk).exists():
        return Refusal(
            "second_factor_is_on",
            mark("A second factor is on already. Turn it off first, then pair the new authenticator."),
            remedy="turn_off_second_factor",
        )
    factor = SecondFactor.objects.create(
        user=user,
        sealed_seed=given.sealed_seed.get_secret_value(),
        last_step=given.used_step,
        paired_at=work.now,
    )
    keep_recovery_codes(factor, given.recovery)
    end_sessions_of(user.pk, but=given.keep)
    work.emit(AccountSecurityChanged(user.pk, "turn_on_second_factor"))
    return None
