"""Recovery codes: made and hashed before any lock, kept by commands in the place of the earlier ones."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from pydantic import SecretStr

from firstfix.kernel.commands import Input
from firstfix.kernel.identity.access import RecoveryCode, SecondFactor
from firstfix.kernel.identity.one_time_codes import new_recovery_codes, recovery_digest

__all__ = ["NewRecovery", "RecoveryInput", "keep_recovery_codes", "make_recovery"]


class RecoveryInput(Input):
    """What a command gets of new recovery codes: their digests and the salt."""

    salt: SecretStr
    digests: tuple[SecretStr, ...]


@dataclass(frozen=True, slots=True, repr=False)
class NewRecovery:
    """Fresh codes to show once, and what the command keeps of them."""

    codes: tuple[str, ...]
    given: RecoveryInput


def make_recovery() -> NewRecovery:
    """Give fresh recovery codes with their digests; hashing takes a while, so call it outside of locks."""
    salt, codes = secrets.token_hex(16), new_recovery_codes()
    digests = tuple(SecretStr(recovery_digest(code, salt)) for code in codes)
    return NewRecovery(tuple(codes), RecoveryInput(salt=SecretStr(salt), digests=digests))


def keep_recovery_codes(factor: SecondFactor, recovery: RecoveryInput) -> None:
    """Replace the recovery codes of ``factor``; only digests are kept."""
    factor.recovery_salt = recovery.salt.get_secret_value()
    factor.save(update_fields=["recovery_salt"])
    factor.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=digest.get_secret_value()) for digest in recovery.digests
    )
