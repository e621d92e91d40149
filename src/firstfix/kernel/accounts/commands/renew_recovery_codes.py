"""Replace one's recovery codes."""

from __future__ import annotations

from pydantic import SecretStr

from firstfix.engines.verdict import mark
from firstfix.kernel.accounts.events import AccountSecurityChanged
from firstfix.kernel.accounts.proving import need_proof
from firstfix.kernel.accounts.recovery import RecoveryInput, keep_recovery_codes
from firstfix.kernel.commands import Work, command
from firstfix.kernel.identity.access import SecondFactor
from firstfix.kernel.identity.models import User
from firstfix.kernel.refusal import Refusal

__all__ = ["renew_recovery_codes"]


@command(on="user", says=mark("{actor} renewed the recovery codes."))
def renew_recovery_codes(
    work: Work, user: User, *, recovery: RecoveryInput, proof: SecretStr
) -> Refusal | None:
    """Replace all recovery codes; the old ones open nothing any more."""
    need_proof(work, user, "renew_recovery_codes", proof)
    factor = SecondFactor.objects.filter(pk=user.pk).first()
    if factor is None:
        return Refusal(
            "second_factor_is_off",
            mark(
                "Recovery codes stand in for an authenticator, and none is paired. Turn the factor on first."
            ),
            remedy="turn_on_second_factor",
        )
    keep_recovery_codes(factor, recovery)
    work.emit(AccountSecurityChanged(user.pk, "renew_recovery_codes"))
    return None
